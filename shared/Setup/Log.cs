using Microsoft.Extensions.Logging;

namespace CloudmoreAutotask.Setup;

internal static partial class Log
{
    [LoggerMessage(EventId = 600, Level = LogLevel.Warning, Message = "Billing codes cannot be read ({Why}); ids in the settings are taken unchecked.")]
    public static partial void BillingCodesUnreadable(ILogger logger, string why);

    [LoggerMessage(EventId = 601, Level = LogLevel.Debug, Message = "Secret '{Name}' was read from Key Vault, version {Version}.")]
    public static partial void SecretRead(ILogger logger, string name, string version);

    [LoggerMessage(EventId = 602, Level = LogLevel.Information, Message = "Secret '{Name}' has a new version in Key Vault, {Version}.")]
    public static partial void SecretChanged(ILogger logger, string name, string version);
}
