using System.Globalization;
using CloudmoreAutotask.Functions.Access;
using CloudmoreAutotask.Ledger;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace CloudmoreAutotask.Functions.Bills;

/// <summary>Shows the months with their money.</summary>
public sealed class ListBills(Gate gate, BillViews bills)
{
    private const int MostMonths = 60;
    private const int Months = 12;

    /// <summary><c>GET /api/bills</c>: the last twelve months, or as many as <c>months</c> says, the newest first.</summary>
    [Function(nameof(ListBills))]
    public Task<IResult> Run([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "api/bills")] HttpRequest request, CancellationToken cancellation) => gate.LookAsync(
        request,
        ["months"],
        async input =>
        {
            var months = input.Number("months") ?? Months;
            if (months > MostMonths)
                throw RequestFields.Wrong("months", string.Create(CultureInfo.InvariantCulture, $"It must be at most {MostMonths}."));
            return Answers.Json(new { months = await bills.MonthsAsync((int)months, cancellation) });
        },
        cancellation);
}
