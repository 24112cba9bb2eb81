using CloudmoreAutotask.Functions.Access;
using CloudmoreAutotask.Operating;
using CloudmoreAutotask.Setup;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Options;

namespace CloudmoreAutotask.Functions.Exports;

/// <summary>Asks for a run now.</summary>
public sealed class StartExport(Gate gate, OperatorActions actions, IOptions<ExportOptions> options)
{
    /// <summary><c>POST /api/exports</c>: <c>who</c>, <c>why</c>, and <c>mode</c> where this run is to be stricter than the setting.</summary>
    [Function(nameof(StartExport))]
    public Task<IResult> Run([HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "api/exports")] HttpRequest request, CancellationToken cancellation) => gate.ChangeAsync(
        request,
        [RunMode.Field],
        async (by, input) =>
        {
            await actions.RunAsync(by, RunMode.Read(input, options.Value.Mode), cancellation);
            return Answers.Accepted("A run is asked for; it begins as soon as its message is taken.");
        },
        cancellation);
}
