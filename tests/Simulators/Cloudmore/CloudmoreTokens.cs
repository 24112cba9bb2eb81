using System.Collections.Concurrent;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http;

namespace CloudmoreAutotask.Simulators.Cloudmore;

/// <summary>The token endpoint: password grant, client by HTTP Basic, errors as RFC 6749 (5.2) words them.</summary>
internal sealed class CloudmoreTokens(CloudmoreBroker broker, CloudmoreBehaviour behaviour, TimeProvider time)
{
    private readonly ConcurrentDictionary<string, DateTimeOffset> ends = new(StringComparer.Ordinal);

    /// <summary>Answers a request for a token.</summary>
    public async Task<IResult> IssueAsync(HttpRequest request)
    {
        if (!request.HasFormContentType)
            return Refuse("invalid_request");
        var form = await request.ReadFormAsync(request.HttpContext.RequestAborted);
        if (!IsClient(request))
            return Refuse("invalid_client");
        if (form["grant_type"] != "password")
            return Refuse("unsupported_grant_type");
        if (form["scope"] != "api")
            return Refuse("invalid_scope");
        if (form["username"] != broker.Username || form["password"] != broker.Password)
            return Refuse("invalid_grant");
        var token = RandomNumberGenerator.GetHexString(64, lowercase: true);
        ends[token] = time.GetUtcNow() + behaviour.TokenLifetime;
        return Results.Json(new { access_token = token, expires_in = (int)behaviour.TokenLifetime.TotalSeconds, token_type = "Bearer" });
    }

    /// <summary>Whether a request carries a token that is good now.</summary>
    public bool IsGood(HttpRequest request) =>
        AuthenticationHeaderValue.TryParse(request.Headers.Authorization, out var header)
        && string.Equals(header.Scheme, "Bearer", StringComparison.OrdinalIgnoreCase)
        && header.Parameter is { } token && ends.TryGetValue(token, out var end) && time.GetUtcNow() < end;

    /// <summary>Makes every token given out so far useless.</summary>
    public void Revoke() => ends.Clear();

    private bool IsClient(HttpRequest request)
    {
        var expected = Convert.ToBase64String(Encoding.UTF8.GetBytes($"{broker.ClientId}:{broker.ClientSecret}"));
        return AuthenticationHeaderValue.TryParse(request.Headers.Authorization, out var header)
            && string.Equals(header.Scheme, "Basic", StringComparison.OrdinalIgnoreCase) && header.Parameter == expected;
    }

    private static IResult Refuse(string error) => Results.Json(new { error }, statusCode: StatusCodes.Status400BadRequest);
}
