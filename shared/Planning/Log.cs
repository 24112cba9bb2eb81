using Microsoft.Extensions.Logging;

namespace CloudmoreAutotask.Planning;

internal static partial class Log
{
    [LoggerMessage(EventId = 300, Level = LogLevel.Warning, Message = "The charge types of contract charges cannot be read ({Why}); Operational is taken as 1.")]
    public static partial void ChargeTypesUnreadable(ILogger logger, string why);

    [LoggerMessage(EventId = 301, Level = LogLevel.Warning, Message = "The currencies of companies cannot be read ({Why}); bills are compared with the organization's currency in Cloudmore only.")]
    public static partial void CurrenciesUnreadable(ILogger logger, string why);
}
