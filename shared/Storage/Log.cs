using Microsoft.Extensions.Logging;

namespace CloudmoreAutotask.Storage;

internal static partial class Log
{
    [LoggerMessage(EventId = 500, Level = LogLevel.Warning, Message = "The exporter lease was lost; another process may go on. Work under way stops before its next write.")]
    public static partial void LeaseLost(ILogger logger, Exception cause);
}
