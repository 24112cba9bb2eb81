using CloudmoreAutotask.Billing;
using CloudmoreAutotask.Ledger;
using CloudmoreAutotask.Planning;
using CloudmoreAutotask.Setup;
using CloudmoreAutotask.Storage;

namespace CloudmoreAutotask.Applying;

/// <summary>Gathers all that the product knows of an organization bill, without asking Autotask.</summary>
internal sealed class BillInputs(ExportTables tables, ExportBlobs blobs, BillAggregator aggregator, BillCalendar calendar, SubscriptionIndexes indexes, SubscriptionLocks locks, ProductClock clock)
{
    public async Task<PlanningInput> LoadAsync(BillRow row, string runId, CancellationToken cancellation)
    {
        var (month, organizationId) = (row.Month, row.Organization.Id);
        var bill = await blobs.ReadBillAsync(month, organizationId, row.Hash, cancellation);
        var aggregated = aggregator.Aggregate(bill);
        var previous = await PreviousAsync(month.AddMonths(-1), organizationId, cancellation);
        var contracts = await tables.Contracts.ListAsync(TableKey.Of(organizationId), cancellation);
        var outcomes = await tables.Outcomes.ListAsync(ExportTables.BillKey(month, organizationId), cancellation);
        var intents = await tables.Intents.ListAsync(ExportTables.BillKey(month, organizationId), cancellation);
        var undo = await tables.Undos.FindAsync(month.ToString(), TableKey.Of(organizationId), cancellation);
        var present = aggregated.Subscriptions.Select(subscription => subscription.Key).ToHashSet(StringComparer.Ordinal);
        var earlier = outcomes.Where(outcome => outcome.ContractId is not null && !present.Contains(outcome.SubscriptionKey)).ToList();
        var input = new PlanningInput
        {
            Bill = bill,
            BillHash = row.Hash,
            Aggregated = aggregated,
            Previous = previous,
            Repriced = row.Repriced,
            IsFirstMonth = month <= await calendar.FirstMonthAsync(cancellation),
            BrokerHold = (await tables.Memory.FindAsync(ExportTables.Only, ShrinkFuse.Key, cancellation))?.Value,
            Undone = undo is { IsHolding: true } ? undo : null,
            Released = (await tables.Releases.ListAsync(ExportTables.BillKey(month, organizationId), cancellation)).Where(release => release.Hash == row.Hash)
                .Select(release => release.Fuse).ToHashSet(StringComparer.Ordinal),
            Locks = await locks.InForceAsync(cancellation),
            Company = await tables.Companies.FindAsync(ExportTables.Only, TableKey.Of(organizationId), cancellation),
            Contracts = contracts.ToDictionary(mapping => mapping.SubscriptionKey, StringComparer.Ordinal),
            Written = await tables.Written.ListAsync(TableKey.Of(organizationId), cancellation),
            Saved = outcomes.ToDictionary(outcome => outcome.SubscriptionKey, StringComparer.Ordinal),
            Intents = intents,
            EarlierSubscriptions = earlier.ToDictionary(outcome => outcome.SubscriptionKey, outcome => outcome.SubscriptionName, StringComparer.Ordinal),
            Outdated = earlier.Where(outcome => outcome.Hash != row.Hash || !outcome.Outcome.IsFinal()).Select(outcome => outcome.SubscriptionKey).ToHashSet(StringComparer.Ordinal),
            Adjusted = intents.Where(intent => intent is { State: IntentState.Accepted, Kind: StepKind.AdjustUnits, ContractId: not null })
                .Select(intent => (intent.StepKey, intent.ContractId!.Value)).ToHashSet(),
            Begun = intents.Where(intent => intent.BillHash == row.Hash).Select(intent => intent.SubscriptionKey).ToHashSet(StringComparer.Ordinal),
            Unsettled = intents.Where(intent => intent.State == IntentState.Open).Select(intent => intent.SubscriptionKey).ToHashSet(StringComparer.Ordinal),
            Made = intents.Where(intent => intent is { State: IntentState.Accepted, Kind: StepKind.CreateCharge, ItemId: not null })
                .ToDictionary(intent => intent.StepKey, intent => intent.ItemId!.Value, StringComparer.Ordinal),
        };
        return await WithOtherBillsAsync(input, runId, cancellation);
    }

    private async Task<AggregatedBill?> PreviousAsync(BillMonth month, string organizationId, CancellationToken cancellation)
    {
        var row = await tables.Bills.FindAsync(month.ToString(), TableKey.Of(organizationId), cancellation);
        return row is null ? null : aggregator.Aggregate(await blobs.ReadBillAsync(month, organizationId, row.Hash, cancellation));
    }

    private async Task<PlanningInput> WithOtherBillsAsync(PlanningInput input, string runId, CancellationToken cancellation)
    {
        var month = input.Bill.Month;
        var keys = input.SubscriptionKeys().ToList();
        var index = await indexes.GetAsync(month, runId, cancellation);
        var elsewhere = keys.Select(key => (Key: key, Names: index.Elsewhere(key, input.Bill.Organization.Id)))
            .Where(entry => entry.Names is not null)
            .ToDictionary(entry => entry.Key, entry => entry.Names!, StringComparer.Ordinal);
        var next = new Dictionary<string, BillMonth>(StringComparer.Ordinal);
        for (var later = month.AddMonths(1); later <= BillMonth.Of(clock.Today); later = later.AddMonths(1))
        {
            var laterIndex = await indexes.GetAsync(later, runId, cancellation);
            foreach (var key in keys.Where(laterIndex.Has))
                next.TryAdd(key, later);
        }

        return input with { BilledElsewhere = elsewhere, NextBills = next };
    }
}
