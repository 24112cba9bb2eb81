using System.Text.Json.Serialization;

namespace CloudmoreAutotask.Autotask.Entities;

/// <summary>A contract to be created: <c>POST /Contracts</c>.</summary>
public sealed record NewContract
{
    /// <summary>The company to bill.</summary>
    [JsonPropertyName("companyID")]
    public required long CompanyId { get; init; }

    /// <summary>The name, at most 100 characters.</summary>
    public required string ContractName { get; init; }

    /// <summary>The external contract number, at most 50 characters.</summary>
    public required string ContractNumber { get; init; }

    /// <summary>7, recurring service.</summary>
    public int ContractType { get; init; } = 7;

    /// <summary>1, active.</summary>
    public int Status { get; init; } = 1;

    /// <summary>The first day.</summary>
    public required DateOnly StartDate { get; init; }

    /// <summary>The last day.</summary>
    public required DateOnly EndDate { get; init; }

    /// <summary>2 monthly, 5 yearly.</summary>
    public required int ContractPeriodType { get; init; }

    /// <summary>The service level agreement.</summary>
    [JsonPropertyName("serviceLevelAgreementID")]
    public required long ServiceLevelAgreementId { get; init; }

    /// <summary>0: time entries need no start and stop times.</summary>
    public int TimeReportingRequiresStartAndStopTimes { get; init; }

    /// <summary>0: no setup fee.</summary>
    public decimal SetupFee { get; init; }

    /// <summary>The subscription id.</summary>
    public required IReadOnlyList<UserDefinedField> UserDefinedFields { get; init; }
}

/// <summary>A change to a contract: <c>PATCH /Contracts</c>. What is null stays as it is.</summary>
public sealed record ContractChange
{
    /// <summary>The contract.</summary>
    public required long Id { get; init; }

    /// <summary>The new last day.</summary>
    public DateOnly? EndDate { get; init; }

    /// <summary>The new external contract number.</summary>
    public string? ContractNumber { get; init; }

    /// <summary>User-defined fields to set.</summary>
    public IReadOnlyList<UserDefinedField>? UserDefinedFields { get; init; }
}

/// <summary>A service to be added to the catalogue: <c>POST /Services</c>.</summary>
public sealed record NewService
{
    /// <summary>The name, at most 150 characters.</summary>
    public required string Name { get; init; }

    /// <summary>The key, at most 50 characters; null where the tenant has no such field.</summary>
    public string? Sku { get; init; }

    /// <summary>List price per unit and period; contracts carry their own.</summary>
    public required decimal UnitPrice { get; init; }

    /// <summary>List cost per unit and period.</summary>
    public required decimal UnitCost { get; init; }

    /// <summary>2 monthly, 5 yearly.</summary>
    public required int PeriodType { get; init; }

    /// <summary>The billing code.</summary>
    [JsonPropertyName("billingCodeID")]
    public required long BillingCodeId { get; init; }

    /// <summary>Always active.</summary>
    public bool IsActive { get; init; } = true;
}

/// <summary>A service to be put on a contract: <c>POST /Contracts/{id}/Services</c>.</summary>
public sealed record NewContractService
{
    /// <summary>The contract.</summary>
    [JsonPropertyName("contractID")]
    public required long ContractId { get; init; }

    /// <summary>The catalogue service.</summary>
    [JsonPropertyName("serviceID")]
    public required long ServiceId { get; init; }

    /// <summary>Price per unit and period.</summary>
    public required decimal UnitPrice { get; init; }

    /// <summary>Cost per unit and period.</summary>
    public required decimal UnitCost { get; init; }
}

/// <summary>A change of units and price from a day on: <c>POST /Contracts/{id}/ServiceAdjustments</c>. It can neither be read nor undone.</summary>
public sealed record NewServiceAdjustment
{
    /// <summary>The contract.</summary>
    [JsonPropertyName("contractID")]
    public required long ContractId { get; init; }

    /// <summary>The contract service; null to name it by <see cref="ServiceId"/> (and make it when missing).</summary>
    [JsonPropertyName("contractServiceID")]
    public long? ContractServiceId { get; init; }

    /// <summary>The catalogue service, when <see cref="ContractServiceId"/> is null.</summary>
    [JsonPropertyName("serviceID")]
    public long? ServiceId { get; init; }

    /// <summary>The change of units; may be negative or 0.</summary>
    public required int UnitChange { get; init; }

    /// <summary>The day from which on it counts.</summary>
    public required DateOnly EffectiveDate { get; init; }

    /// <summary>The price per unit from then on.</summary>
    public required decimal AdjustedUnitPrice { get; init; }

    /// <summary>The cost per unit from then on.</summary>
    public required decimal AdjustedUnitCost { get; init; }
}

/// <summary>A charge to be created: <c>POST /Contracts/{id}/Charges</c>.</summary>
public sealed record NewContractCharge
{
    /// <summary>The contract.</summary>
    [JsonPropertyName("contractID")]
    public required long ContractId { get; init; }

    /// <summary>The name on the invoice, at most 100 characters.</summary>
    public required string Name { get; init; }

    /// <summary>The description, at most 2,000 characters.</summary>
    public required string Description { get; init; }

    /// <summary>The day that decides the billing month.</summary>
    public required DateOnly DatePurchased { get; init; }

    /// <summary>The charge type, a picklist id.</summary>
    public required int ChargeType { get; init; }

    /// <summary>The billing code.</summary>
    [JsonPropertyName("billingCodeID")]
    public required long BillingCodeId { get; init; }

    /// <summary>The quantity, four decimals.</summary>
    public required decimal UnitQuantity { get; init; }

    /// <summary>Price per unit, four decimals.</summary>
    public required decimal UnitPrice { get; init; }

    /// <summary>Cost per unit, four decimals.</summary>
    public required decimal UnitCost { get; init; }

    /// <summary>Always billable.</summary>
    public bool IsBillableToCompany { get; init; } = true;

    /// <summary>The product's key, at most 50 characters.</summary>
    public required string InternalPurchaseOrderNumber { get; init; }
}

/// <summary>A change to a charge that is not billed: <c>PATCH /Contracts/{id}/Charges</c>.</summary>
public sealed record ContractChargeChange
{
    /// <summary>The charge.</summary>
    public required long Id { get; init; }

    /// <summary>The new description.</summary>
    public required string Description { get; init; }

    /// <summary>The new day.</summary>
    public required DateOnly DatePurchased { get; init; }

    /// <summary>The new quantity.</summary>
    public required decimal UnitQuantity { get; init; }

    /// <summary>The new price per unit.</summary>
    public required decimal UnitPrice { get; init; }

    /// <summary>The new cost per unit.</summary>
    public required decimal UnitCost { get; init; }
}

/// <summary>A user-defined field to be created: <c>POST /UserDefinedFieldDefinitions</c>.</summary>
public sealed record NewUserDefinedField
{
    /// <summary>The name, at most 45 characters.</summary>
    public required string Name { get; init; }

    /// <summary>The description, at most 128 characters.</summary>
    public string? Description { get; init; }

    /// <summary>The entity it is on, a picklist id.</summary>
    public required int UdfType { get; init; }

    /// <summary>The type of its value, a picklist id.</summary>
    public required int DataType { get; init; }

    /// <summary>Always active.</summary>
    public bool IsActive { get; init; } = true;
}
