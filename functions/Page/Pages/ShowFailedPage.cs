using CloudmoreAutotask.Functions.Page.Views;
using CloudmoreAutotask.Operating;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace CloudmoreAutotask.Functions.Page.Pages;

/// <summary>The page of what failed for good.</summary>
public sealed class ShowFailedPage(PageFrame frame, PoisonMessages poison)
{
    /// <summary><c>GET /failed</c>.</summary>
    [Function(nameof(ShowFailedPage))]
    public Task<IResult> Run([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "failed")] HttpRequest request, CancellationToken cancellation) => frame.ShowAsync<FailedPage>(
        request, async () => new Dictionary<string, object?>(StringComparer.Ordinal) { [nameof(FailedPage.Messages)] = await poison.ListAsync(cancellation) }, cancellation);
}
