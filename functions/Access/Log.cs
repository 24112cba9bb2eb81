using Microsoft.Extensions.Logging;

namespace CloudmoreAutotask.Functions.Access;

internal static partial class Log
{
    [LoggerMessage(LogLevel.Warning, "{Path} was not answered")]
    public static partial void Unanswered(ILogger logger, Exception failure, string path);
}
