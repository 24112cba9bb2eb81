using CloudmoreAutotask.Billing;
using CloudmoreAutotask.Ledger;
using CloudmoreAutotask.Mapping;

namespace CloudmoreAutotask.Planning;

/// <summary>All that the product knows of one organization bill before it looks at Autotask.</summary>
public sealed record PlanningInput
{
    /// <summary>The bill.</summary>
    public required OrganizationBill Bill { get; init; }

    /// <summary>Its content hash.</summary>
    public required string BillHash { get; init; }

    /// <summary>The bill by subscription.</summary>
    public required AggregatedBill Aggregated { get; init; }

    /// <summary>The bill of the month before; null when none was recorded.</summary>
    public AggregatedBill? Previous { get; init; }

    /// <summary>Whether only prices of a past month changed, so that it waits (export rules, "Bill").</summary>
    public bool Repriced { get; init; }

    /// <summary>Whether this is the first month that is exported: fuses are silent then.</summary>
    public bool IsFirstMonth { get; init; }

    /// <summary>Why every bill of the broker waits; null when none does for that reason.</summary>
    public string? BrokerHold { get; init; }

    /// <summary>That a person took the bill back; null when nobody did.</summary>
    public BillUndo? Undone { get; init; }

    /// <summary>Fuses that a person released for this content.</summary>
    public IReadOnlySet<string> Released { get; init; } = new HashSet<string>();

    /// <summary>Locks in force today, by subscription key.</summary>
    public IReadOnlyDictionary<string, SubscriptionLock> Locks { get; init; } = new Dictionary<string, SubscriptionLock>(StringComparer.Ordinal);

    /// <summary>The organization's company.</summary>
    public CompanyMapping? Company { get; init; }

    /// <summary>Companies that may be meant, for a person to choose from.</summary>
    public string Candidates { get; init; } = "";

    /// <summary>The contracts of the organization's subscriptions, by subscription key.</summary>
    public IReadOnlyDictionary<string, ContractMapping> Contracts { get; init; } = new Dictionary<string, ContractMapping>(StringComparer.Ordinal);

    /// <summary>What bills have said of its contract services.</summary>
    public IReadOnlyList<WrittenUnits> Written { get; init; } = [];

    /// <summary>The month of each subscription's next recorded bill, by subscription key.</summary>
    public IReadOnlyDictionary<string, BillMonth> NextBills { get; init; } = new Dictionary<string, BillMonth>(StringComparer.Ordinal);

    /// <summary>Other organizations that bill a subscription in this month, by subscription key.</summary>
    public IReadOnlyDictionary<string, string> BilledElsewhere { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>What was saved of this bill so far, by subscription key.</summary>
    public IReadOnlyDictionary<string, SavedOutcome> Saved { get; init; } = new Dictionary<string, SavedOutcome>(StringComparer.Ordinal);

    /// <summary>The writes that this bill's plans have sent so far.</summary>
    public IReadOnlyList<Intent> Intents { get; init; } = [];

    /// <summary>Subscriptions that an earlier version of this very bill had, by key with their names.</summary>
    public IReadOnlyDictionary<string, string> EarlierSubscriptions { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>Those of <see cref="EarlierSubscriptions"/> whose saved outcome is of another content of this bill, or waits: they need a new one.</summary>
    public IReadOnlySet<string> Outdated { get; init; } = new HashSet<string>();

    /// <summary>Autotask's words for the steps that it refused in this attempt, by step key.</summary>
    public IReadOnlyDictionary<string, string> Refused { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>Subscriptions that this very content of the bill was already written for, by key.</summary>
    public IReadOnlySet<string> Begun { get; init; } = new HashSet<string>();

    /// <summary>Charges that this product made for this bill, by step key: one that cannot be found is never made again.</summary>
    public IReadOnlyDictionary<string, long> Made { get; init; } = new Dictionary<string, long>(StringComparer.Ordinal);

    /// <summary>Adjustments that Autotask accepted for this bill, by step key and contract: where their contract service cannot be found, none is sent again.</summary>
    public IReadOnlySet<(string StepKey, long ContractId)> Adjusted { get; init; } = new HashSet<(string, long)>();

    /// <summary>Subscriptions with a write that may still be on its way: they are decided on rows that are read once it cannot take effect any more.</summary>
    public IReadOnlySet<string> Unsettled { get; init; } = new HashSet<string>();

    /// <summary>The currency of what the bill itself has no line for.</summary>
    internal string Currency => Bill.Organization.CurrencyCode ?? Bill.Lines.Select(line => line.CurrencyCode).FirstOrDefault() ?? "";

    /// <summary>Every subscription that the bill, the one before it, its earlier versions or a mapping names.</summary>
    public IEnumerable<string> SubscriptionKeys() => Aggregated.Subscriptions.Select(subscription => subscription.Key)
        .Concat(Previous?.Subscriptions.Select(subscription => subscription.Key) ?? [])
        .Concat(EarlierSubscriptions.Keys)
        .Concat(Contracts.Keys)
        .Distinct(StringComparer.Ordinal);
}
