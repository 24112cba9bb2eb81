using CloudmoreAutotask.Billing;
using CloudmoreAutotask.Ledger;
using CloudmoreAutotask.Setup;

namespace CloudmoreAutotask.Planning;

/// <summary>A charge that the bill wants to stand in Autotask.</summary>
internal sealed record DesiredCharge(string Key, string Name, string Description, DateOnly Date, ChargeFigures Figures)
{
    public decimal Amount => Figures.Amount;

    public decimal Cost => Figures.CostAmount;
}

/// <summary>A subscription's plan while its parts are decided: the worst outcome wins, reasons and actions add up.</summary>
internal sealed class SubscriptionDraft(BilledSubscription subscription, PlanningInput input, OrganizationState state)
{
    private readonly List<string> reasons = [];
    private readonly List<string> actions = [];
    private readonly List<string> notes = [];
    private readonly List<PlanStep> steps = [];
    private readonly List<UnitsStatement> statements = [];
    private readonly Dictionary<string, long> services = new(StringComparer.Ordinal);
    private Outcome outcome = Outcome.Unchanged;
    private bool needsFreshRead;

    public BilledSubscription Subscription { get; } = subscription;

    public PlanningInput Input { get; } = input;

    public OrganizationState State { get; } = state;

    public List<DesiredCharge> Charges { get; } = [];

    public long? ContractId { get; set; }

    public decimal Exported { get; set; }

    public bool HasSteps => steps.Count > 0;

    public bool IsWaiting => !outcome.IsFinal();

    public BillMonth Month => Input.Bill.Month;

    /// <summary>Tells the contracts that carry the subscription and what they bill for the month, where they are left as they are.</summary>
    public void TellContracts(IReadOnlyList<ContractState> carrying)
    {
        ContractId = carrying is [var first, ..] ? first.Contract.Id : null;
        Exported = carrying.Sum(contract => SubscriptionPlanner.MonthOf(Month, contract));
    }

    public void Worsen(Outcome other, string reason = "", string action = "")
    {
        outcome = Outcomes.Worse(outcome, other);
        Explain(reason);
        if (action.Length > 0 && !actions.Contains(action))
            actions.Add(action);
    }

    public void Explain(string reason)
    {
        if (reason.Length > 0 && !reasons.Contains(reason))
            reasons.Add(reason);
    }

    /// <summary>Notes what a step is about to overwrite; it is told even when the state no longer shows it.</summary>
    public void Note(string note)
    {
        if (note.Length > 0)
            notes.Add(note);
    }

    /// <summary>Notes which contract service a product of the bill uses.</summary>
    public void Uses(string productId, long contractServiceId) => services[productId.ToLowerInvariant()] = contractServiceId;

    public void Says(UnitsStatement statement) => statements.Add(statement);

    public void ReadAfresh() => needsFreshRead = true;

    /// <summary>Adds a write, unless Autotask refused this very write in this attempt: then its words are the outcome.</summary>
    public bool Add(PlanStep step, Outcome once = Outcome.Updated)
    {
        if (Input.Refused.TryGetValue(step.Key, out var words))
        {
            Worsen(Outcome.Refused, $"Autotask refused: {words}", $"Put right what Autotask names, for: {step.Text}.");
            return false;
        }

        if (steps.TrueForAll(other => other.Key != step.Key))
            steps.Add(step);
        outcome = Outcomes.Worse(outcome, once);
        return true;
    }

    /// <summary>The id of a record that a step needs; without one the subscription waits for a person.</summary>
    public long? IdOf(Reference reference)
    {
        if (reference.Id is null)
            Worsen(Outcome.Held, reference.Problem ?? $"{reference.Setting} names no record.", reference.Action);
        return reference.Id;
    }

    /// <summary>Leaves everything undone.</summary>
    public void DropSteps() => steps.Clear();

    /// <summary>Adds the step that makes the contract: after the catalogue's, before all that hangs on it. Without it, nothing is left to do.</summary>
    public void AddContract(PlanStep step)
    {
        if (Input.Refused.ContainsKey(step.Key))
            steps.Clear();
        if (!Add(step, Outcome.Created))
            return;
        steps.RemoveAt(steps.Count - 1);
        steps.Insert(steps.TakeWhile(other => other.Kind == StepKind.CreateService).Count(), step);
    }

    public SubscriptionPlan ToPlan() => new()
    {
        Key = Subscription.Key,
        Name = Subscription.Name,
        Outcome = outcome,
        Currency = Subscription.Currency,
        Billed = Subscription.Billed,
        BilledByCurrency = Subscription.BilledByCurrency,
        Exported = Exported,
        Reason = string.Join(" ", reasons),
        Action = string.Join(" ", actions),
        ContractId = ContractId,
        Steps = [.. steps],
        Statements = [.. statements],
        Services = services,
        Notes = [.. notes],
        NeedsFreshRead = needsFreshRead || Input.Unsettled.Contains(Subscription.Key),
    };
}
