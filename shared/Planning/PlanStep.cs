using System.Text.Json.Serialization;
using CloudmoreAutotask.Autotask.Entities;

namespace CloudmoreAutotask.Planning;

/// <summary>What a step writes.</summary>
public enum StepKind
{
    /// <summary>A service of the catalogue.</summary>
    CreateService,

    /// <summary>A contract.</summary>
    CreateContract,

    /// <summary>A contract's keys or end date.</summary>
    ChangeContract,

    /// <summary>Units and price of a contract service from a day on.</summary>
    AdjustUnits,

    /// <summary>A contract charge.</summary>
    CreateCharge,

    /// <summary>A contract charge that is not billed yet.</summary>
    ChangeCharge,
}

/// <summary>One write of a plan. Exactly one of the payloads is set, by <see cref="Kind"/>.</summary>
public sealed record PlanStep
{
    /// <summary>What it writes.</summary>
    public required StepKind Kind { get; init; }

    /// <summary>What is written, by its natural key: equal for the same write however often it is planned.</summary>
    public required string Key { get; init; }

    /// <summary>The subscription it belongs to.</summary>
    public required string SubscriptionKey { get; init; }

    /// <summary>What it does, for a person.</summary>
    public required string Text { get; init; }

    /// <summary>The money it makes Autotask bill more (less when negative) for the bill month.</summary>
    public decimal Money { get; init; }

    /// <summary>The service to create.</summary>
    public NewService? Service { get; init; }

    /// <summary>The contract to create.</summary>
    public NewContract? Contract { get; init; }

    /// <summary>The change of a contract.</summary>
    public ContractChange? ContractChange { get; init; }

    /// <summary>The adjustment; ids that do not exist yet are 0.</summary>
    public NewServiceAdjustment? Adjustment { get; init; }

    /// <summary>The catalogue key of the adjustment's service, where the service is made by an earlier step.</summary>
    public string? ServiceKey { get; init; }

    /// <summary>The units that the adjustment leads to.</summary>
    public int TargetUnits { get; init; }

    /// <summary>The charge to create; a contract that does not exist yet is 0.</summary>
    public NewContractCharge? Charge { get; init; }

    /// <summary>The contract of the charge to change.</summary>
    public long? ChargeContractId { get; init; }

    /// <summary>The change of a charge.</summary>
    public ContractChargeChange? ChargeChange { get; init; }

    /// <summary>The contract that it writes on; null while an earlier step is to make it, and for catalogue services.</summary>
    [JsonIgnore]
    public long? ContractId => (Adjustment?.ContractId ?? Charge?.ContractId ?? ChargeContractId ?? ContractChange?.Id) is { } id and not 0 ? id : null;
}
