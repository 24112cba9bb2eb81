using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace CloudmoreAutotask.Functions.Page.Pages;

/// <summary>The page's icon.</summary>
public sealed class ShowIcon
{
    /// <summary><c>GET /page.svg</c>, open to everybody.</summary>
    [Function(nameof(ShowIcon))]
    public IResult Run([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "page.svg")] HttpRequest request) => PageAsset.Answer(request, "page.svg", "image/svg+xml");
}
