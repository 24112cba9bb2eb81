using CloudmoreAutotask.Functions.Access;
using CloudmoreAutotask.Ledger;
using CloudmoreAutotask.Operating;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace CloudmoreAutotask.Functions.Bills;

/// <summary>Makes a plan that takes back what was written for an organization bill.</summary>
public sealed class UndoBill(Gate gate, OperatorActions actions, PlanViews plans)
{
    /// <summary><c>POST /api/bills/{month}/organizations/{id}/undo</c>: <c>who</c>, <c>why</c>. Answers the plan, with what is left to a person; nothing is written before the plan is approved.</summary>
    [Function(nameof(UndoBill))]
    public Task<IResult> Run(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "api/bills/{month}/organizations/{id}/undo")] HttpRequest request, string month, string id, CancellationToken cancellation) =>
        gate.ChangeAsync(
            request,
            [],
            async (by, _) =>
            {
                var planId = await actions.UndoAsync(by, RequestFields.Month(month), RequestFields.Route("id", id), cancellation);
                return Answers.Found(await plans.FindAsync(planId, cancellation), "The plan is gone. Ask for the undo again.");
            },
            cancellation);
}
