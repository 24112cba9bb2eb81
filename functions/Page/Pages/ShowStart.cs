using CloudmoreAutotask.Functions.Page.Views;
using CloudmoreAutotask.Ledger;
using CloudmoreAutotask.Operating;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace CloudmoreAutotask.Functions.Page.Pages;

/// <summary>The page that everybody begins with: the newest month that is exported.</summary>
public sealed class ShowStart(PageFrame frame, BillViews bills, RunProofs proofs, ExportHealth health)
{
    // An empty route would be the function's name.
    private const string Root = "{ignored:maxlength(0)?}";

    /// <summary><c>GET /</c>.</summary>
    [Function(nameof(ShowStart))]
    public Task<IResult> Run([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = Root)] HttpRequest request, CancellationToken cancellation) =>
        frame.ShowAsync<MonthPage>(request, () => MonthPageContent.LoadAsync(bills, proofs, health, null, cancellation), cancellation);
}
