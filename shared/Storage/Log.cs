using Microsoft.Extensions.Logging;

namespace CloudmoreAutotask.Storage;

internal static partial class Log
{
    [LoggerMessage(EventId = 500, Level = LogLevel.Warning, Message = "The exporter lease was lost; another process may go on. Work under way stops before its next write.")]
    public static partial void LeaseLost(ILogger logger, Exception cause);

    [LoggerMessage(EventId = 501, Level = LogLevel.Warning, Message = "The exporter lease was not given back by its last holder. Work begins in {Wait}, when nothing of that one can be on its way any more.")]
    public static partial void LeaseTakenOver(ILogger logger, TimeSpan wait);
}
