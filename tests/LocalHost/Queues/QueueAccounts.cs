using Azure.Core.Pipeline;
using Azure.Storage.Queues;
using CloudmoreAutotask.Setup;
using CloudmoreAutotask.Storage;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace CloudmoreAutotask.LocalHost.Queues;

/// <summary>Finds the storage accounts that queue triggers name.</summary>
public static class QueueAccounts
{
    /// <summary>The account behind a setting, by connection string or by identity; messages are read and written as they are (encoding none).</summary>
    /// <param name="settings">The settings.</param>
    /// <param name="services">Where the credentials of identities are.</param>
    /// <returns>Finds an account; throws <see cref="MustFixException"/> when the setting is no connection string.</returns>
    public static Func<string, QueueServiceClient> Of(IConfiguration settings, IServiceProvider services) => name =>
    {
        if (StorageConnection.IsByIdentity(settings, name))
            return new StorageConnection(settings, name, services.GetRequiredService<IAzureCredentials>(), services.GetRequiredService<HttpPipelineTransport>()).Queues(QueueMessageEncoding.None);
        try
        {
            return new QueueServiceClient(settings[name], new QueueClientOptions { MessageEncoding = QueueMessageEncoding.None });
        }
        catch (Exception wrong) when (wrong is ArgumentException or FormatException)
        {
            throw new MustFixException($"The setting {name} is no connection string of a storage account.", wrong);
        }
    };
}
