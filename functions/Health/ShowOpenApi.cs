using CloudmoreAutotask.Functions.Access;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace CloudmoreAutotask.Functions.Health;

/// <summary>Describes the routes for tools.</summary>
public sealed class ShowOpenApi(Gate gate)
{
    private const string Document = "openapi.json";

    /// <summary><c>GET /api/openapi.json</c>: OpenAPI 3.1.</summary>
    [Function(nameof(ShowOpenApi))]
    public Task<IResult> Run([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "api/" + Document)] HttpRequest request, CancellationToken cancellation) => gate.LookAsync(
        request,
        [],
        _ => Task.FromResult(Results.Stream(EmbeddedFile.Open(Document), "application/json")),
        cancellation);
}
