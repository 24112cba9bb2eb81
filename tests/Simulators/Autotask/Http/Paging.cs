using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace CloudmoreAutotask.Simulators.Autotask.Http;

/// <summary>
/// Where a page of a query begins or ends. A page of a GET query carries its search; a page of a POST query carries only a hash,
/// so that it must be POSTed with the same body. Source: Autotask facts, section 2.2.
/// </summary>
internal sealed record Paging(string Method, string SearchOrHash, long? After, long? Before)
{
    public static Paging First(string method, string search) =>
        new(method, method is "POST" ? Hash(search) : search, After: null, Before: null);

    public static Paging? Read(string? token)
    {
        try
        {
            return token is { Length: > 0 } ? JsonSerializer.Deserialize<Paging>(Base64Url.DecodeFromChars(token)) : null;
        }
        catch (Exception error) when (error is FormatException or JsonException)
        {
            return null;
        }
    }

    /// <summary>Whether a POSTed body is the one that the first page was asked with.</summary>
    public bool IsOf(string body) => string.Equals(SearchOrHash, Hash(body), StringComparison.Ordinal);

    public override string ToString() => Base64Url.EncodeToString(JsonSerializer.SerializeToUtf8Bytes(this));

    private static string Hash(string search) => Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(search)), 0, 8);
}
