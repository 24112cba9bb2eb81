using System.Runtime.CompilerServices;
using CloudmoreAutotask.Operating;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Options;

namespace CloudmoreAutotask.Setup;

/// <summary>Whether there is a key that changes on the page can be made with. An export runs without.</summary>
internal sealed class OperatorKeyCheck(OperatorKey key, IOptionsMonitor<OperatorOptions> options, IConfiguration configuration)
{
    public const string Name = "Operator key";

    public async IAsyncEnumerable<Finding> LookAsync([EnumeratorCancellation] CancellationToken cancellation)
    {
        yield return SettingsRules.KeepsSecretsInSettings(configuration) && options.CurrentValue.Key.IsEmpty
            ? Finding.Good(Name, "No Operator:Key is set. On one machine a key is made and shown at each start of the local host.")
            : await ReadAsync(cancellation);
    }

    private async Task<Finding> ReadAsync(CancellationToken cancellation)
    {
        try
        {
            await key.EnsureAsync(cancellation);
            return Finding.Good(Name, "There is a key that changes on the page can be made with.");
        }
        catch (MustFixException mend)
        {
            return Finding.Warning(Name, $"{mend.Message} Until then every change is refused, and in Azure every page too, unless App Service signs people in.",
                $"Set {(configuration.UsesKeyVault() ? $"{KeyVaultOptions.SecretName("Operator:Key")} in the vault" : "Operator:Key")} to a long random text of at least {OperatorOptions.LeastKeyLength} characters. An export runs without it.");
        }
        catch (TryLaterException later)
        {
            return Finding.Warning(Name, later.Message, "Look again in some minutes; if it stays so, check KeyVault:Uri and the network.");
        }
    }
}
