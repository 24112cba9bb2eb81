using System.Security.Cryptography;
using System.Text;

namespace CloudmoreAutotask.Storage;

/// <summary>A short hash that stands for a longer text.</summary>
public static class Fingerprint
{
    /// <summary>The first 16 hex characters (lower case) of the text's SHA-256.</summary>
    public static string Of(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)).AsSpan(0, 8));
}
