using CloudmoreAutotask.Applying;
using CloudmoreAutotask.Billing;
using CloudmoreAutotask.Operating;
using CloudmoreAutotask.Planning;
using CloudmoreAutotask.Setup;
using CloudmoreAutotask.Storage;

namespace CloudmoreAutotask.Ledger;

/// <summary>
/// Months and their bills as a person looks at them: views of recorded bills and saved outcomes (export rules, "Outcome"). One month is made from its outcomes; many
/// are made from the sums that are kept with their bills.
/// </summary>
public sealed class BillViews
{
    private readonly ExportTables tables;
    private readonly BillCalendar calendar;
    private readonly ProductClock clock;

    internal BillViews(ExportTables tables, BillCalendar calendar, ProductClock clock) => (this.tables, this.calendar, this.clock) = (tables, calendar, clock);

    /// <summary>The months with recorded bills, the newest first.</summary>
    /// <param name="most">How many months back from the running one are looked at, it among them.</param>
    /// <param name="cancellation">Ends the reading.</param>
    public async Task<IReadOnlyList<MonthView>> MonthsAsync(int most, CancellationToken cancellation)
    {
        var first = await calendar.FirstMonthAsync(cancellation);
        var running = BillMonth.Of(clock.Today);
        var months = await Task.WhenAll(Enumerable.Range(0, most).Select(back => SumAsync(running.AddMonths(-back), first, cancellation)));
        return [.. months.OfType<MonthView>()];
    }

    /// <summary>One month with its bills; null when none is recorded.</summary>
    public async Task<MonthBillsView?> MonthAsync(BillMonth month, CancellationToken cancellation) => (await WithOutcomesAsync(month, cancellation))?.View;

    /// <summary>One month with its bills, and the outcomes that it is made from; null when none is recorded.</summary>
    internal async Task<(MonthBillsView View, IReadOnlyList<SavedOutcome> Outcomes)?> WithOutcomesAsync(BillMonth month, CancellationToken cancellation)
    {
        var rows = await RowsAsync(month, cancellation);
        if (rows.Count == 0)
            return null;
        var saved = await tables.Outcomes.ListStartingAsync(ExportTables.MonthStart(month), cancellation);
        var outcomes = saved.ToLookup(outcome => outcome.OrganizationId, StringComparer.Ordinal);
        var first = await calendar.FirstMonthAsync(cancellation);
        var bills = rows.Select(row => View(row, BillFigures.Of(row.Hash, [.. outcomes[row.Organization.Id]]), first)).OrderBy(bill => bill.OrganizationName, StringComparer.OrdinalIgnoreCase).ThenBy(bill => bill.OrganizationId, StringComparer.Ordinal).ToList();
        var waiting = rows.Where(row => row.IsDue && row.Month >= first).SelectMany(row => Waiting(row, outcomes[row.Organization.Id]));
        var told = rows.SelectMany(row => Gathered(row, outcomes[row.Organization.Id].Where(outcome => outcome.Outcome.IsFinal() && !outcome.Outcome.IsGood())));
        var hold = await tables.Memory.FindAsync(ExportTables.Only, ShrinkFuse.Key, cancellation);
        var view = new MonthBillsView(Sum(month, bills), bills, [.. waiting.OrderByDescending(item => item.Amount).ThenBy(item => item.OrganizationName, StringComparer.OrdinalIgnoreCase)],
            [.. told.OrderBy(item => item.OrganizationName, StringComparer.OrdinalIgnoreCase)], hold?.Value);
        return (view, saved);
    }

    /// <summary>The outcomes of all subscriptions of a month, by organization and name.</summary>
    public async Task<IReadOnlyList<SavedOutcome>> OutcomesAsync(BillMonth month, CancellationToken cancellation) =>
    [
        .. (await tables.Outcomes.ListStartingAsync(ExportTables.MonthStart(month), cancellation))
            .OrderBy(outcome => outcome.OrganizationName, StringComparer.OrdinalIgnoreCase).ThenBy(outcome => outcome.SubscriptionName, StringComparer.OrdinalIgnoreCase),
    ];

    /// <summary>One organization bill; null when it is not recorded.</summary>
    internal async Task<(BillRow Row, BillView View, IReadOnlyList<SavedOutcome> Outcomes)?> FindAsync(BillMonth month, string organization, CancellationToken cancellation)
    {
        if (await tables.Bills.FindAsync(month.ToString(), organization, cancellation) is not { } row)
            return null;
        var outcomes = await tables.Outcomes.ListAsync(ExportTables.BillKey(month, row.Organization.Id), cancellation);
        return (row, View(row, BillFigures.Of(row.Hash, outcomes), await calendar.FirstMonthAsync(cancellation)), outcomes);
    }

    /// <summary>The fuse that a reason speaks of; null when it speaks of none.</summary>
    internal static string? FuseIn(string reason) => reason.StartsWith($"{Planner.Repriced}:", StringComparison.Ordinal)
        ? Planner.Repriced
        : new[] { Fuses.Growth, Fuses.NewContracts, Fuses.EndedContracts }.FirstOrDefault(fuse => reason.StartsWith($"Fuse {fuse}:", StringComparison.Ordinal));

    private async Task<MonthView?> SumAsync(BillMonth month, BillMonth first, CancellationToken cancellation)
    {
        var rows = await RowsAsync(month, cancellation);
        if (rows.Count == 0)
            return null;
        // A bill without sums was not worked on yet, or when they were not kept yet: its outcomes, if there are any, tell.
        var saved = month >= first && rows.Any(row => row.Figures is null) ? await tables.Outcomes.ListStartingAsync(ExportTables.MonthStart(month), cancellation) : [];
        var outcomes = saved.ToLookup(outcome => outcome.OrganizationId, StringComparer.Ordinal);
        return Sum(month, [.. rows.Select(row => View(row, row.Figures ?? BillFigures.Of(row.Hash, [.. outcomes[row.Organization.Id]]), first))]);
    }

    private MonthView Sum(BillMonth month, IReadOnlyList<BillView> bills) => new()
    {
        Month = month,
        IsSettled = calendar.IsSettled(month),
        IsExported = bills[0].State != BillState.Earlier,
        Organizations = bills.Count,
        Money = MoneyView.Sum(bills.SelectMany(bill => bill.Money)),
        Outcomes = bills.SelectMany(bill => bill.Outcomes).GroupBy(count => count.Key).OrderBy(group => group.Key).ToDictionary(group => group.Key, group => group.Sum(count => count.Value)),
        States = bills.GroupBy(bill => bill.State).OrderBy(group => group.Key).ToDictionary(group => group.Key, group => group.Count()),
    };

    private BillView View(BillRow row, BillFigures figures, BillMonth first)
    {
        var state = State(row, first);
        return new BillView
        {
            Month = row.Month,
            OrganizationId = row.Organization.Id,
            OrganizationName = row.Organization.Name,
            CustomerNumber = row.Organization.CustomerNumber,
            State = state,
            Lines = row.Lines,
            Money = Money(row, figures, state),
            Outcomes = figures.Outcomes,
            RecordedAt = row.RecordedAt,
        };
    }

    private BillState State(BillRow row, BillMonth first)
    {
        if (row.Month < first)
            return BillState.Earlier;
        if (!row.IsDue)
            return BillState.Done;
        if (row.FailedHash == row.Hash)
            return BillState.Failed;
        if (!calendar.IsSettled(row.Month))
            return BillState.Running;
        return row.AttemptedHash == row.Hash ? BillState.Waiting : BillState.Due;
    }

    private static IReadOnlyList<MoneyView> Money(BillRow row, BillFigures figures, BillState state)
    {
        var isCurrent = figures.Hash == row.Hash;
        var waits = state is BillState.Due or BillState.Failed or BillState.Waiting;
        // What no outcome of this content speaks for is switched off: of the bill's lines those of the outcomes are taken away.
        var lines = row.Billed.Select(entry => new MoneyView(entry.Key.ToUpperInvariant(), entry.Value, 0, waits && !isCurrent ? entry.Value : 0, isCurrent ? entry.Value : 0));
        var told = figures.Money.Select(money => new MoneyView(money.Currency, 0, money.Exported, waits ? Waiting(money, isCurrent) : 0, isCurrent ? -money.Billed : 0));
        return MoneyView.Sum(lines.Concat(told).Where(money => money.Currency.Length > 0));
    }

    private static decimal Waiting(OutcomeMoney money, bool isCurrent) => isCurrent ? money.Waiting : -money.Exported;

    private static IEnumerable<WaitingView> Waiting(BillRow row, IEnumerable<SavedOutcome> outcomes) =>
        Gathered(row, outcomes.Where(outcome => outcome.Hash == row.Hash && !outcome.Outcome.IsFinal()));

    private static IEnumerable<WaitingView> Gathered(BillRow row, IEnumerable<SavedOutcome> outcomes) => outcomes
        .GroupBy(outcome => (outcome.Outcome, outcome.Currency, Reason: ReasonOf(outcome), outcome.Action, outcome.PlanId))
        .Select(group => new WaitingView
        {
            Month = row.Month,
            OrganizationId = row.Organization.Id,
            OrganizationName = row.Organization.Name,
            Outcome = group.Key.Outcome,
            Subscriptions = [.. group.Select(outcome => outcome.SubscriptionName)],
            Currency = group.Key.Currency,
            Amount = group.Sum(outcome => outcome.Difference),
            Reason = group.Key.Reason,
            Action = group.Key.Action,
            HoldId = FuseIn(group.Key.Reason) is { } fuse ? PublicIds.Hold(row.Month, row.Organization.Id, fuse) : null,
            PlanId = PublicIds.Plan(group.Key.PlanId),
        });

    /// <summary>A plan tells its steps itself; what waits with it has one reason.</summary>
    private static string ReasonOf(SavedOutcome outcome) =>
        outcome.PlanId is not null && outcome.Reason.IndexOf(" It would:", StringComparison.Ordinal) is var at and > 0 ? outcome.Reason[..at] : outcome.Reason;

    private Task<IReadOnlyList<BillRow>> RowsAsync(BillMonth month, CancellationToken cancellation) => tables.Bills.ListAsync(month.ToString(), cancellation);
}
