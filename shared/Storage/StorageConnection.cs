using Azure.Core;
using Azure.Core.Pipeline;
using Azure.Data.Tables;
using Azure.Storage.Blobs;
using Azure.Storage.Queues;
using CloudmoreAutotask.Setup;
using Microsoft.Extensions.Configuration;

namespace CloudmoreAutotask.Storage;

/// <summary>How a storage account is reached: by a connection string, or by an identity without any key. The settings mean what they mean to the Functions host.</summary>
/// <remarks>Without either it is the emulator on its well-known ports.</remarks>
public sealed class StorageConnection
{
    private const string Emulator = "UseDevelopmentStorage=true";

    private readonly string? connectionString;
    private readonly StorageOptions options;
    private readonly IAzureCredentials credentials;
    private readonly HttpPipelineTransport transport;

    /// <summary>Reads how the account is reached.</summary>
    /// <param name="settings">The settings.</param>
    /// <param name="name">The setting or section, for instance <c>AzureWebJobsStorage</c>.</param>
    /// <param name="credentials">Makes the credential of the identity.</param>
    /// <param name="transport">Carries the calls.</param>
    public StorageConnection(IConfiguration settings, string name, IAzureCredentials credentials, HttpPipelineTransport transport)
    {
        ArgumentNullException.ThrowIfNull(settings);
        (this.credentials, this.transport) = (credentials, transport);
        options = SettingsText.Readable(settings.GetSection(name), typeof(StorageOptions)).Get<StorageOptions>() ?? new StorageOptions();
        var named = settings[name];
        connectionString = !string.IsNullOrWhiteSpace(named) ? named : options.IsUsed ? null : Emulator;
    }

    /// <summary>Whether settings reach the account by an identity.</summary>
    public static bool IsByIdentity(IConfiguration settings, string name)
    {
        ArgumentNullException.ThrowIfNull(settings);
        return string.IsNullOrWhiteSpace(settings[name]) && SettingsText.Readable(settings.GetSection(name), typeof(StorageOptions)).Get<StorageOptions>()?.IsUsed == true;
    }

    /// <summary>Its tables.</summary>
    public TableServiceClient Tables()
    {
        var client = new TableClientOptions { Transport = transport };
        return connectionString is null
            ? new TableServiceClient(options.AddressOf(options.TableServiceUri, "table"), Credential(), client)
            : new TableServiceClient(connectionString, client);
    }

    /// <summary>Its queues.</summary>
    /// <param name="encoding">How messages are written.</param>
    public QueueServiceClient Queues(QueueMessageEncoding encoding)
    {
        var client = new QueueClientOptions { Transport = transport, MessageEncoding = encoding };
        return connectionString is null
            ? new QueueServiceClient(options.AddressOf(options.QueueServiceUri, "queue"), Credential(), client)
            : new QueueServiceClient(connectionString, client);
    }

    /// <summary>Its blobs.</summary>
    public BlobServiceClient Blobs()
    {
        var client = new BlobClientOptions { Transport = transport };
        return connectionString is null
            ? new BlobServiceClient(options.AddressOf(options.BlobServiceUri, "blob"), Credential(), client)
            : new BlobServiceClient(connectionString, client);
    }

    private TokenCredential Credential() => credentials.For(new AzureIdentity(options.ClientId, IsManaged: !string.IsNullOrWhiteSpace(options.Credential)));
}
