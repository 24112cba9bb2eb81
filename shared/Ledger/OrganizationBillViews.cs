using CloudmoreAutotask.Applying;
using CloudmoreAutotask.Billing;
using CloudmoreAutotask.Operating;
using CloudmoreAutotask.Setup;
using CloudmoreAutotask.Storage;

namespace CloudmoreAutotask.Ledger;

/// <summary>Explains the numbers of one organization bill: billing lines, the rule, the writes, the contract.</summary>
public sealed class OrganizationBillViews
{
    private readonly BillViews bills;
    private readonly ExportTables tables;
    private readonly ExportBlobs blobs;
    private readonly BillAggregator aggregator;
    private readonly SubscriptionLocks locks;

    internal OrganizationBillViews(BillViews bills, ExportTables tables, ExportBlobs blobs, BillAggregator aggregator, SubscriptionLocks locks) =>
        (this.bills, this.tables, this.blobs, this.aggregator, this.locks) = (bills, tables, blobs, aggregator, locks);

    /// <summary>Reads the bill; null when it is not recorded.</summary>
    /// <param name="month">The bill month.</param>
    /// <param name="organization">The organization, as routes name it.</param>
    /// <param name="cancellation">Ends the reading.</param>
    public async Task<OrganizationBillView?> FindAsync(BillMonth month, string organization, CancellationToken cancellation)
    {
        if (await bills.FindAsync(month, organization, cancellation) is not { } found)
            return null;
        var organizationId = found.Row.Organization.Id;
        var bill = await blobs.ReadBillAsync(month, organizationId, found.Row.Hash, cancellation);
        var aggregated = aggregator.Aggregate(bill);
        var company = await tables.Companies.FindAsync(ExportTables.Only, TableKey.Of(organizationId), cancellation);
        var inForce = await locks.InForceAsync(cancellation);
        var writes = (await tables.Intents.ListAsync(ExportTables.BillKey(month, organizationId), cancellation)).ToLookup(intent => intent.SubscriptionKey, StringComparer.Ordinal);
        var lines = bill.Lines.ToLookup(SubscriptionKey.Of, StringComparer.Ordinal);
        var billed = aggregated.Subscriptions.ToDictionary(subscription => subscription.Key, StringComparer.Ordinal);
        var outcomes = found.Outcomes.ToDictionary(outcome => outcome.SubscriptionKey, StringComparer.Ordinal);
        var subscriptions = billed.Keys.Union(outcomes.Keys)
            .Select(key => View(key, billed.GetValueOrDefault(key), outcomes.GetValueOrDefault(key), [.. lines[key]], [.. writes[key]]) with { Lock = inForce.GetValueOrDefault(key) })
            .OrderBy(subscription => subscription.Name, StringComparer.OrdinalIgnoreCase).ThenBy(subscription => subscription.Key, StringComparer.Ordinal);
        var undo = await tables.Undos.FindAsync(month.ToString(), organization, cancellation) is { } known
            ? new UndoView(known.State, known.Who, known.Why, known.At, PublicIds.Plan(known.PlanId), known.Problem)
            : null;
        return new OrganizationBillView(found.View, company, [.. subscriptions], aggregated.SwitchedOff, undo);
    }

    private static SubscriptionView View(string key, BilledSubscription? billed, SavedOutcome? outcome, IReadOnlyList<BillingLine> lines, IReadOnlyList<Intent> writes) => new()
    {
        Key = key,
        Name = billed?.Name ?? outcome?.SubscriptionName ?? key,
        Currency = billed?.Currency ?? outcome?.Currency ?? "",
        Outcome = outcome?.Outcome,
        Billed = billed?.Billed ?? 0,
        Exported = outcome?.Exported ?? 0,
        Reason = outcome?.Reason ?? "",
        Action = outcome?.Action ?? "",
        ContractId = outcome?.ContractId,
        PlanId = PublicIds.Plan(outcome?.PlanId),
        Lines = [.. lines.OrderBy(line => line.BillingDate).ThenBy(line => line.ProductName, StringComparer.OrdinalIgnoreCase)],
        Rules = billed is null ? [] : Rules(billed),
        Writes = [.. writes.OrderBy(intent => intent.StartedAt).Select(intent => new WriteView(intent.Kind, intent.StepKey, intent.StartedAt, intent.State, intent.ItemId, intent.Note))],
    };

    private static IReadOnlyList<RuleView> Rules(BilledSubscription billed) =>
    [
        .. billed.Seats.Select(seat => new RuleView(
            seat.ProductName, seat.Hold ?? "Seats: the highest quantity, at the highest unit price", seat.Quantity, seat.UnitPrice, seat.Amount, seat.DifferenceReason)),
        .. billed.Charges.Select(charge => new RuleView(
            charge.ProductName, charge.Kind == ServiceKind.Consumption ? "Usage: the sum of all lines, as one charge" : "Paid once: the sum of the lines, as one charge",
            charge.TotalQuantity, null, charge.Amount, "")),
        .. billed.CreditsOnly.Select(credit => new RuleView(credit.ProductName, "Only credits: as if not in the bill", 0, null, 0, $"credit of {Money.Text(credit.Billed)}")),
    ];
}
