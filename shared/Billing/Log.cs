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

    [LoggerMessage(EventId = 102, Level = LogLevel.Warning,
        Message = "{File} does not name {Count} organizations that were billed in its months or the month before ({Names}). " +
            "Their bills stay as they are; if one is no customer any more, end its contracts.")]
    public static partial void NotInFile(ILogger logger, string file, int count, string names);

    [LoggerMessage(EventId = 103, Level = LogLevel.Warning,
        Message = "The report's last month is {Month}, before {FirstMonth}, the first month that is exported: its bills are recorded only. Set Export:FirstMonth to export them.")]
    public static partial void BeforeFirstMonth(ILogger logger, string month, string firstMonth);
}
