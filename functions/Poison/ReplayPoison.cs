using CloudmoreAutotask.Functions.Access;
using CloudmoreAutotask.Operating;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace CloudmoreAutotask.Functions.Poison;

/// <summary>Sends failed work again.</summary>
public sealed class ReplayPoison(Gate gate, OperatorActions actions)
{
    /// <summary><c>POST /api/poison/replay</c>: <c>who</c>, <c>why</c>, <c>ids</c> (without them all).</summary>
    [Function(nameof(ReplayPoison))]
    public Task<IResult> Run([HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "api/poison/replay")] HttpRequest request, CancellationToken cancellation) => gate.ChangeAsync(
        request,
        ["ids"],
        async (by, input) => Answers.Json(new { replayed = await actions.ReplayAsync(by, input.Texts("ids"), cancellation) }),
        cancellation);
}
