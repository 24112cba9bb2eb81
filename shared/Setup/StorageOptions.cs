namespace CloudmoreAutotask.Setup;

/// <summary>
/// Section <c>AzureWebJobsStorage</c>: the storage account by identity, without a connection string. Names and meaning are those of the Functions host ("identity-based
/// connections"); a connection string is the value of the section itself.
/// </summary>
public sealed class StorageOptions
{
    /// <summary>The section's name.</summary>
    public const string Section = "AzureWebJobsStorage";

    /// <summary>The account's name, for the addresses of Azure's public cloud.</summary>
    public string? AccountName { get; set; }

    /// <summary>The address of its blobs.</summary>
    [SafeAddress(IsAlwaysEncrypted = true)]
    [SettingExample("https://contosoexport.blob.core.windows.net")]
    public Uri? BlobServiceUri { get; set; }

    /// <summary>The address of its queues.</summary>
    [SafeAddress(IsAlwaysEncrypted = true)]
    [SettingExample("https://contosoexport.queue.core.windows.net")]
    public Uri? QueueServiceUri { get; set; }

    /// <summary>The address of its tables.</summary>
    [SafeAddress(IsAlwaysEncrypted = true)]
    [SettingExample("https://contosoexport.table.core.windows.net")]
    public Uri? TableServiceUri { get; set; }

    /// <summary><c>managedidentity</c>: the app's managed identity and nothing else. Empty: whatever the machine offers (DefaultAzureCredential).</summary>
    public string? Credential { get; set; }

    /// <summary>The client id of a user-assigned identity.</summary>
    [ClientId]
    [SettingExample("7d3c5a52-6f0b-4f6e-9d1e-0f3f4f6f8a01")]
    public string? ClientId { get; set; }

    /// <summary>Whether anything of the account is named here.</summary>
    internal bool IsUsed => !string.IsNullOrWhiteSpace(AccountName) || BlobServiceUri is not null || QueueServiceUri is not null || TableServiceUri is not null;

    /// <summary>The address of a service of the account.</summary>
    /// <param name="named">The address that is set; null when the account's name gives it.</param>
    /// <param name="service"><c>blob</c>, <c>queue</c> or <c>table</c>.</param>
    internal Uri AddressOf(Uri? named, string service) => named ?? new Uri($"https://{AccountName!.Trim()}.{service}.core.windows.net");
}
