using CloudmoreAutotask.Functions.Access;
using CloudmoreAutotask.Operating;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace CloudmoreAutotask.Functions.Health;

/// <summary>Tells how the export stands.</summary>
public sealed class ShowHealth(Gate gate, ExportHealth health)
{
    /// <summary><c>GET /api/health</c>: 200 when nothing needs a look, else 503 with the same document.</summary>
    [Function(nameof(ShowHealth))]
    public Task<IResult> Run([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "api/health")] HttpRequest request, CancellationToken cancellation) => gate.LookAsync(
        request,
        [],
        async _ =>
        {
            var view = await health.LookAsync(cancellation);
            return Answers.Json(view, view.IsGood ? StatusCodes.Status200OK : StatusCodes.Status503ServiceUnavailable);
        },
        cancellation);
}
