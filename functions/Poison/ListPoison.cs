using CloudmoreAutotask.Functions.Access;
using CloudmoreAutotask.Operating;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace CloudmoreAutotask.Functions.Poison;

/// <summary>Shows what failed for good and waits for a replay.</summary>
public sealed class ListPoison(Gate gate, PoisonMessages poison)
{
    /// <summary><c>GET /api/poison</c>.</summary>
    [Function(nameof(ListPoison))]
    public Task<IResult> Run([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "api/poison")] HttpRequest request, CancellationToken cancellation) =>
        gate.LookAsync(request, [], async _ => Answers.Json(new { messages = await poison.ListAsync(cancellation) }), cancellation);
}
