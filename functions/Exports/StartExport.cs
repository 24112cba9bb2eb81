using CloudmoreAutotask.Functions.Access;
using CloudmoreAutotask.Operating;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace CloudmoreAutotask.Functions.Exports;

/// <summary>Asks for a run now.</summary>
public sealed class StartExport(Gate gate, OperatorActions actions)
{
    /// <summary><c>POST /api/exports</c>: <c>who</c>, <c>why</c>.</summary>
    [Function(nameof(StartExport))]
    public Task<IResult> Run([HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "api/exports")] HttpRequest request, CancellationToken cancellation) => gate.ChangeAsync(
        request,
        [],
        async (by, _) =>
        {
            await actions.RunAsync(by, cancellation);
            return Answers.Accepted("A run is asked for; it begins as soon as its message is taken.");
        },
        cancellation);
}
