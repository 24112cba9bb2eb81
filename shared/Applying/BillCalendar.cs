using CloudmoreAutotask.Billing;
using CloudmoreAutotask.Ledger;
using CloudmoreAutotask.Setup;
using CloudmoreAutotask.Storage;
using Microsoft.Extensions.Options;

namespace CloudmoreAutotask.Applying;

/// <summary>Which bills are due, and in which order (export rules, "Bill"). Product clock.</summary>
internal sealed class BillCalendar(ExportTables tables, IOptions<ExportOptions> options, ProductClock clock)
{
    private const string FirstMonthKey = "FirstMonth";
    private BillMonth? remembered;

    /// <summary>The first month that is exported; without a setting the month of the first run, remembered.</summary>
    public async Task<BillMonth> FirstMonthAsync(CancellationToken cancellation)
    {
        if (BillMonth.TryParse(options.Value.FirstMonth, out var month))
            return month;
        return remembered ??= await RememberAsync(cancellation);
    }

    /// <summary>The first month that is exported; null while neither a setting nor a run has said it.</summary>
    public async Task<BillMonth?> FindFirstMonthAsync(CancellationToken cancellation) =>
        BillMonth.TryParse(options.Value.FirstMonth, out var month) ? month : await FindRememberedAsync(cancellation);

    /// <summary>Whether the month's bills have all come in: a past month at once, the running one from the settle day on.</summary>
    public bool IsSettled(BillMonth month)
    {
        var today = clock.Today;
        return month < BillMonth.Of(today) || (month.Contains(today) && today.Day >= options.Value.SettleDay);
    }

    /// <summary>Whether the bill is to be exported now.</summary>
    public bool IsDue(BillRow row, BillMonth firstMonth) => row.IsDue && row.Month >= firstMonth && IsSettled(row.Month) && row.FailedHash != row.Hash;

    /// <summary>The recorded bill; null when there is none.</summary>
    public Task<BillRow?> FindAsync(BillMonth month, string organizationId, CancellationToken cancellation) =>
        tables.Bills.FindAsync(month.ToString(), TableKey.Of(organizationId), cancellation);

    /// <summary>The recorded bill; null when there is none.</summary>
    /// <param name="month">The bill month.</param>
    /// <param name="organization">The organization, as routes name it.</param>
    /// <param name="cancellation">Ends the reading.</param>
    public Task<BillRow?> FindByRouteAsync(BillMonth month, string organization, CancellationToken cancellation) => tables.Bills.FindAsync(month.ToString(), organization, cancellation);

    /// <summary>The recorded bill.</summary>
    /// <exception cref="MustFixException">There is none.</exception>
    /// <inheritdoc cref="FindByRouteAsync" path="/param" />
    public async Task<BillRow> GetAsync(BillMonth month, string organization, CancellationToken cancellation) =>
        await FindByRouteAsync(month, organization, cancellation) ?? throw new MustFixException($"Organization {organization} has no bill for {month}.") { IsMissing = true };

    /// <summary>Saves how far a bill got. Content that detection has recorded meanwhile stays, and stays due.</summary>
    public Task SaveProgressAsync(BillRow row, Func<BillRow, BillRow> progress, CancellationToken cancellation) =>
        tables.Bills.ChangeAsync(row.Month.ToString(), TableKey.Of(row.Organization.Id), progress, cancellation);

    /// <summary>The organization's next due bill after this one.</summary>
    public async Task<BillRow?> NextDueAsync(BillRow row, CancellationToken cancellation)
    {
        var first = await FirstMonthAsync(cancellation);
        for (var month = row.Month.AddMonths(1); month <= BillMonth.Of(clock.Today); month = month.AddMonths(1))
        {
            if (await FindAsync(month, row.Organization.Id, cancellation) is { } next && IsDue(next, first))
                return next;
        }

        return null;
    }

    /// <summary>An older due bill of the organization that was not worked on yet; it goes first.</summary>
    public async Task<BillRow?> OlderUntriedAsync(BillRow row, CancellationToken cancellation)
    {
        var first = await FirstMonthAsync(cancellation);
        var earliest = row.Month.AddMonths(-options.Value.LookBackMonths - 1);
        for (var month = earliest > first ? earliest : first; month < row.Month; month = month.AddMonths(1))
        {
            if (await FindAsync(month, row.Organization.Id, cancellation) is { } older && IsDue(older, first) && older.AttemptedHash != older.Hash)
                return older;
        }

        return null;
    }

    // It never changes once it is saved.
    private async Task<BillMonth> RememberAsync(CancellationToken cancellation)
    {
        if (await FindRememberedAsync(cancellation) is { } known)
            return known;
        var first = BillMonth.Of(clock.Today);
        await tables.Memory.SaveAsync(ExportTables.Only, FirstMonthKey, new Remembered(first.ToString()), cancellation);
        return first;
    }

    private async Task<BillMonth?> FindRememberedAsync(CancellationToken cancellation) =>
        await tables.Memory.FindAsync(ExportTables.Only, FirstMonthKey, cancellation) is { } kept ? BillMonth.Parse(kept.Value) : null;
}
