using CloudmoreAutotask.Functions.Access;
using CloudmoreAutotask.Operating;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace CloudmoreAutotask.Functions.Holds;

/// <summary>Releases what a fuse holds.</summary>
public sealed class ReleaseHold(Gate gate, OperatorActions actions)
{
    /// <summary><c>POST /api/holds/{id}/release</c>: <c>who</c>, <c>why</c>; the id is that of the month's list, or <c>shrink</c> for the fuse that holds all bills.</summary>
    [Function(nameof(ReleaseHold))]
    public Task<IResult> Run([HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "api/holds/{id}/release")] HttpRequest request, string id, CancellationToken cancellation) => gate.ChangeAsync(
        request,
        [],
        async (by, _) =>
        {
            if (id == PublicIds.BrokerHold)
            {
                await actions.ReleaseBrokerAsync(by, cancellation);
                return Answers.Accepted("The fuse is released; a run is asked for.");
            }

            var (month, organization, fuse) = PublicIds.ToHold(RequestFields.Route("id", id)) ?? throw RequestFields.Wrong("id", "It must be the id of a hold, as the month's list names it.");
            await actions.ReleaseAsync(by, month, organization, fuse, cancellation);
            return Answers.Accepted("The fuse is released; the bill is planned as soon as its message is taken.");
        },
        cancellation);
}
