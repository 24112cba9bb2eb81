using System.Net;
using CloudmoreAutotask.Operating;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Configuration;

namespace CloudmoreAutotask.Functions.Access;

/// <summary>
/// Who may look and who may change. In Azure, looking asks for App Service's sign-in or for the key; on one machine, whoever reaches the loopback address may look.
/// Changing asks for the key everywhere.
/// </summary>
public sealed class AccessRules(OperatorKey key, Session session, IConfiguration configuration)
{
    /// <summary>The header that carries the key.</summary>
    public const string KeyHeader = "x-functions-key";

    private const string PrincipalHeader = "X-MS-CLIENT-PRINCIPAL";
    private const string NameHeader = "X-MS-CLIENT-PRINCIPAL-NAME";

    private bool IsInAzure => !string.IsNullOrEmpty(configuration["WEBSITE_SITE_NAME"]);

    /// <summary>Whether the request may see what the product knows.</summary>
    public async Task<bool> MayLookAsync(HttpRequest request, CancellationToken cancellation) =>
        SignedInName(request) is not null
        || (!IsInAzure && IsFromHere(request))
        || await HasKeyAsync(request, cancellation)
        || await session.FindAsync(request, cancellation) is not null;

    /// <summary>Whether the request carries the key in its header.</summary>
    public async Task<bool> HasKeyAsync(HttpRequest request, CancellationToken cancellation) =>
        request.Headers[KeyHeader].ToString() is { Length: > 0 } given && await key.IsRightAsync(given, cancellation);

    /// <summary>The account that App Service signed in; null for none. It keeps such headers of other origin away only while sign-in is on, and guards the pages only.</summary>
    public string? SignedInName(HttpRequest request)
    {
        var isGuarded = IsInAzure && string.Equals(configuration["WEBSITE_AUTH_ENABLED"], "true", StringComparison.OrdinalIgnoreCase)
            && !request.Path.StartsWithSegments("/api", StringComparison.OrdinalIgnoreCase);
        return isGuarded && request.Headers[PrincipalHeader].Count > 0 && request.Headers[NameHeader].ToString() is { Length: > 0 } name ? name : null;
    }

    /// <summary>Whether cookies must travel encrypted.</summary>
    public bool IsEncrypted(HttpRequest request) => IsInAzure || request.IsHttps;

    private static bool IsFromHere(HttpRequest request) => request.HttpContext.Connection.RemoteIpAddress is { } address && IPAddress.IsLoopback(address);
}
