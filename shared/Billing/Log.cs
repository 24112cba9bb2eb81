using Microsoft.Extensions.Logging;

namespace CloudmoreAutotask.Billing;

internal static partial class Log
{
    private static readonly Func<ILogger, string, IDisposable?> Run = LoggerMessage.DefineScope<string>("Run {RunId}");

    public static IDisposable? RunScope(ILogger logger, string runId) => Run(logger, runId);

    [LoggerMessage(EventId = 100, Level = LogLevel.Information, Message = "Run {RunId}: looking for bills from {From:yyyy-MM-dd} to {To:yyyy-MM-dd}.")]
    public static partial void Detecting(ILogger logger, string runId, DateOnly from, DateOnly to);

    [LoggerMessage(EventId = 101, Level = LogLevel.Information, Message = "{Due} organization bills are due; {Sent} messages were sent, one per organization.")]
    public static partial void Detected(ILogger logger, int due, int sent);
}
