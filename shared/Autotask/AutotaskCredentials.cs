using CloudmoreAutotask.Setup;

namespace CloudmoreAutotask.Autotask;

/// <summary>Where the client gets its credentials; asked before every call, so that a new secret counts at once.</summary>
public interface IAutotaskCredentialSource
{
    /// <summary>The present credentials; a source that keeps them may be a short time behind.</summary>
    /// <exception cref="MustFixException">One of them cannot be had.</exception>
    /// <exception cref="TryLaterException">Where they are kept does not answer.</exception>
    ValueTask<AutotaskCredentials> GetAsync(CancellationToken cancellation);

    /// <summary>The credentials as they stand now, whatever was kept.</summary>
    /// <inheritdoc cref="GetAsync" />
    ValueTask<AutotaskCredentials> ReadAfreshAsync(CancellationToken cancellation) => GetAsync(cancellation);
}

/// <summary>What signs a call in. Source: Autotask facts, "Headers".</summary>
/// <param name="Username">The API user's name (key).</param>
/// <param name="Secret">The API user's secret.</param>
/// <param name="IntegrationCode">The integration's tracking identifier.</param>
public sealed record AutotaskCredentials(Secret Username, Secret Secret, Secret IntegrationCode)
{
    /// <summary>Shorter values are no secrets, and would blot out ordinary words.</summary>
    private const int ShortestSecret = 4;

    /// <summary>The versions of the three secrets in Key Vault; null where they are settings.</summary>
    public string? Version { get; init; }

    /// <summary>What tells other credentials from these without giving them away: their versions, else a hash of their values (export rules, "Sign-in").</summary>
    internal string Fingerprint() => Version ?? CredentialHash.Of(Parts().Select(part => part.Value));

    /// <summary>The text without any of the credentials.</summary>
    internal string Redact(string text)
    {
        foreach (var (_, value) in Parts())
        {
            if (value.Length >= ShortestSecret)
                text = text.Replace(value, "***", StringComparison.OrdinalIgnoreCase);
        }
        return text;
    }

    /// <summary>Checks that each can be sent as a header.</summary>
    /// <exception cref="MustFixException">One is missing or has a character that a header cannot carry.</exception>
    internal void Check()
    {
        foreach (var (setting, value) in Parts())
        {
            if (string.IsNullOrWhiteSpace(value))
                throw new MustFixException($"The setting {setting} is missing. Set it to the Autotask API user's value.");
            if (value.AsSpan().ContainsAnyExceptInRange('\x20', '\x7e') || value != value.Trim())
                throw new MustFixException($"The setting {setting} has a character that cannot be sent (a line break or a blank at its end?). Set it anew.");
        }
    }

    private IEnumerable<(string Setting, string Value)> Parts() =>
    [
        ("Autotask:ApiUsername", Username.Reveal()),
        ("Autotask:ApiSecret", Secret.Reveal()),
        ("Autotask:ApiIntegrationCode", IntegrationCode.Reveal()),
    ];
}
