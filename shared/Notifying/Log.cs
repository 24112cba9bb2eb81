using Microsoft.Extensions.Logging;

namespace CloudmoreAutotask.Notifying;

/// <summary>What this part says in the log. The webhook's address is a secret and is never logged.</summary>
internal static partial class Log
{
    [LoggerMessage(LogLevel.Information, "The note of the day was sent: {Title}.")]
    public static partial void Sent(ILogger log, string title);

    [LoggerMessage(LogLevel.Error, "The note of the day was not sent: {Reason} It is tried again in an hour; the export goes on.")]
    public static partial void NotSent(ILogger log, string reason);
}
