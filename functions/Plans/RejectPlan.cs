using CloudmoreAutotask.Functions.Access;
using CloudmoreAutotask.Operating;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace CloudmoreAutotask.Functions.Plans;

/// <summary>Notes that a plan is not to be written.</summary>
public sealed class RejectPlan(Gate gate, OperatorActions actions)
{
    /// <summary><c>POST /api/plans/{id}/reject</c>: <c>who</c>, <c>why</c>.</summary>
    [Function(nameof(RejectPlan))]
    public Task<IResult> Run([HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "api/plans/{id}/reject")] HttpRequest request, string id, CancellationToken cancellation) => gate.ChangeAsync(
        request,
        [],
        async (by, _) =>
        {
            await actions.RejectAsync(by, PlanRoute.Read(id), cancellation);
            return Answers.Accepted("The plan is rejected; its bill goes on waiting.");
        },
        cancellation);
}
