using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using CloudmoreAutotask.Setup;

namespace CloudmoreAutotask.Autotask;

/// <summary>Where the client gets its credentials; asked before every call, so that a new secret counts at once.</summary>
public interface IAutotaskCredentialSource
{
    /// <summary>The present credentials.</summary>
    ValueTask<AutotaskCredentials> GetAsync(CancellationToken cancellation);
}

/// <summary>What signs a call in. Source: Autotask facts, "Headers".</summary>
/// <param name="Username">The API user's name (key).</param>
/// <param name="Secret">The API user's secret.</param>
/// <param name="IntegrationCode">The integration's tracking identifier.</param>
public sealed record AutotaskCredentials(Secret Username, Secret Secret, Secret IntegrationCode)
{
    /// <summary>Shorter values are no secrets, and would blot out ordinary words.</summary>
    private const int ShortestSecret = 4;

    /// <summary>A hash that tells other credentials from these without giving them away.</summary>
    internal string Fingerprint()
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Span<byte> length = stackalloc byte[sizeof(int)];
        foreach (var part in Parts())
        {
            var bytes = Encoding.UTF8.GetBytes(part.Value);
            BinaryPrimitives.WriteInt32LittleEndian(length, bytes.Length);
            hash.AppendData(length);
            hash.AppendData(bytes);
        }
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

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
