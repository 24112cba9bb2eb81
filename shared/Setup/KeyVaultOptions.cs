using System.ComponentModel.DataAnnotations;

namespace CloudmoreAutotask.Setup;

/// <summary>Section <c>KeyVault</c>: where the secrets are kept (design/local-host.md, "Settings").</summary>
public sealed class KeyVaultOptions
{
    /// <summary>The section's name.</summary>
    public const string Section = "KeyVault";

    /// <summary>The vault. Empty: secrets are settings, on one machine only.</summary>
    [SafeAddress(IsAlwaysEncrypted = true)]
    [SettingExample("https://contoso-export.vault.azure.net")]
    public Uri? Uri { get; set; }

    /// <summary>The client id of the user-assigned identity that reads the vault. Empty: the identity that the machine offers (DefaultAzureCredential).</summary>
    [ClientId]
    [SettingExample("7d3c5a52-6f0b-4f6e-9d1e-0f3f4f6f8a01")]
    public string? ManagedIdentityClientId { get; set; }

    /// <summary>How long a secret is used before it is read again. A refused sign-in reads it at once.</summary>
    [Range(typeof(TimeSpan), "00:00:10", "01:00:00")]
    public TimeSpan CacheTime { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>The name of a setting in the vault: <c>Autotask:ApiSecret</c> is <c>Autotask--ApiSecret</c>.</summary>
    public static string SecretName(string setting)
    {
        ArgumentNullException.ThrowIfNull(setting);
        return setting.Replace(":", "--", StringComparison.Ordinal);
    }
}
