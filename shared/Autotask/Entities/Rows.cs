using System.Text.Json.Serialization;

namespace CloudmoreAutotask.Autotask.Entities;

/// <summary>A row that Autotask answers a query with.</summary>
public interface IAutotaskRow
{
    /// <summary>The entity's name in a route, for instance <c>Contracts</c>.</summary>
    static abstract string Entity { get; }

    /// <summary>The row's id, unique in its entity.</summary>
    long Id { get; }
}

/// <summary>A user-defined field's name and value.</summary>
public sealed record UserDefinedField(string Name, string? Value);

/// <summary>A company (customer). Source: Autotask facts, "Companies".</summary>
public sealed record Company : IAutotaskRow
{
    /// <inheritdoc />
    public static string Entity => "Companies";

    /// <inheritdoc />
    public required long Id { get; init; }

    /// <summary>The name.</summary>
    public string CompanyName { get; init; } = "";

    /// <summary>A free number; brokers keep the customer number here.</summary>
    public string? CompanyNumber { get; init; }

    /// <summary>1 is a customer.</summary>
    public int CompanyType { get; init; }

    /// <summary>Whether the company is active.</summary>
    public bool IsActive { get; init; }

    /// <summary>The tax id.</summary>
    [JsonPropertyName("taxID")]
    public string? TaxId { get; init; }

    /// <summary>The company's currency; null without the multi-currency module.</summary>
    [JsonPropertyName("currencyID")]
    public long? CurrencyId { get; init; }
}

/// <summary>A contract. Source: Autotask facts, "Contracts".</summary>
public sealed record Contract : IAutotaskRow
{
    /// <inheritdoc />
    public static string Entity => "Contracts";

    /// <inheritdoc />
    public required long Id { get; init; }

    /// <summary>The company that is billed; never changes.</summary>
    [JsonPropertyName("companyID")]
    public long CompanyId { get; init; }

    /// <summary>The name, a label.</summary>
    public string ContractName { get; init; } = "";

    /// <summary>The external contract number.</summary>
    public string? ContractNumber { get; init; }

    /// <summary>7 is a recurring service contract.</summary>
    public int ContractType { get; init; }

    /// <summary>2 monthly, 3 quarterly, 4 semi-annual, 5 yearly.</summary>
    public int? ContractPeriodType { get; init; }

    /// <summary>1 active, 0 inactive. An inactive contract still bills.</summary>
    public int Status { get; init; }

    /// <summary>The first day; billing periods step from it.</summary>
    public DateOnly StartDate { get; init; }

    /// <summary>The last day.</summary>
    public DateOnly EndDate { get; init; }

    /// <summary>User-defined fields; empty when none has a value.</summary>
    public IReadOnlyList<UserDefinedField>? UserDefinedFields { get; init; }
}

/// <summary>A service on a contract; it holds no quantity. Source: Autotask facts, "ContractServices".</summary>
public sealed record ContractService : IAutotaskRow
{
    /// <inheritdoc />
    public static string Entity => "ContractServices";

    /// <inheritdoc />
    public required long Id { get; init; }

    /// <summary>The contract.</summary>
    [JsonPropertyName("contractID")]
    public long ContractId { get; init; }

    /// <summary>The catalogue service.</summary>
    [JsonPropertyName("serviceID")]
    public long ServiceId { get; init; }

    /// <summary>The contract's own price per unit and period.</summary>
    public decimal? UnitPrice { get; init; }

    /// <summary>The contract's own cost per unit and period.</summary>
    public decimal? UnitCost { get; init; }
}

/// <summary>The units of a contract service over one billing period, or over a part of it where a change split it. Source: Autotask facts, "ContractServiceUnits".</summary>
public sealed record ContractServiceUnits : IAutotaskRow
{
    /// <inheritdoc />
    public static string Entity => "ContractServiceUnits";

    /// <inheritdoc />
    public required long Id { get; init; }

    /// <summary>The contract.</summary>
    [JsonPropertyName("contractID")]
    public long ContractId { get; init; }

    /// <summary>The contract service.</summary>
    [JsonPropertyName("contractServiceID")]
    public long? ContractServiceId { get; init; }

    /// <summary>The catalogue service.</summary>
    [JsonPropertyName("serviceID")]
    public long ServiceId { get; init; }

    /// <summary>The first day.</summary>
    public DateOnly StartDate { get; init; }

    /// <summary>The last day, or the day of the change that ended the row.</summary>
    public DateOnly EndDate { get; init; }

    /// <summary>The quantity.</summary>
    public int Units { get; init; }

    /// <summary>What the row bills in all, in the company's currency (not per unit).</summary>
    public decimal? Price { get; init; }

    /// <summary>What the row costs in all (not per unit); null when the API user may not see costs.</summary>
    public decimal? Cost { get; init; }

    /// <summary>When the row was approved and posted; null while it can still change.</summary>
    public string? ApproveAndPostDate { get; init; }

    /// <summary>Whether the row is approved and posted.</summary>
    [JsonIgnore]
    public bool IsPosted => !string.IsNullOrEmpty(ApproveAndPostDate);
}

/// <summary>A one-off amount on a contract. Source: Autotask facts, "ContractCharges".</summary>
public sealed record ContractCharge : IAutotaskRow
{
    /// <inheritdoc />
    public static string Entity => "ContractCharges";

    /// <inheritdoc />
    public required long Id { get; init; }

    /// <summary>The contract.</summary>
    [JsonPropertyName("contractID")]
    public long? ContractId { get; init; }

    /// <summary>The name on the invoice.</summary>
    public string Name { get; init; } = "";

    /// <summary>The day that decides the billing month.</summary>
    public DateOnly DatePurchased { get; init; }

    /// <summary>The description.</summary>
    public string? Description { get; init; }

    /// <summary>The quantity.</summary>
    public decimal UnitQuantity { get; init; }

    /// <summary>Price per unit, in the company's currency.</summary>
    public decimal? UnitPrice { get; init; }

    /// <summary>Cost per unit; null when the API user may not see costs.</summary>
    public decimal? UnitCost { get; init; }

    /// <summary>What is billed: quantity x unit price, to the cent.</summary>
    public decimal? BillableAmount { get; init; }

    /// <summary>What it costs: quantity x unit cost, to the cent.</summary>
    public decimal? ExtendedCost { get; init; }

    /// <summary>Whether it is billed and can no longer change.</summary>
    public bool IsBilled { get; init; }

    /// <summary>Whether it reaches an invoice.</summary>
    public bool? IsBillableToCompany { get; init; }

    /// <summary>Where the product keeps its key (export rules, "Writing charges").</summary>
    public string? InternalPurchaseOrderNumber { get; init; }
}

/// <summary>A service of the catalogue. Source: Autotask facts, "Services".</summary>
public sealed record Service : IAutotaskRow
{
    /// <inheritdoc />
    public static string Entity => "Services";

    /// <inheritdoc />
    public required long Id { get; init; }

    /// <summary>The name, not unique.</summary>
    public string Name { get; init; } = "";

    /// <summary>The key the product finds it by; null where the tenant has no such field.</summary>
    public string? Sku { get; init; }

    /// <summary>2 monthly, 3 quarterly, 4 semi-annual, 5 yearly.</summary>
    public int? PeriodType { get; init; }

    /// <summary>Whether it is active.</summary>
    public bool IsActive { get; init; }

    /// <summary>Its own cost per unit, a default; null when it has none, or for an API user that may not see costs.</summary>
    public decimal? UnitCost { get; init; }

    /// <summary>The billing code.</summary>
    [JsonPropertyName("billingCodeID")]
    public long? BillingCodeId { get; init; }
}

/// <summary>A billing code. Source: Autotask facts, "BillingCodes".</summary>
public sealed record BillingCode : IAutotaskRow
{
    /// <inheritdoc />
    public static string Entity => "BillingCodes";

    /// <inheritdoc />
    public required long Id { get; init; }

    /// <summary>The name.</summary>
    public string? Name { get; init; }

    /// <summary>4 Material Cost Code, 5 Recurring Contract Service Code, 7 Product Code.</summary>
    public int? UseType { get; init; }

    /// <summary>Whether it is active.</summary>
    public bool IsActive { get; init; }
}

/// <summary>The definition of a user-defined field. Source: Autotask facts, "UserDefinedFieldDefinitions".</summary>
public sealed record UserDefinedFieldDefinition : IAutotaskRow
{
    /// <inheritdoc />
    public static string Entity => "UserDefinedFieldDefinitions";

    /// <inheritdoc />
    public required long Id { get; init; }

    /// <summary>The field's name.</summary>
    public string Name { get; init; } = "";

    /// <summary>The entity it is on, a picklist id.</summary>
    public int UdfType { get; init; }

    /// <summary>The type of its value, a picklist id.</summary>
    public int DataType { get; init; }

    /// <summary>Whether it is active.</summary>
    public bool IsActive { get; init; }
}

/// <summary>A posted item on its way to an invoice. Source: Autotask facts, "BillingItems".</summary>
public sealed record BillingItem : IAutotaskRow
{
    /// <inheritdoc />
    public static string Entity => "BillingItems";

    /// <inheritdoc />
    public required long Id { get; init; }

    /// <summary>The contract.</summary>
    [JsonPropertyName("contractID")]
    public long? ContractId { get; init; }

    /// <summary>The contract service, for a posted period.</summary>
    [JsonPropertyName("contractServiceID")]
    public long? ContractServiceId { get; init; }

    /// <summary>The contract charge, for a posted charge.</summary>
    [JsonPropertyName("contractChargeID")]
    public long? ContractChargeId { get; init; }

    /// <summary>The period's start, or the day of a change inside it.</summary>
    public DateOnly? ItemDate { get; init; }

    /// <summary>The amount.</summary>
    public decimal? ExtendedPrice { get; init; }
}

/// <summary>A currency of a tenant with several. Source: Autotask facts, "Currencies".</summary>
public sealed record Currency : IAutotaskRow
{
    /// <inheritdoc />
    public static string Entity => "Currencies";

    /// <inheritdoc />
    public required long Id { get; init; }

    /// <summary>The ISO code, such as <c>EUR</c>.</summary>
    public string Name { get; init; } = "";
}
