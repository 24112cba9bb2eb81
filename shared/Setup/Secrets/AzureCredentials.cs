using Azure.Core;
using Azure.Identity;

namespace CloudmoreAutotask.Setup;

/// <summary>The identity that the app shows to Azure's own services.</summary>
/// <param name="ClientId">The client id of a user-assigned identity; null for none.</param>
/// <param name="IsManaged">Whether it is the app's managed identity and nothing else.</param>
public sealed record AzureIdentity(string? ClientId, bool IsManaged = false);

/// <summary>Makes the credentials for Azure's own services: Key Vault and, where no connection string is set, storage.</summary>
public interface IAzureCredentials
{
    /// <summary>The credential of an identity.</summary>
    TokenCredential For(AzureIdentity identity);
}

/// <summary>The credentials of Azure.Identity: the user-assigned identity that is named, else the system-assigned one, else whatever the machine offers.</summary>
internal sealed class AzureCredentials : IAzureCredentials
{
    public TokenCredential For(AzureIdentity identity) => identity switch
    {
        { ClientId: { Length: > 0 } id } => new ManagedIdentityCredential(ManagedIdentityId.FromUserAssignedClientId(id)),
        { IsManaged: true } => new ManagedIdentityCredential(ManagedIdentityId.SystemAssigned),
        _ => new DefaultAzureCredential(),
    };
}
