using CloudmoreAutotask.Planning;

namespace CloudmoreAutotask.Ledger;

/// <summary>How far a write got.</summary>
public enum IntentState
{
    /// <summary>It was about to be sent; whether it was, only Autotask's state tells.</summary>
    Open,

    /// <summary>Autotask accepted it.</summary>
    Accepted,

    /// <summary>Autotask did not write it, or the state was read since.</summary>
    Settled,
}

/// <summary>A write that could double, saved before it is sent (export rules, "Exactly once in effect").</summary>
public sealed record Intent
{
    /// <summary>The step's natural key.</summary>
    public required string StepKey { get; init; }

    /// <summary>The subscription it belongs to.</summary>
    public required string SubscriptionKey { get; init; }

    /// <summary>What it writes.</summary>
    public required StepKind Kind { get; init; }

    /// <summary>The content hash of the bill it was sent for.</summary>
    public required string BillHash { get; init; }

    /// <summary>When the call began, real time, UTC.</summary>
    public required DateTimeOffset StartedAt { get; init; }

    /// <summary>How far it got.</summary>
    public required IntentState State { get; init; }

    /// <summary>The row that Autotask named, where it did.</summary>
    public long? ItemId { get; init; }

    /// <summary>What it overwrites, for the report; null for nothing.</summary>
    public string? Note { get; init; }

    /// <summary>What the charge that it writes bills, to the cent; null for another write.</summary>
    public decimal? Amount { get; init; }

    /// <summary>What the charge that it writes costs, to the cent; null for another write.</summary>
    public decimal? CostAmount { get; init; }

    /// <summary>The contract that it writes on; null for a contract or catalogue service that it makes.</summary>
    public long? ContractId { get; init; }
}
