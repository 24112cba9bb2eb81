using CloudmoreAutotask.Billing;
using CloudmoreAutotask.Functions.Page.Views;
using CloudmoreAutotask.Ledger;
using CloudmoreAutotask.Operating;

namespace CloudmoreAutotask.Functions.Page.Pages;

/// <summary>Reads what the page of a month shows.</summary>
internal static class MonthPageContent
{
    private const int Months = 12;

    /// <param name="bills">The months.</param>
    /// <param name="proofs">What proofs found.</param>
    /// <param name="health">How the export stands.</param>
    /// <param name="month">The month; null for the newest one that is settled.</param>
    /// <param name="cancellation">Ends the reading.</param>
    /// <returns>Null when that month has no bill.</returns>
    public static async Task<Dictionary<string, object?>?> LoadAsync(BillViews bills, RunProofs proofs, ExportHealth health, BillMonth? month, CancellationToken cancellation)
    {
        var stands = await health.LookAsync(cancellation);
        var months = await bills.MonthsAsync(Months, cancellation);
        var shown = month ?? (months.FirstOrDefault(view => view.IsSettled) ?? (months.Count > 0 ? months[0] : null))?.Month;
        var found = shown is { } of ? await bills.MonthAsync(of, cancellation) : null;
        if (found is null && month is not null)
            return null;
        return new Dictionary<string, object?>(StringComparer.Ordinal)
        {
            [nameof(MonthPage.Months)] = months,
            [nameof(MonthPage.Bills)] = found,
            [nameof(MonthPage.Proof)] = found is null ? null : await proofs.FindAsync(found.Month.Month, cancellation),
            [nameof(MonthPage.Health)] = stands,
        };
    }
}
