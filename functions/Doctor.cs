using CloudmoreAutotask.Setup;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace CloudmoreAutotask.Functions;

/// <summary>Looks at everything that an export needs, and answers what was found and what to do.</summary>
public sealed class Doctor(SetupDoctor doctor)
{
    /// <summary><c>GET /api/doctor</c>: the findings, and whether an export would run.</summary>
    [Function(nameof(Doctor))]
    public async Task<IResult> Run([HttpTrigger(AuthorizationLevel.Function, "get", Route = "api/doctor")] HttpRequest request, CancellationToken cancellation)
    {
        var findings = await doctor.LookAsync(createField: false, cancellation).ToListAsync(cancellation);
        return Results.Json(new { wouldExport = SetupDoctor.WouldExport(findings), findings = findings.Select(found => new { found.Check, state = found.State.ToString(), found.Found, found.ToDo }) });
    }
}
