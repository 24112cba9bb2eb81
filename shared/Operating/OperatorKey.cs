using System.Security.Cryptography;
using System.Text;
using CloudmoreAutotask.Setup;
using Microsoft.Extensions.Options;

namespace CloudmoreAutotask.Operating;

/// <summary>The key that every change asks for: <c>Operator:Key</c>, from Key Vault where secrets are there.</summary>
public sealed class OperatorKey
{
    private const string Setting = "Operator:Key";

    private readonly IOptionsMonitor<OperatorOptions> options;
    private readonly KeyVaultSecrets? vault;

    internal OperatorKey(IOptionsMonitor<OperatorOptions> options, KeyVaultSecrets? vault) => (this.options, this.vault) = (options, vault);

    /// <summary>Whether a key that was given is the right one; it takes as long whichever character is wrong.</summary>
    /// <exception cref="MustFixException">No key is set, so that nothing can be changed.</exception>
    /// <exception cref="TryLaterException">The vault does not answer.</exception>
    public async ValueTask<bool> IsRightAsync(string given, CancellationToken cancellation) => IsEqual(given, await ReadAsync(cancellation));

    /// <summary>Sees to it that there is a key, read after this was called.</summary>
    /// <inheritdoc cref="IsRightAsync" path="/exception" />
    internal async ValueTask EnsureAsync(CancellationToken cancellation)
    {
        if (vault is not null)
            await vault.ReadAfreshAsync(Setting, cancellation);
        await ReadAsync(cancellation);
    }

    /// <summary>Signs a text, so that the page knows its own again. Another key makes every signature worthless.</summary>
    /// <inheritdoc cref="IsRightAsync" path="/exception" />
    public async ValueTask<string> SignAsync(string text, CancellationToken cancellation)
    {
        var key = Encoding.UTF8.GetBytes(await ReadAsync(cancellation));
        return Convert.ToHexString(HMACSHA256.HashData(key, Encoding.UTF8.GetBytes(text)));
    }

    /// <summary>Whether a signature is that of the text.</summary>
    /// <inheritdoc cref="IsRightAsync" path="/exception" />
    public async ValueTask<bool> IsSignedAsync(string text, string signature, CancellationToken cancellation) => IsEqual(signature, await SignAsync(text, cancellation));

    // Hashes are of one length: nothing is told about that of the key.
    private static bool IsEqual(string given, string right) =>
        CryptographicOperations.FixedTimeEquals(SHA256.HashData(Encoding.UTF8.GetBytes(given)), SHA256.HashData(Encoding.UTF8.GetBytes(right)));

    private async ValueTask<string> ReadAsync(CancellationToken cancellation)
    {
        var key = vault is null ? options.CurrentValue.Key : (await vault.GetAsync(Setting, cancellation)).Value;
        return key.IsEmpty || key.Reveal().Length < OperatorOptions.LeastKeyLength
            ? throw new MustFixException($"No {Setting} of at least {OperatorOptions.LeastKeyLength} characters is set, so nothing can be changed here. Set {(vault is null ? Setting : KeyVaultOptions.SecretName(Setting))}.")
            : key.Reveal();
    }
}
