using Microsoft.Extensions.Logging;

namespace CloudmoreAutotask.Setup;

internal static partial class Log
{
    [LoggerMessage(EventId = 600, Level = LogLevel.Warning, Message = "Billing codes cannot be read ({Why}); ids in the settings are taken unchecked.")]
    public static partial void BillingCodesUnreadable(ILogger logger, string why);
}
