using CloudmoreAutotask.Functions.Page.Views;
using CloudmoreAutotask.Operating;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace CloudmoreAutotask.Functions.Page.Pages;

/// <summary>The page of what people did.</summary>
public sealed class ShowAuditPage(PageFrame frame, AuditTrail audit)
{
    /// <summary><c>GET /audit</c>.</summary>
    [Function(nameof(ShowAuditPage))]
    public Task<IResult> Run([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "audit")] HttpRequest request, CancellationToken cancellation) => frame.ShowAsync<AuditPage>(
        request, async () => new Dictionary<string, object?>(StringComparer.Ordinal) { [nameof(AuditPage.Entries)] = await audit.LatestAsync(cancellation) }, cancellation);
}
