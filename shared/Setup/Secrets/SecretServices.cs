using Azure.Core.Pipeline;
using Azure.Security.KeyVault.Secrets;
using CloudmoreAutotask.Autotask;
using CloudmoreAutotask.Cloudmore;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace CloudmoreAutotask.Setup;

/// <summary>Registers where secrets come from.</summary>
public static class SecretServices
{
    /// <summary>Whether secrets are read from Key Vault: <c>KeyVault:Uri</c> is set.</summary>
    public static bool UsesKeyVault(this IConfiguration configuration) => !string.IsNullOrWhiteSpace(configuration[$"{KeyVaultOptions.Section}:{nameof(KeyVaultOptions.Uri)}"]);

    /// <summary>Adds the sources of credentials that read Key Vault, when the settings name a vault. What was registered
    /// before stays: a source, an <see cref="IAzureCredentials"/>, a <see cref="HttpPipelineTransport"/>.</summary>
    public static IServiceCollection AddSecrets(this IServiceCollection services, IConfiguration configuration)
    {
        services.TryAddSingleton<IAzureCredentials, AzureCredentials>();
        services.TryAddSingleton<HttpPipelineTransport>(HttpClientTransport.Shared);
        if (!configuration.UsesKeyVault())
            return services;
        services.TryAddSingleton(Vault);
        services.AddSingleton<KeyVaultSecrets>();
        services.TryAddSingleton<IAutotaskCredentialSource, VaultCredentialSource>();
        services.TryAddSingleton<ICloudmoreCredentialSource, CloudmoreVaultCredentialSource>();
        return services;
    }

    private static SecretClient Vault(IServiceProvider provider)
    {
        var options = provider.GetRequiredService<IOptions<KeyVaultOptions>>().Value;
        var credential = provider.GetRequiredService<IAzureCredentials>().For(new AzureIdentity(options.ManagedIdentityClientId));
        return new SecretClient(options.Uri, credential, new SecretClientOptions { Transport = provider.GetRequiredService<HttpPipelineTransport>() });
    }
}
