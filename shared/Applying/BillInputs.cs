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
        var (organization, organizationBill) = (TableKey.Of(organizationId), ExportTables.BillKey(month, organizationId));

        // A dozen reads that do not wait for one another: side by side they take as long as the slowest.
        var bill = blobs.ReadBillAsync(month, organizationId, row.Hash, cancellation);
        var previous = PreviousAsync(month.AddMonths(-1), organizationId, cancellation);
        var contracts = tables.Contracts.ListAsync(organization, cancellation);
        var written = tables.Written.ListAsync(organization, cancellation);
        var saved = tables.Outcomes.ListAsync(organizationBill, cancellation);
        var journal = tables.Intents.ListAsync(organizationBill, cancellation);
        var released = tables.Releases.ListAsync(organizationBill, cancellation);
        var undone = tables.Undos.FindAsync(month.ToString(), organization, cancellation);
        var company = tables.Companies.FindAsync(ExportTables.Only, organization, cancellation);
        var brokerHold = tables.Memory.FindAsync(ExportTables.Only, ShrinkFuse.Key, cancellation);
        var locked = locks.InForceAsync(cancellation);
        var first = calendar.FirstMonthAsync(cancellation);
        await Task.WhenAll(bill, previous, contracts, written, saved, journal, released, undone, company, brokerHold, locked, first);

        var aggregated = aggregator.Aggregate(await bill);
        var present = aggregated.Subscriptions.Select(subscription => subscription.Key).ToHashSet(StringComparer.Ordinal);
        var (outcomes, intents) = (await saved, await journal);
        var earlier = outcomes.Where(outcome => outcome.ContractId is not null && !present.Contains(outcome.SubscriptionKey)).ToList();
        var input = new PlanningInput
        {
            Bill = await bill,
            BillHash = row.Hash,
            Aggregated = aggregated,
            Previous = await previous,
            Repriced = row.Repriced,
            IsFirstMonth = month <= await first,
            BrokerHold = (await brokerHold)?.Value,
            Undone = await undone is { IsHolding: true } undo ? undo : null,
            Released = (await released).Where(release => release.Hash == row.Hash).Select(release => release.Fuse).ToHashSet(StringComparer.Ordinal),
            Locks = await locked,
            Company = await company,
            Contracts = (await contracts).ToDictionary(mapping => mapping.SubscriptionKey, StringComparer.Ordinal),
            Written = await written,
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
