using System.Runtime.CompilerServices;

namespace CloudmoreAutotask.Setup;

/// <summary>Whether each secret can be read from Key Vault.</summary>
internal sealed class SecretsCheck(KeyVaultSecrets? vault)
{
    public const string Name = "Secrets";

    private static readonly string[] Settings = ["Autotask:ApiUsername", "Autotask:ApiSecret", "Autotask:ApiIntegrationCode", "Cloudmore:ClientSecret", "Cloudmore:Password"];

    public async IAsyncEnumerable<Finding> LookAsync([EnumeratorCancellation] CancellationToken cancellation)
    {
        if (vault is null)
        {
            yield return Finding.Good(Name, "Secrets come from the settings of this machine.");
            yield break;
        }

        foreach (var setting in Settings)
            yield return await ReadAsync(vault, setting, cancellation);
    }

    private static async Task<Finding> ReadAsync(KeyVaultSecrets vault, string setting, CancellationToken cancellation)
    {
        try
        {
            await vault.ReadAfreshAsync(setting, cancellation);
            return Finding.Good(Name, $"{KeyVaultOptions.SecretName(setting)} can be read from Key Vault.");
        }
        catch (MustFixException mend)
        {
            return Finding.Bad(Name, mend.Message, $"Set {KeyVaultOptions.SecretName(setting)} in the vault, and give the app's identity the role Key Vault Secrets User.");
        }
        catch (TryLaterException later)
        {
            return Finding.Bad(Name, later.Message, "Check KeyVault:Uri and the network, and look again.");
        }
    }
}
