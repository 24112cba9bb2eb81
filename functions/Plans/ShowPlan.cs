using CloudmoreAutotask.Functions.Access;
using CloudmoreAutotask.Ledger;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace CloudmoreAutotask.Functions.Plans;

/// <summary>Shows a plan before somebody decides on it.</summary>
public sealed class ShowPlan(Gate gate, PlanViews plans)
{
    /// <summary><c>GET /api/plans/{id}</c>.</summary>
    [Function(nameof(ShowPlan))]
    public Task<IResult> Run([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "api/plans/{id}")] HttpRequest request, string id, CancellationToken cancellation) => gate.LookAsync(
        request,
        [],
        async _ => Answers.Found(await plans.FindAsync(PlanRoute.Read(id), cancellation), $"There is no plan {id}."),
        cancellation);
}
