using CloudmoreAutotask.Functions.Access;
using CloudmoreAutotask.Functions.Bills;
using CloudmoreAutotask.Functions.Page.Views;
using CloudmoreAutotask.Ledger;
using CloudmoreAutotask.Operating;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace CloudmoreAutotask.Functions.Page.Pages;

/// <summary>The page of a month.</summary>
public sealed class ShowMonthPage(PageFrame frame, BillViews bills, RunProofs proofs, ExportHealth health)
{
    /// <summary><c>GET /months/{month}</c>.</summary>
    [Function(nameof(ShowMonthPage))]
    public Task<IResult> Run([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "months/{month}")] HttpRequest request, string month, CancellationToken cancellation) =>
        frame.ShowAsync<MonthPage>(request, () => MonthPageContent.LoadAsync(bills, proofs, health, RequestFields.Month(month), cancellation), cancellation, BillRoute.NoMonth(month));
}
