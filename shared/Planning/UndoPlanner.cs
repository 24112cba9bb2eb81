using CloudmoreAutotask.Autotask.Entities;
using CloudmoreAutotask.Billing;
using CloudmoreAutotask.Ledger;
using CloudmoreAutotask.Setup;

namespace CloudmoreAutotask.Planning;

/// <summary>
/// Plans how what was written for one organization bill is taken back (README, "Take a bill back"). Only what this product wrote, and what still stands as it wrote it, is
/// changed; everything else is told with the steps for a person. It makes no call and writes nothing; the same input gives the same plan.
/// </summary>
internal sealed class UndoPlanner(PlanningSettings settings, ProductClock clock)
{
    private readonly ContractFit fit = new(settings);

    /// <summary>Plans the undoing of the bill against rows that were read afresh.</summary>
    /// <param name="input">What the product knows of the bill.</param>
    /// <param name="state">What Autotask holds.</param>
    /// <param name="undo">Who asks, and why.</param>
    /// <param name="runId">The run that asks; it tells this undoing from every other one of the bill.</param>
    public Plan Plan(PlanningInput input, OrganizationState state, PlanUndo undo, string runId) => new()
    {
        Month = input.Bill.Month,
        OrganizationId = input.Bill.Organization.Id,
        BillHash = input.BillHash,
        RunId = runId,
        MadeAt = clock.Now,
        ExpiresAt = clock.Now + settings.Export.PlanExpiry,
        Undo = undo,
        Subscriptions = [.. Subscriptions(input).OrderBy(subscription => subscription.Key, StringComparer.Ordinal).Select(subscription => PlanOne(input, state, subscription))],
    };

    /// <summary>Every subscription that the bill has, or that something was saved or written for.</summary>
    private static IEnumerable<BilledSubscription> Subscriptions(PlanningInput input)
    {
        var billed = input.Aggregated.Subscriptions.ToDictionary(subscription => subscription.Key, StringComparer.Ordinal);
        var others = input.Saved.Keys.Concat(input.Written.Where(written => IsOf(input, written)).Select(written => written.SubscriptionKey))
            .Concat(input.Intents.Select(intent => intent.SubscriptionKey)).Distinct(StringComparer.Ordinal).Where(key => !billed.ContainsKey(key));
        return billed.Values.Concat(others.Select(key => new BilledSubscription
        {
            Key = key,
            Name = input.Saved.GetValueOrDefault(key)?.SubscriptionName ?? input.Contracts.GetValueOrDefault(key)?.SubscriptionName ?? key,
            Currency = input.Saved.GetValueOrDefault(key)?.Currency ?? input.Currency,
            Billed = 0,
        }));
    }

    private static bool IsOf(PlanningInput input, WrittenUnits written) => written.IsStatement && written.BillMonth == input.Bill.Month;

    private SubscriptionPlan PlanOne(PlanningInput input, OrganizationState state, BilledSubscription subscription)
    {
        var draft = new SubscriptionDraft(subscription, input, state);
        var left = new List<NotUndone>();
        var contractId = input.Contracts.GetValueOrDefault(subscription.Key)?.ContractId ?? input.Saved.GetValueOrDefault(subscription.Key)?.ContractId;
        var contracts = state.Contracts.Where(contract => contract.Contract.Id == contractId).ToList();
        var statements = input.Written.Where(written => IsOf(input, written) && written.SubscriptionKey == subscription.Key).ToList();
        draft.TellContracts(contracts);
        foreach (var contract in contracts)
            PlanContract(draft, contract, statements, left);
        var shown = contracts.SelectMany(contract => contract.Services).Select(service => service.Id).ToHashSet();
        foreach (var service in statements.Select(statement => statement.ContractServiceId).Where(service => !shown.Contains(service)).Distinct())
            left.Add(new NotUndone($"Contract service {service} is not to be seen in Autotask.", "Check that the API user may see the contract and its services, then ask for the undo again. If somebody deleted it, nothing is left to undo.", 0));
        var plan = draft.ToPlan();
        return plan with { ContractId = contractId, Exported = plan.Exported + plan.Steps.Sum(step => step.Money), NotUndone = left };
    }

    private void PlanContract(SubscriptionDraft draft, ContractState contract, IReadOnlyList<WrittenUnits> statements, List<NotUndone> left)
    {
        if (!contract.IsFresh)
            draft.ReadAfresh();
        var services = contract.Services.Select(service => (Service: service, Said: statements.Where(statement => statement.ContractServiceId == service.Id).ToList()))
            .Where(entry => entry.Said.Count > 0).ToList();
        var charges = ChargePlanner.Of(draft.Month, contract);
        if (services.Count == 0 && charges.Count == 0 && !UndoSeats.IsMadeBy(draft, contract))
            return;
        if (Objection(draft, contract) is { } objection)
        {
            left.Add(objection);
            return;
        }

        foreach (var (service, said) in services)
            new UndoSeats(draft, contract, service, left).Plan(said);
        foreach (var key in charges.GroupBy(charge => charge.InternalPurchaseOrderNumber!, StringComparer.Ordinal))
            PlanCharge(draft, contract, [.. key], left);
        if (UndoSeats.IsMadeBy(draft, contract))
            left.Add(new NotUndone($"Contract {contract.Contract.Id} was made for this bill and stays.", "Nothing, while the subscription may be billed again: a replay uses it. If not, end it in Autotask.", 0, IsNote: true));
    }

    private NotUndone? Objection(SubscriptionDraft draft, ContractState contract)
    {
        if (draft.Input.Locks.TryGetValue(draft.Subscription.Key, out var locked))
            return new NotUndone($"The subscription is locked by {locked.Who}: {locked.Why.TrimEnd('.')}. Nothing of it is undone.", "Take the lock off, then ask for the undo again.", 0);
        return fit.Objection(draft, contract) is { } objection
            ? new NotUndone($"{objection.Reason} Nothing of it is undone.", $"{objection.Action} Then ask for the undo again.", 0)
            : null;
    }

    private static void PlanCharge(SubscriptionDraft draft, ContractState contract, IReadOnlyList<ContractCharge> charges, List<NotUndone> left)
    {
        var (charge, currency) = (charges[0], draft.Subscription.Currency);
        var (amount, cost) = (ChargePlanner.Amount(charge), ChargePlanner.Cost(charge));
        var money = Money.Text(amount, currency);
        var step = Step(draft, contract, charge);
        var last = draft.Input.Intents.FirstOrDefault(intent => intent.StepKey == ChargePlanner.StepKey(charge.InternalPurchaseOrderNumber!));
        if (charges.Count > 1)
            left.Add(new NotUndone($"Contract charges {string.Join(" and ", charges.Select(other => other.Id))} carry one key, {charge.InternalPurchaseOrderNumber}.",
                "Delete the one that does not belong in Autotask, then ask for the undo again.", charges.Sum(ChargePlanner.Amount)));
        else if (amount == 0 && cost == 0)
            return;
        else if (charge.IsBilled)
            left.Add(new NotUndone($"Charge {charge.Id} ({charge.Name}) of {money} is billed.", $"Credit {money} to the customer in Autotask.", amount));
        else if (last?.Amount is null)
            left.Add(new NotUndone($"Charge {charge.Id} ({charge.Name}) of {money}: it is not known that this product wrote that amount.", "Set it to 0 or delete it by hand in Autotask where it is of this bill.", amount));
        else if (last.Amount != amount || (ChargePlanner.ShowsCost(charge) && last.CostAmount != cost))
            left.Add(new NotUndone($"Somebody changed charge {charge.Id} ({charge.Name}) in Autotask: {money} instead of {Money.Text(last.Amount.Value, currency)}.",
                "Set it to 0 or delete it by hand in Autotask where it is of this bill.", amount));
        else if (draft.Input.Refused.TryGetValue(step.Key, out var words))
            left.Add(new NotUndone($"Autotask refused to change charge {charge.Id} ({charge.Name}) of {money}: {words}", "Set it to 0 or delete it by hand in Autotask.", amount));
        else
            draft.Add(step);
    }

    private static PlanStep Step(SubscriptionDraft draft, ContractState contract, ContractCharge charge) => new()
    {
        Kind = StepKind.ChangeCharge,
        Key = $"undo:charge:{charge.InternalPurchaseOrderNumber}",
        SubscriptionKey = draft.Subscription.Key,
        Text = $"Set charge {charge.Id} ({charge.Name}) from {Money.Text(ChargePlanner.Amount(charge), draft.Subscription.Currency)} to 0",
        Money = -ChargePlanner.Amount(charge),
        ChargeContractId = contract.Contract.Id,
        ChargeChange = new ContractChargeChange
        {
            Id = charge.Id,
            Description = $"Undone: the bill of {draft.Month} was taken back. Subscription {draft.Subscription.Key}.",
            DatePurchased = charge.DatePurchased,
            UnitQuantity = 1,
            UnitPrice = 0,
            UnitCost = 0,
        },
    };
}
