using CloudmoreAutotask.Autotask;
using CloudmoreAutotask.Functions.Bills;
using CloudmoreAutotask.Functions.Page.Views;
using CloudmoreAutotask.Ledger;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace CloudmoreAutotask.Functions.Page.Pages;

/// <summary>The page of an organization bill: why its numbers are what they are.</summary>
public sealed class ShowOrganizationPage(PageFrame frame, OrganizationBillViews bills, AutotaskLinks links)
{
    /// <summary><c>GET /months/{month}/organizations/{id}</c>.</summary>
    [Function(nameof(ShowOrganizationPage))]
    public Task<IResult> Run(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "months/{month}/organizations/{id}")] HttpRequest request, string month, string id, CancellationToken cancellation) =>
        frame.ShowAsync<OrganizationPage>(
            request,
            async () => await BillRoute.OrganizationAsync(bills, month, id, cancellation) is { } bill
                ? new Dictionary<string, object?>(StringComparer.Ordinal) { [nameof(OrganizationPage.Bill)] = bill, [nameof(OrganizationPage.Root)] = await links.RootAsync(cancellation) }
                : null,
            cancellation,
            BillRoute.NoBill(month));
}
