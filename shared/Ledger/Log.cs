using CloudmoreAutotask.Billing;
using Microsoft.Extensions.Logging;

namespace CloudmoreAutotask.Ledger;

internal static partial class Log
{
    [LoggerMessage(EventId = 700, Level = LogLevel.Information, Message = "Run {RunId}: proof of {Month}: {Result}.")]
    public static partial void Proven(ILogger logger, string runId, BillMonth month, string result);

    [LoggerMessage(EventId = 701, Level = LogLevel.Warning, Message = "Run {RunId}: proof of {Month}: {Result}. What does not: {Subscriptions}")]
    public static partial void NotProven(ILogger logger, string runId, BillMonth month, string result, string subscriptions);

    [LoggerMessage(EventId = 702, Level = LogLevel.Information, Message = "The proof waits: {Why}.")]
    public static partial void ProofPostponed(ILogger logger, string why);
}
