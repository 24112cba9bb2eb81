using Microsoft.Extensions.Logging;

namespace CloudmoreAutotask.LocalHost.Queues;

internal static partial class Log
{
    [LoggerMessage(1, LogLevel.Warning, "{Function} failed on message {Message}, try {Try} of {MaxTries}; it comes again after {Hidden}.")]
    public static partial void TryFailed(ILogger logger, Exception failure, string function, string message, long @try, int maxTries, TimeSpan hidden);

    [LoggerMessage(2, LogLevel.Error, "{Function} failed on message {Message}, try {Try}, the last one; the message goes to {Poison}.")]
    public static partial void LastTryFailed(ILogger logger, Exception failure, string function, string message, long @try, string poison);

    [LoggerMessage(3, LogLevel.Error, "Message {Message} was tried {MaxTries} times, the last time by a host that was killed; it goes to {Poison}.")]
    public static partial void Poisoned(ILogger logger, string message, int maxTries, string poison);

    [LoggerMessage(4, LogLevel.Warning, "Message {Message} of {Queue} was taken by another process meanwhile; what becomes of it is decided there.")]
    public static partial void MessageTaken(ILogger logger, string message, string queue);
}
