using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace CloudmoreAutotask.Functions.Page.Pages;

/// <summary>The page's style sheet.</summary>
public sealed class ShowStyleSheet
{
    /// <summary><c>GET /page.css</c>, open to everybody.</summary>
    [Function(nameof(ShowStyleSheet))]
    public IResult Run([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "page.css")] HttpRequest request) => PageAsset.Answer(request, "page.css", "text/css; charset=utf-8");
}
