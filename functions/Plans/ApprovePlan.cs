using CloudmoreAutotask.Functions.Access;
using CloudmoreAutotask.Operating;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace CloudmoreAutotask.Functions.Plans;

/// <summary>Lets a plan be written.</summary>
public sealed class ApprovePlan(Gate gate, OperatorActions actions)
{
    /// <summary><c>POST /api/plans/{id}/approve</c>: <c>who</c>, <c>why</c>.</summary>
    [Function(nameof(ApprovePlan))]
    public Task<IResult> Run([HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "api/plans/{id}/approve")] HttpRequest request, string id, CancellationToken cancellation) => gate.ChangeAsync(
        request,
        [],
        async (by, _) =>
        {
            await actions.ApproveAsync(by, PlanRoute.Read(id), cancellation);
            return Answers.Accepted("The plan is approved; it is written as soon as its message is taken.");
        },
        cancellation);
}
