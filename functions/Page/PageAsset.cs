using CloudmoreAutotask.Functions.Access;
using Microsoft.AspNetCore.Http;

namespace CloudmoreAutotask.Functions.Page;

/// <summary>The page's style sheet and picture. They tell nothing of anybody, and the page that asks for the key needs them too.</summary>
internal static class PageAsset
{
    /// <summary>A file of the build.</summary>
    public static IResult Answer(HttpRequest request, string name, string type)
    {
        SafeHeaders.Add(request.HttpContext.Response, "default-src 'none'; frame-ancestors 'none'");
        return Results.Stream(EmbeddedFile.Open(name), type);
    }
}
