using CloudmoreAutotask.Functions.Page.Views;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace CloudmoreAutotask.Functions.Page.Pages;

/// <summary>The page that asks for the key.</summary>
public sealed class ShowKeyPage(PageFrame frame)
{
    /// <summary><c>GET /key?back=</c>.</summary>
    [Function(nameof(ShowKeyPage))]
    public Task<IResult> Run([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "key")] HttpRequest request, CancellationToken cancellation) => frame.ShowAsync<KeyPage>(
        request, () => Task.FromResult<Dictionary<string, object?>?>(new Dictionary<string, object?>(StringComparer.Ordinal) { [nameof(KeyPage.Back)] = BackAddress.Read(request.Query["back"]) }), cancellation);
}
