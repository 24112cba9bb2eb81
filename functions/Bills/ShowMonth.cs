using CloudmoreAutotask.Functions.Access;
using CloudmoreAutotask.Ledger;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace CloudmoreAutotask.Functions.Bills;

/// <summary>Shows a month: its money, its bills and what waits.</summary>
public sealed class ShowMonth(Gate gate, BillViews bills)
{
    /// <summary><c>GET /api/bills/{month}</c>.</summary>
    [Function(nameof(ShowMonth))]
    public Task<IResult> Run([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "api/bills/{month}")] HttpRequest request, string month, CancellationToken cancellation) => gate.LookAsync(
        request,
        [],
        async _ => Answers.Found(await BillRoute.MonthAsync(bills, month, cancellation), BillRoute.NoMonth(month)),
        cancellation);
}
