using Microsoft.Extensions.Logging;

namespace CloudmoreAutotask.Planning;

internal static partial class Log
{
    [LoggerMessage(EventId = 300, Level = LogLevel.Warning, Message = "The charge types of contract charges cannot be read ({Why}); Operational is taken as 1.")]
    public static partial void ChargeTypesUnreadable(ILogger logger, string why);
}
