using CloudmoreAutotask.Functions.Access;
using CloudmoreAutotask.Operating;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace CloudmoreAutotask.Functions.Health;

/// <summary>Shows what people did.</summary>
public sealed class ListAudit(Gate gate, AuditTrail audit)
{
    /// <summary><c>GET /api/audit</c>: this month and the one before, the newest first.</summary>
    [Function(nameof(ListAudit))]
    public Task<IResult> Run([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "api/audit")] HttpRequest request, CancellationToken cancellation) =>
        gate.LookAsync(request, [], async _ => Answers.Json(new { entries = await audit.LatestAsync(cancellation) }), cancellation);
}
