using CloudmoreAutotask.Functions.Access;
using CloudmoreAutotask.Operating;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace CloudmoreAutotask.Functions.Poison;

/// <summary>Takes failed messages away that belong to no bill.</summary>
public sealed class DiscardPoison(Gate gate, OperatorActions actions)
{
    /// <summary><c>POST /api/poison/discard</c>: <c>who</c>, <c>why</c>, <c>ids</c>; all of them must be there.</summary>
    [Function(nameof(DiscardPoison))]
    public Task<IResult> Run([HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "api/poison/discard")] HttpRequest request, CancellationToken cancellation) => gate.ChangeAsync(
        request,
        ["ids"],
        async (by, input) => Answers.Json(new { discarded = await actions.DiscardAsync(by, input.Texts("ids") ?? throw RequestFields.Wrong("ids", "It is missing."), cancellation) }),
        cancellation);
}
