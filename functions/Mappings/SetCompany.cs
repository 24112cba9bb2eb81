using CloudmoreAutotask.Functions.Access;
using CloudmoreAutotask.Operating;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace CloudmoreAutotask.Functions.Mappings;

/// <summary>Sets the company of an organization, or takes a person's value away.</summary>
public sealed class SetCompany(Gate gate, OperatorActions actions)
{
    /// <summary><c>PUT /api/mappings/companies</c>: <c>who</c>, <c>why</c>, <c>organizationId</c>, <c>companyId</c> (without one the person's value is taken away).</summary>
    [Function(nameof(SetCompany))]
    public Task<IResult> Run([HttpTrigger(AuthorizationLevel.Anonymous, "put", Route = "api/mappings/companies")] HttpRequest request, CancellationToken cancellation) => gate.ChangeAsync(
        request,
        ["organizationId", "companyId"],
        async (by, input) =>
        {
            await actions.MapAsync(by, input.Text("organizationId"), input.Number("companyId"), cancellation);
            return Answers.Accepted("The company is set; a run is asked for, with which the bills that waited go on.");
        },
        cancellation);
}
