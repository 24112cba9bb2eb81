using CloudmoreAutotask.Functions.Access;
using CloudmoreAutotask.Ledger;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace CloudmoreAutotask.Functions.Bills;

/// <summary>Shows an organization bill: billing lines, rules and writes of every subscription.</summary>
public sealed class ShowOrganizationBill(Gate gate, OrganizationBillViews bills)
{
    /// <summary><c>GET /api/bills/{month}/organizations/{id}</c>.</summary>
    [Function(nameof(ShowOrganizationBill))]
    public Task<IResult> Run(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "api/bills/{month}/organizations/{id}")] HttpRequest request, string month, string id, CancellationToken cancellation) =>
        gate.LookAsync(
            request,
            [],
            async _ => Answers.Found(await BillRoute.OrganizationAsync(bills, month, id, cancellation), BillRoute.NoBill(month)),
            cancellation);
}
