using CloudmoreAutotask.Functions.Page.Views;
using CloudmoreAutotask.Functions.Plans;
using CloudmoreAutotask.Ledger;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace CloudmoreAutotask.Functions.Page.Pages;

/// <summary>The page of a plan: what it changes, and the buttons to decide.</summary>
public sealed class ShowPlanPage(PageFrame frame, PlanViews plans)
{
    /// <summary><c>GET /plans/{id}</c>.</summary>
    [Function(nameof(ShowPlanPage))]
    public Task<IResult> Run([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "plans/{id}")] HttpRequest request, string id, CancellationToken cancellation) => frame.ShowAsync<PlanPage>(
        request,
        async () => await plans.FindAsync(PlanRoute.Read(id), cancellation) is { } plan ? new Dictionary<string, object?>(StringComparer.Ordinal) { [nameof(PlanPage.Plan)] = plan } : null,
        cancellation,
        "There is no such plan. The month's page names those that wait.");
}
