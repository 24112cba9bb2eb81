using Microsoft.Extensions.Logging;

namespace CloudmoreAutotask.LocalHost.Timers;

internal static partial class Log
{
    [LoggerMessage(1, LogLevel.Error, "The timer function {Function} failed.")]
    public static partial void TimerFailed(ILogger logger, Exception failure, string function);
}
