using System.Text.Json;
using System.Text.Json.Serialization;
using CloudmoreAutotask.Billing;
using CloudmoreAutotask.Ledger;
using CloudmoreAutotask.Storage;

namespace CloudmoreAutotask.Planning;

/// <summary>What is to become of one organization bill (export rules, "Plan, then apply"). Planning writes nothing.</summary>
public sealed record Plan
{
    /// <summary>The bill month.</summary>
    public required BillMonth Month { get; init; }

    /// <summary>The organization.</summary>
    public required string OrganizationId { get; init; }

    /// <summary>The content hash of the bill that was planned.</summary>
    public required string BillHash { get; init; }

    /// <summary>The run that planned it.</summary>
    public required string RunId { get; init; }

    /// <summary>When it was made, product clock, UTC.</summary>
    public required DateTimeOffset MadeAt { get; init; }

    /// <summary>After when it is made anew, product clock, UTC.</summary>
    public required DateTimeOffset ExpiresAt { get; init; }

    /// <summary>Who takes the bill back, and why; null for a plan that exports it.</summary>
    public PlanUndo? Undo { get; init; }

    /// <summary>One entry per subscription.</summary>
    public required IReadOnlyList<SubscriptionPlan> Subscriptions { get; init; }

    /// <summary>All steps in the order they are taken.</summary>
    public IEnumerable<PlanStep> Steps => Subscriptions.SelectMany(subscription => subscription.Steps);

    /// <summary>Whether any entry can only be decided on rows that are read afresh.</summary>
    public bool NeedsFreshRead => Subscriptions.Any(subscription => subscription.NeedsFreshRead);

    /// <summary>What its writes are noted for: the content of the bill, or this very undoing of it.</summary>
    [JsonIgnore]
    public string WrittenFor => Undo is null ? BillHash : $"undo {RunId}";

    /// <summary>A hash of the steps: two plans with one hash write the same. Each undoing has its own: a word on one is none on the next.</summary>
    public string Hash() => Fingerprint.Of(JsonSerializer.Serialize(Steps, StorageJson.Options) + (Undo is null ? "" : WrittenFor));
}

/// <summary>What is to become of one subscription.</summary>
public sealed record SubscriptionPlan
{
    /// <summary>The key within the bill.</summary>
    public required string Key { get; init; }

    /// <summary>The subscription's name.</summary>
    public required string Name { get; init; }

    /// <summary>The outcome once its steps are done.</summary>
    public required Outcome Outcome { get; init; }

    /// <summary>The currency of the amounts.</summary>
    public required string Currency { get; init; }

    /// <summary>The sum of its billing lines.</summary>
    public required decimal Billed { get; init; }

    /// <summary>The sum of its billing lines by currency where there are several; else null.</summary>
    public IReadOnlyDictionary<string, decimal>? BilledByCurrency { get; init; }

    /// <summary>What Autotask holds for it once its steps are done.</summary>
    public decimal Exported { get; init; }

    /// <summary>Why it differs or waits.</summary>
    public string Reason { get; init; } = "";

    /// <summary>What a person does about it.</summary>
    public string Action { get; init; } = "";

    /// <summary>The contract it was found on; null when there is none yet.</summary>
    public long? ContractId { get; init; }

    /// <summary>Its writes, in order.</summary>
    public IReadOnlyList<PlanStep> Steps { get; init; } = [];

    /// <summary>Contract services that say, or will say, what the bill says.</summary>
    public IReadOnlyList<UnitsStatement> Statements { get; init; } = [];

    /// <summary>The contract service that each product of the bill uses, by product id in lower case.</summary>
    public IReadOnlyDictionary<string, long> Services { get; init; } = new Dictionary<string, long>(StringComparer.Ordinal);

    /// <summary>What its steps overwrite, for the report.</summary>
    public IReadOnlyList<string> Notes { get; init; } = [];

    /// <summary>Whether it can only be decided on rows that are read afresh.</summary>
    public bool NeedsFreshRead { get; init; }

    /// <summary>What an undoing leaves to a person.</summary>
    public IReadOnlyList<NotUndone> NotUndone { get; init; } = [];
}

/// <summary>Who takes a bill back.</summary>
/// <param name="Who">The person.</param>
/// <param name="Why">Why; may be empty.</param>
public sealed record PlanUndo(string Who, string Why);

/// <summary>What cannot be taken back.</summary>
/// <param name="What">What it is, and why it cannot.</param>
/// <param name="Action">The steps for a person.</param>
/// <param name="Money">What the bill month bills for it; 0 where nothing hangs on it.</param>
/// <param name="IsNote">Whether it needs nobody and is told for completeness.</param>
public sealed record NotUndone(string What, string Action, decimal Money, bool IsNote = false);

/// <summary>What the bill says of one contract service from a period on.</summary>
/// <param name="ContractServiceId">The contract service; 0 while a step is to make it.</param>
/// <param name="ProductId">The product; null for a product that left the bill.</param>
/// <param name="Period">The period's first day.</param>
/// <param name="Units">The units.</param>
/// <param name="UnitPrice">Price per unit.</param>
/// <param name="UnitCost">Cost per unit.</param>
/// <param name="IsEnd">Whether the contract ends the day before: what it bills from there on, should its end move, is Autotask's own continuation.</param>
/// <param name="By">The bill whose word it is; null for the bill that is planned.</param>
public sealed record UnitsStatement(
    long ContractServiceId, string? ProductId, DateOnly Period, int Units, decimal UnitPrice, decimal UnitCost, bool IsEnd = false, BillMonth? By = null);
