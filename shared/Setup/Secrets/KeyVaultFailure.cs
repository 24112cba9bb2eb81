using System.Globalization;
using Azure;
using Azure.Identity;

namespace CloudmoreAutotask.Setup;

/// <summary>Says in plain words what is wrong with the vault, with the vault and the secret named. The secret's value is in none of them.</summary>
internal static class KeyVaultFailure
{
    private const string Network = "If it stays so, check KeyVault:Uri, the network, and whether the vault's firewall lets the app in.";

    /// <summary>The secret is there and says nothing, as a placeholder does.</summary>
    public static MustFixException Empty(Uri vault, string name) => new($"Secret '{name}' of Key Vault {vault.Host} is empty. Set a new version of it with the value.");

    /// <summary>The failure in words.</summary>
    public static Exception Explain(Exception failure, Uri vault, string name)
    {
        var secret = $"secret '{name}' of Key Vault {vault.Host}";
        return failure switch
        {
            RequestFailedException { Status: 404 } missing => new MustFixException($"Key Vault {vault.Host} has no secret '{name}'. Add it, with the value of the setting {name.Replace("--", ":", StringComparison.Ordinal)}.", missing),
            RequestFailedException { Status: 403 } disabled when IsDisabled(disabled) => new MustFixException($"The {secret} is disabled. Enable it, or set a new version.", disabled),
            RequestFailedException { Status: 403 } forbidden => new MustFixException(
                $"The app may not read {secret}. Give its identity the role Key Vault Secrets User on the vault; if it has that role, let the app through the vault's firewall.", forbidden),
            RequestFailedException { Status: 401 } unknown => new MustFixException($"Key Vault {vault.Host} does not accept the app's identity. Check that the identity and the vault belong to one tenant.", unknown),
            RequestFailedException { Status: 408 or 429 or >= 500 } busy => new TryLaterException(
                string.Create(CultureInfo.InvariantCulture, $"Key Vault {vault.Host} cannot give out secret '{name}' now (status {busy.Status})."), busy)
            { RetryAfter = WaitOf(busy) },
            RequestFailedException { Status: 0 } or AggregateException or OperationCanceledException or IOException or HttpRequestException =>
                new TryLaterException($"Key Vault {vault.Host} does not answer, so secret '{name}' cannot be read ({Reason(failure)}). {Network}", failure),
            RequestFailedException other => new MustFixException(
                string.Create(CultureInfo.InvariantCulture, $"Key Vault {vault.Host} refused to give out secret '{name}' (status {other.Status}, {other.ErrorCode}). Check KeyVault:Uri."), other),
            CredentialUnavailableException none => new MustFixException(
                $"The app has no identity to read {secret} with. In Azure, give it a managed identity (KeyVault:ManagedIdentityClientId names a user-assigned one); on one machine, sign in with 'az login'.", none),
            AuthenticationFailedException failed when Passes(failed) => new TryLaterException($"The sign-in to Azure does not answer, so {secret} cannot be read ({Reason(failed)}).", failed),
            AuthenticationFailedException failed => new MustFixException(
                $"Azure refused the app's sign-in, so {secret} cannot be read. Check the app's managed identity and KeyVault:ManagedIdentityClientId. ({Reason(failed)})", failed),
            UriFormatException or InvalidOperationException and not ObjectDisposedException => new MustFixException($"{vault.Host} asks for a sign-in as no Key Vault does; no token was sent to it. Check KeyVault:Uri.", failure),
            _ => new InvalidOperationException($"The {secret} cannot be read: {Reason(failure)}", failure),
        };
    }

    private static bool IsDisabled(RequestFailedException failure) =>
        failure.GetRawResponse()?.Content.ToString().Contains("SecretDisabled", StringComparison.OrdinalIgnoreCase) == true;

    private static bool Passes(Exception? failure) => failure switch
    {
        null => false,
        RequestFailedException { Status: 0 or 408 or 429 or >= 500 } or HttpRequestException or IOException or TimeoutException or OperationCanceledException => true,
        _ => Passes(failure.InnerException),
    };

    private static TimeSpan? WaitOf(RequestFailedException failure) =>
        failure.GetRawResponse()?.Headers.TryGetValue("Retry-After", out var text) == true && int.TryParse(text, CultureInfo.InvariantCulture, out var seconds) && seconds >= 0
            ? TimeSpan.FromSeconds(seconds)
            : null;

    private static string Reason(Exception failure)
    {
        var first = failure is AggregateException { InnerExceptions: [.., var last] } ? last : failure;
        return first.Message.Split('\n')[0].Trim().TrimEnd('.');
    }
}
