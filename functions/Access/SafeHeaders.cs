using Microsoft.AspNetCore.Http;

namespace CloudmoreAutotask.Functions.Access;

/// <summary>The headers that keep a browser from doing more with an answer than to show it.</summary>
internal static class SafeHeaders
{
    /// <summary>Adds them.</summary>
    /// <param name="response">The answer.</param>
    /// <param name="policy">The content security policy.</param>
    public static void Add(HttpResponse response, string policy)
    {
        var headers = response.Headers;
        headers.ContentSecurityPolicy = policy;
        headers.XContentTypeOptions = "nosniff";
        headers.CacheControl = "no-store";
        headers["Referrer-Policy"] = "no-referrer";
        headers["Cross-Origin-Resource-Policy"] = "same-origin";
        headers["Cross-Origin-Opener-Policy"] = "same-origin";
    }
}
