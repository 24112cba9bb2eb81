using CloudmoreAutotask.Billing;
using CloudmoreAutotask.Ledger;
using CloudmoreAutotask.Mapping;
using CloudmoreAutotask.Setup;

namespace CloudmoreAutotask.Planning;

/// <summary>
/// Plans one organization bill: what Autotask is to say, compared with what it says (export rules, sections 3 to 7). It makes no call and writes nothing;
/// the same input gives the same plan.
/// </summary>
public sealed class Planner
{
    /// <summary>The name under which a repriced past month is released.</summary>
    internal const string Repriced = "repriced";

    private readonly PlanningSettings settings;
    private readonly ProductClock clock;
    private readonly SubscriptionPlanner subscriptions;
    private readonly EndedPlanner ended;
    private readonly Fuses fuses;

    /// <summary>A planner that goes by the settings.</summary>
    public Planner(PlanningSettings settings, ProductClock clock)
    {
        (this.settings, this.clock) = (settings, clock);
        (subscriptions, ended, fuses) = (new SubscriptionPlanner(settings), new EndedPlanner(settings), new Fuses(settings.Fuses));
    }

    /// <summary>Plans the bill against the state.</summary>
    public Plan Plan(PlanningInput input, OrganizationState state, string runId) => new()
    {
        Month = input.Bill.Month,
        OrganizationId = input.Bill.Organization.Id,
        BillHash = input.BillHash,
        RunId = runId,
        MadeAt = clock.Now,
        ExpiresAt = clock.Now + settings.Export.PlanExpiry,
        Subscriptions = [.. Entries(input, state).OrderBy(entry => entry.Key, StringComparer.Ordinal)],
    };

    private IEnumerable<SubscriptionPlan> Entries(PlanningInput input, OrganizationState state)
    {
        if (input.Undone is { } undone)
            return HoldAll(input, state, Outcome.Held, undone.Reason, BillUndo.Action).Select(entry => KeepWords(input, undone, entry));
        if (BillHold(input, state) is { } hold)
            return HoldAll(input, state, Outcome.Held, hold.Reason, hold.Action);
        if (Unmapped(input, state) is { } unmapped)
            return HoldAll(input, state, Outcome.Unmapped, unmapped, $"Set the organization's Autotask company id in Cloudmore, on the page or in a mapping file; its bills then go on by themselves.{input.Candidates}");
        var entries = input.Aggregated.Subscriptions.Where(subscription => !subscription.IsEnded)
            .Select(subscription => subscriptions.Plan(input, state, subscription))
            .Concat(ended.Plan(input, state))
            .ToList();
        return fuses.Trip(input, entries) is { } trip
            ? HoldAll(input, state, Outcome.Held, trip, "Compare the bill with Cloudmore. If it is right, release the fuse; it lets go by itself when the bill changes back.")
            : entries;
    }

    /// <summary>What could not be taken back was told when the bill was undone; it is told on.</summary>
    private static SubscriptionPlan KeepWords(PlanningInput input, BillUndo undone, SubscriptionPlan entry) =>
        input.Saved.GetValueOrDefault(entry.Key) is { Outcome: Outcome.Held } saved && saved.Reason.StartsWith(undone.Reason, StringComparison.Ordinal)
            ? entry with { Reason = saved.Reason, Action = saved.Action }
            : entry;

    private static (string Reason, string Action)? BillHold(PlanningInput input, OrganizationState state)
    {
        if (input.Aggregated.Hold is { } hold)
            return (hold, "Correct the bill in Cloudmore; it then goes on by itself.");
        if (input.BrokerHold is { } broker)
            return (broker, "Check in Cloudmore whether the report is complete. If it is right, release the fuse; it lets go by itself when the report is whole again.");
        if (input.Repriced && !input.Released.Contains(Repriced))
            return ("repriced: only prices of this past month changed. Cloudmore computes old reports with today's prices.",
                "Check in Cloudmore whether the price of that month really changed.");
        var foreign = input.Aggregated.Subscriptions.FirstOrDefault(subscription =>
            state.CompanyCurrency is { } currency && !string.Equals(subscription.Currency, currency, StringComparison.OrdinalIgnoreCase));
        return foreign is null
            ? null
            : ($"Subscription {foreign.Key} is billed in {foreign.Currency}, but company {state.Company!.Id} is invoiced in {state.CompanyCurrency}.", "Bill it in the company's currency in Cloudmore.");
    }

    private static string? Unmapped(PlanningInput input, OrganizationState state)
    {
        if (input.Company is not { CompanyId: { } id })
            return input.Company?.Problem ?? "The organization has no Autotask company.";
        return CompanyProblems.Of(id, state.Company);
    }

    private IEnumerable<SubscriptionPlan> HoldAll(PlanningInput input, OrganizationState state, Outcome outcome, string reason, string action)
    {
        var earlier = input.EarlierSubscriptions.Select(gone => new BilledSubscription { Key = gone.Key, Name = gone.Value, Currency = input.Currency, Billed = 0 });
        var held = input.Aggregated.Subscriptions.Concat(earlier).Select(subscription => Hold(input, state, subscription, outcome, reason, action)).ToList();
        var onlyFaults = new BilledSubscription { Key = "(bill)", Name = "(the whole bill)", Currency = input.Bill.Organization.CurrencyCode ?? "", Billed = 0 };
        return held.Count == 0 && outcome == Outcome.Held ? [Hold(input, state, onlyFaults, outcome, reason, action)] : held;
    }

    private SubscriptionPlan Hold(PlanningInput input, OrganizationState state, BilledSubscription subscription, Outcome outcome, string reason, string action)
    {
        var draft = new SubscriptionDraft(subscription, input, state);
        draft.Worsen(outcome, reason, action);
        if (subscription.Hold is { } own && outcome != Outcome.Held)
            draft.Worsen(Outcome.Held, own, own);
        draft.TellContracts(state.Carrying(subscription.Key, settings.SubscriptionIdField));
        return draft.ToPlan();
    }
}
