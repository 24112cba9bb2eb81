using CloudmoreAutotask.Functions.Access;
using CloudmoreAutotask.Operating;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace CloudmoreAutotask.Functions.Locks;

/// <summary>Locks a subscription: nothing is written for it meanwhile.</summary>
public sealed class LockSubscription(Gate gate, OperatorActions actions)
{
    /// <summary><c>PUT /api/locks/{subscription}</c>: <c>who</c>, <c>why</c>, <c>until</c> (a day; without one until it is unlocked), <c>ahead</c> (<c>yes</c> when no bill names it yet).</summary>
    [Function(nameof(LockSubscription))]
    public Task<IResult> Run(
        [HttpTrigger(AuthorizationLevel.Anonymous, "put", Route = "api/locks/{subscription}")] HttpRequest request, string subscription, CancellationToken cancellation) => gate.ChangeAsync(
        request,
        ["until", "ahead"],
        async (by, input) =>
        {
            if (by.Why.Length == 0)
                throw RequestFields.Wrong("why", "It is missing. Whoever finds the lock must learn what it is for.");
            await actions.LockAsync(by, RequestFields.Route("subscription", subscription), input.Day("until"), IsAhead(input), cancellation);
            return Answers.Json(new { locked = subscription });
        },
        cancellation);

    private static bool IsAhead(RequestFields input) => input.Optional("ahead") switch
    {
        "" => false,
        "yes" => true,
        _ => throw RequestFields.Wrong("ahead", "It must be yes, or be left out."),
    };
}
