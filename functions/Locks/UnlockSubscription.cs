using CloudmoreAutotask.Functions.Access;
using CloudmoreAutotask.Operating;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace CloudmoreAutotask.Functions.Locks;

/// <summary>Takes the lock off a subscription.</summary>
public sealed class UnlockSubscription(Gate gate, OperatorActions actions)
{
    /// <summary><c>DELETE /api/locks/{subscription}?who=&amp;why=</c>; none is no failure.</summary>
    [Function(nameof(UnlockSubscription))]
    public Task<IResult> Run(
        [HttpTrigger(AuthorizationLevel.Anonymous, "delete", Route = "api/locks/{subscription}")] HttpRequest request, string subscription, CancellationToken cancellation) => gate.ChangeAsync(
        request,
        [],
        async (by, _) =>
        {
            await actions.UnlockAsync(by, RequestFields.Route("subscription", subscription), cancellation);
            return Answers.Json(new { unlocked = subscription });
        },
        cancellation);
}
