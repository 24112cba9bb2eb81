using CloudmoreAutotask.Setup;
using Microsoft.Extensions.Options;

namespace CloudmoreAutotask.Cloudmore;

/// <summary>Where the client gets its credentials; asked before every call, so that a new secret counts at once.</summary>
public interface ICloudmoreCredentialSource
{
    /// <summary>The present credentials; a source that keeps them may be a short time behind.</summary>
    /// <exception cref="MustFixException">One of them cannot be had.</exception>
    /// <exception cref="TryLaterException">Where they are kept does not answer.</exception>
    ValueTask<CloudmoreCredentials> GetAsync(CancellationToken cancellation);

    /// <summary>The credentials as they stand now, whatever was kept.</summary>
    /// <inheritdoc cref="GetAsync" />
    ValueTask<CloudmoreCredentials> ReadAfreshAsync(CancellationToken cancellation) => GetAsync(cancellation);
}

/// <summary>What a token is asked for with. Source: API assumptions, "Cloudmore", token.</summary>
/// <param name="BaseUrl">Root of the API.</param>
/// <param name="ClientId">The OAuth client id.</param>
/// <param name="ClientSecret">The OAuth client secret.</param>
/// <param name="Username">The API user's name.</param>
/// <param name="Password">The API user's password.</param>
public sealed record CloudmoreCredentials(Uri BaseUrl, string ClientId, Secret ClientSecret, string Username, Secret Password)
{
    /// <summary>The versions of the two secrets in Key Vault; null where they are settings.</summary>
    public string? Version { get; init; }

    /// <summary>What tells other credentials from these without giving them away.</summary>
    internal string Fingerprint() => Version is null
        ? CredentialHash.Of(BaseUrl.ToString(), ClientId, Username, ClientSecret.Reveal(), Password.Reveal())
        : $"{Version} {CredentialHash.Of(BaseUrl.ToString(), ClientId, Username)}";

    /// <summary>Checks that none is missing.</summary>
    /// <exception cref="MustFixException">One is.</exception>
    internal void Check()
    {
        var missing = string.Join(", ", new[]
        {
            string.IsNullOrWhiteSpace(ClientId) ? "Cloudmore:ClientId" : null, ClientSecret.IsEmpty ? "Cloudmore:ClientSecret" : null,
            string.IsNullOrWhiteSpace(Username) ? "Cloudmore:Username" : null, Password.IsEmpty ? "Cloudmore:Password" : null,
        }.Where(name => name is not null));
        if (missing.Length > 0)
            throw new MustFixException($"Cannot sign in to Cloudmore without {missing}.") { SignInStopped = true };
    }
}

/// <summary>The credentials of section <c>Cloudmore</c>, as they stand now.</summary>
internal sealed class CloudmoreOptionsCredentialSource(IOptionsMonitor<CloudmoreOptions> options) : ICloudmoreCredentialSource
{
    public ValueTask<CloudmoreCredentials> GetAsync(CancellationToken cancellation)
    {
        var now = options.CurrentValue;
        return ValueTask.FromResult(new CloudmoreCredentials(now.BaseUrl, now.ClientId, now.ClientSecret, now.Username, now.Password));
    }
}

/// <summary>The credentials of section <c>Cloudmore</c>, with the two secrets as Key Vault holds them.</summary>
internal sealed class CloudmoreVaultCredentialSource(KeyVaultSecrets secrets, IOptionsMonitor<CloudmoreOptions> options) : ICloudmoreCredentialSource
{
    private static readonly string[] Settings = ["Cloudmore:ClientSecret", "Cloudmore:Password"];

    public ValueTask<CloudmoreCredentials> GetAsync(CancellationToken cancellation) => ReadAsync(setting => secrets.GetAsync(setting, cancellation));

    public ValueTask<CloudmoreCredentials> ReadAfreshAsync(CancellationToken cancellation) => ReadAsync(setting => secrets.ReadAfreshAsync(setting, cancellation));

    private async ValueTask<CloudmoreCredentials> ReadAsync(Func<string, Task<VaultSecret>> read)
    {
        var found = await Task.WhenAll(Settings.Select(read));
        var now = options.CurrentValue;
        return new CloudmoreCredentials(now.BaseUrl, now.ClientId, found[0].Value, now.Username, found[1].Value) { Version = string.Join(' ', found.Select(secret => secret.Version)) };
    }
}
