using CloudmoreAutotask.Applying;
using CloudmoreAutotask.Autotask.Entities;
using CloudmoreAutotask.Billing;
using CloudmoreAutotask.Planning;
using CloudmoreAutotask.Setup;
using CloudmoreAutotask.Storage;

namespace CloudmoreAutotask.Ledger;

/// <summary>Proves a month: reads every contract's units and charges back in bulk, and hunts for money that nobody looks after.</summary>
public sealed class MonthProofs
{
    // A yearly subscription is billed once in twelve months.
    private const int Months = 12;
    private const int Inactive = 0;

    private readonly ExportTables tables;
    private readonly ExportBlobs blobs;
    private readonly StateReader reader;
    private readonly BillCalendar calendar;
    private readonly PlanningSettings settings;
    private readonly ProductClock clock;

    internal MonthProofs(ExportTables tables, ExportBlobs blobs, StateReader reader, BillCalendar calendar, PlanningSettings settings, ProductClock clock) =>
        (this.tables, this.blobs, this.reader, this.calendar, this.settings, this.clock) = (tables, blobs, reader, calendar, settings, clock);

    /// <summary>Reads and compares; null when no bill of the month is recorded or the month is not exported.</summary>
    /// <exception cref="MustFixException">Autotask refuses a read.</exception>
    /// <exception cref="TryLaterException">Autotask does not answer.</exception>
    public async Task<MonthProof?> ProveAsync(BillMonth month, CancellationToken cancellation)
    {
        var rows = await tables.Bills.ListAsync(month.ToString(), cancellation);
        if (rows.Count == 0 || month < await calendar.FirstMonthAsync(cancellation))
            return null;
        var outcomes = await tables.Outcomes.ListStartingAsync(ExportTables.MonthStart(month), cancellation);
        var states = await reader.ReadBilledAsync(month, cancellation);
        var (byId, byKey) = (states.ToDictionary(state => state.Contract.Id), states.SelectMany(KeysOf, (state, key) => (state, key)).ToLookup(entry => entry.key, entry => entry.state, StringComparer.Ordinal));
        var exported = outcomes.Where(outcome => outcome.Outcome.IsFinal() && !outcome.IsPreview && outcome.ContractId is not null).ToList();
        var isKnown = await KnownAsync(month, cancellation);
        return new MonthProof
        {
            Month = month,
            ReadAt = clock.Now,
            Compared = exported.Count,
            Differences = [.. exported.Select(outcome => Compare(outcome, month, Billing(outcome))).OfType<ProofDifference>().OrderByDescending(entry => Math.Abs(entry.Ledger - (entry.Autotask ?? 0)))],
            Forgotten = Hunt(states.Where(state => !isKnown(state)), month),
            Inactive = Hunt(states.Where(state => state.Contract.Status == Inactive), month),
            WithoutContract =
            [
                .. outcomes.Where(outcome => outcome is { ContractId: null, Billed: > 0 }).OrderByDescending(outcome => outcome.Billed).Select(outcome => new HuntedSubscription(
                    outcome.OrganizationId, outcome.OrganizationName, outcome.SubscriptionName, outcome.Outcome, outcome.Currency, Money.ToCents(outcome.Billed * Months))),
            ],
        };

        // What a contract bills that the subscription was exported to, and what others bill that carry it too.
        IReadOnlyList<ContractState> Billing(SavedOutcome outcome) =>
        [
            .. new[] { outcome.SubscriptionKey, ContractKeys.ContractNumber(outcome.SubscriptionKey) }.SelectMany(key => byKey[key.ToLowerInvariant()])
                .Concat(byId.TryGetValue(outcome.ContractId!.Value, out var own) ? [own] : []).DistinctBy(state => state.Contract.Id),
        ];
    }

    private static ProofDifference? Compare(SavedOutcome outcome, BillMonth month, IReadOnlyList<ContractState> carrying)
    {
        // What nothing was exported for needs no contract.
        if (carrying.Count == 0)
            return outcome.Exported == 0 ? null : Differs(null, "Its contract is gone from Autotask, hidden from the API user, or carries the subscription no longer.");
        var found = Money.ToCents(carrying.Sum(state => SubscriptionPlanner.MonthOf(month, state)));
        return found == Money.ToCents(outcome.Exported) ? null : Differs(found, "It was changed in Autotask after it was exported. A run after the next change of the bill looks at it again.");

        ProofDifference Differs(decimal? autotask, string reason) => new(
            outcome.OrganizationId, outcome.OrganizationName, outcome.SubscriptionKey, outcome.SubscriptionName, outcome.ContractId!.Value, outcome.Currency, outcome.Exported, autotask, reason);
    }

    private IReadOnlyList<HuntedContract> Hunt(IEnumerable<ContractState> contracts, BillMonth month) =>
    [
        .. contracts.Select(state => (state.Contract, Subscription: state.SubscriptionId(settings.SubscriptionIdField) ?? state.Contract.ContractNumber ?? "", Yearly: Yearly(state, month))).Where(entry => entry.Yearly > 0).OrderByDescending(entry => entry.Yearly)
            .Select(entry => new HuntedContract(entry.Contract.Id, entry.Contract.ContractName, entry.Subscription, entry.Yearly)),
    ];

    /// <summary>What the contract's seats bill in a year, by the rows at the end of the month.</summary>
    private static decimal Yearly(ContractState state, BillMonth month)
    {
        var day = month.LastDay;
        var aPeriod = state.Services.Select(service => UnitRows.Covering(service.Rows, day)).OfType<ContractServiceUnits>().Sum(row => Whole(row, state.Contract));
        return Money.ToCents(aPeriod * Months / ContractPeriods.Of(state.Contract).Months);
    }

    /// <summary>What the row's units bill in a whole period: a row that covers a part has the price of its days.</summary>
    private static decimal Whole(ContractServiceUnits row, Contract contract)
    {
        var periods = ContractPeriods.Of(contract);
        var start = periods.Covering(row.StartDate);
        var next = periods.Next(start);
        // The day of a change belongs to the later row, the last day of a period or contract to the row itself.
        var end = row.EndDate >= next.AddDays(-1) ? next : row.EndDate.AddDays(row.EndDate == contract.EndDate ? 1 : 0);
        var (days, all) = (end.DayNumber - row.StartDate.DayNumber, next.DayNumber - start.DayNumber);
        return days <= 0 || days == all ? row.Price ?? 0 : (row.Price ?? 0) * all / days;
    }

    private IEnumerable<string> KeysOf(ContractState state)
    {
        if (state.SubscriptionId(settings.SubscriptionIdField) is { } id)
            yield return SubscriptionKey.Of(id);
        if (state.Contract.ContractNumber is { } number)
            yield return number.Trim().ToLowerInvariant();
    }

    /// <summary>Tells whether bills know a contract's subscription: of a monthly contract this month's, of a longer one those of a year, once that much is recorded.</summary>
    private async Task<Func<ContractState, bool>> KnownAsync(BillMonth month, CancellationToken cancellation)
    {
        var indexes = await Task.WhenAll(Enumerable.Range(0, Months).Select(back => blobs.ReadIndexAsync(month.AddMonths(-back), cancellation)));
        var (ofMonth, ofYear) = (Names(indexes[..1]), Names(indexes));
        var hasYear = indexes[^1].Names.Count > 0;
        return state => ContractPeriods.Of(state.Contract).Months == 1 ? ofMonth.Overlaps(KeysOf(state)) : !hasYear || ofYear.Overlaps(KeysOf(state));

        static HashSet<string> Names(IEnumerable<SubscriptionIndex> indexes) =>
            [.. indexes.SelectMany(index => index.Organizations.Keys).SelectMany(key => new[] { key, ContractKeys.ContractNumber(key).ToLowerInvariant() })];
    }
}
