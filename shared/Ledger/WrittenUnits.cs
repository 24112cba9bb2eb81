using CloudmoreAutotask.Billing;

namespace CloudmoreAutotask.Ledger;

/// <summary>What a bill last said of a contract service from one period on: the memory behind "last written" (export rules, "Writing seats").</summary>
public sealed record WrittenUnits
{
    /// <summary>The subscription.</summary>
    public required string SubscriptionKey { get; init; }

    /// <summary>The contract service.</summary>
    public required long ContractServiceId { get; init; }

    /// <summary>The period's first day.</summary>
    public required DateOnly Period { get; init; }

    /// <summary>The bill that said it.</summary>
    public required BillMonth BillMonth { get; init; }

    /// <summary>The units.</summary>
    public int Units { get; init; }

    /// <summary>Price per unit.</summary>
    public decimal UnitPrice { get; init; }

    /// <summary>Cost per unit.</summary>
    public decimal UnitCost { get; init; }

    /// <summary>Why the period's date takes no further change; null while it may.</summary>
    public string? Closed { get; init; }

    /// <summary>Whether the units were written or confirmed (and not merely found closed).</summary>
    public bool IsStatement { get; init; }

    /// <summary>Whether the contract was ended the day before the period: what it bills from there on, should its end move, is Autotask's own continuation.</summary>
    public bool IsEnd { get; init; }

    /// <summary>Whether a write was accepted but never showed.</summary>
    public bool NeverShown { get; init; }

    /// <summary>The row key within the organization.</summary>
    public string RowKey => Storage.TableKey.Of(SubscriptionKey, ContractServiceId.ToString(System.Globalization.CultureInfo.InvariantCulture), $"{Period:yyyy-MM-dd}");
}
