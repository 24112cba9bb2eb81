using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace CloudmoreAutotask.Setup;

/// <summary>A hash that tells other credentials from these without giving them away.</summary>
internal static class CredentialHash
{
    /// <summary>The SHA-256 of the parts in lower-case hex; what moves from one part to the next gives another hash.</summary>
    public static string Of(params IEnumerable<string> parts)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Span<byte> length = stackalloc byte[sizeof(int)];
        foreach (var part in parts)
        {
            var bytes = Encoding.UTF8.GetBytes(part);
            BinaryPrimitives.WriteInt32LittleEndian(length, bytes.Length);
            hash.AppendData(length);
            hash.AppendData(bytes);
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}
