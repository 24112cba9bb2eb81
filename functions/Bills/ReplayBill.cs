using CloudmoreAutotask.Functions.Access;
using CloudmoreAutotask.Operating;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace CloudmoreAutotask.Functions.Bills;

/// <summary>Lets an organization bill that was undone be exported again.</summary>
public sealed class ReplayBill(Gate gate, OperatorActions actions)
{
    /// <summary><c>POST /api/bills/{month}/organizations/{id}/replay</c>: <c>who</c>, <c>why</c>.</summary>
    [Function(nameof(ReplayBill))]
    public Task<IResult> Run(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "api/bills/{month}/organizations/{id}/replay")] HttpRequest request, string month, string id, CancellationToken cancellation) =>
        gate.ChangeAsync(
            request,
            [],
            async (by, _) =>
            {
                await actions.ReplayBillAsync(by, RequestFields.Month(month), RequestFields.Route("id", id), cancellation);
                return Answers.Accepted("The bill is exported again as soon as its message is taken.");
            },
            cancellation);
}
