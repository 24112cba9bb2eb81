using CloudmoreAutotask.Autotask;
using CloudmoreAutotask.Billing;
using Microsoft.Extensions.Logging;

namespace CloudmoreAutotask.Applying;

internal static partial class Log
{
    private static readonly Func<ILogger, string, string, BillMonth, IDisposable?> Bill =
        LoggerMessage.DefineScope<string, string, BillMonth>("Run {RunId}, organization {OrganizationId}, bill {BillMonth}");

    public static IDisposable? BillScope(ILogger logger, string runId, string organizationId, BillMonth month) => Bill(logger, runId, organizationId, month);

    [LoggerMessage(EventId = 400, Level = LogLevel.Information, Message = "{Step}: {Result}, item {ItemId}. {Words}")]
    public static partial void StepAnswered(ILogger logger, string step, WriteResult result, long? itemId, string words);

    [LoggerMessage(EventId = 401, Level = LogLevel.Information, Message = "Postponed by {Delay}: {Why}.")]
    public static partial void Postponed(ILogger logger, string why, TimeSpan delay);

    [LoggerMessage(EventId = 402, Level = LogLevel.Information, Message = "Nothing to do: content {ContentHash} is done, or another was recorded since.")]
    public static partial void Superseded(ILogger logger, string contentHash);

    [LoggerMessage(EventId = 403, Level = LogLevel.Error, Message = "Autotask refuses the sign-in: {Why} The message is kept.")]
    public static partial void SignInStopped(ILogger logger, string why);

    [LoggerMessage(EventId = 404, Level = LogLevel.Error, Message = "A person has to put something right: {What}")]
    public static partial void MustFix(ILogger logger, string what);

    [LoggerMessage(EventId = 405, Level = LogLevel.Error, Message = "The bill failed unexpectedly.")]
    public static partial void Defect(ILogger logger, Exception defect);

    [LoggerMessage(EventId = 407, Level = LogLevel.Warning, Message = "Autotask's hourly allowance cannot be read: {Why}")]
    public static partial void AllowanceUnreadable(ILogger logger, string why);

    [LoggerMessage(EventId = 406, Level = LogLevel.Information, Message = "Planned {Steps} steps for {Subscriptions} subscriptions.")]
    public static partial void Planned(ILogger logger, int steps, int subscriptions);
}
