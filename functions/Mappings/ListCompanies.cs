using CloudmoreAutotask.Functions.Access;
using CloudmoreAutotask.Mapping;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace CloudmoreAutotask.Functions.Mappings;

/// <summary>Shows the companies of organizations.</summary>
public sealed class ListCompanies(Gate gate, CompanyMappings mappings)
{
    /// <summary><c>GET /api/mappings/companies</c>: the mappings by name, with candidates where <c>candidates</c> is <c>true</c> (that asks Autotask).</summary>
    [Function(nameof(ListCompanies))]
    public Task<IResult> Run([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "api/mappings/companies")] HttpRequest request, CancellationToken cancellation) => gate.LookAsync(
        request,
        ["candidates"],
        async input =>
        {
            var withCandidates = input.Optional("candidates") switch
            {
                "" or "false" => false,
                "true" => true,
                _ => throw RequestFields.Wrong("candidates", "It must be true or false."),
            };
            var listed = await mappings.ListAsync(cancellation);
            var candidates = withCandidates ? await mappings.CandidatesAsync(cancellation) : new Dictionary<string, IReadOnlyList<CompanyCandidate>>(StringComparer.Ordinal);
            return Answers.Json(new
            {
                companies = listed.Select(mapping => new
                {
                    mapping.OrganizationId,
                    mapping.OrganizationName,
                    mapping.CustomerNumber,
                    mapping.CompanyId,
                    mapping.Source,
                    mapping.SetBy,
                    mapping.Problem,
                    mapping.ConfirmedAt,
                    candidates = candidates.TryGetValue(mapping.OrganizationId, out var found) ? found : [],
                }),
            });
        },
        cancellation);
}
