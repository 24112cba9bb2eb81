using System.Buffers.Text;
using System.Security.Cryptography;
using CloudmoreAutotask.Setup;
using Microsoft.Extensions.Configuration;

namespace CloudmoreAutotask.LocalHost.Running;

/// <summary>The key that changes on the page ask for, where nobody set one.</summary>
internal static class PageKey
{
    private const string Setting = $"{OperatorOptions.Section}:{nameof(OperatorOptions.Key)}";

    /// <summary>Makes a key for this start.</summary>
    /// <returns>The key, for the person at this machine; null when one is set, or comes from a vault.</returns>
    public static string? Make(IConfiguration settings)
    {
        if (settings.UsesKeyVault() || !string.IsNullOrWhiteSpace(settings[Setting]))
            return null;
        var key = Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(24));
        settings[Setting] = key;
        return key;
    }
}
