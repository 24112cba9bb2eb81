namespace CloudmoreAutotask.Simulators.Autotask;

/// <summary>A contract as it stands.</summary>
/// <param name="Id">The id.</param>
/// <param name="CompanyId">The company.</param>
/// <param name="Name">The name.</param>
/// <param name="Number">The contract number.</param>
/// <param name="SubscriptionId">The value of <see cref="AutotaskTenant.SubscriptionIdField"/>.</param>
/// <param name="Type">7 recurring service.</param>
/// <param name="PeriodType">2 monthly, 3 quarterly, 4 semi-annual, 5 yearly.</param>
/// <param name="Status">1 active, 0 inactive.</param>
/// <param name="Start">The first day.</param>
/// <param name="End">The last day.</param>
public sealed record ContractRow(
    long Id, long CompanyId, string Name, string? Number, string? SubscriptionId, int Type, int? PeriodType, int Status, DateOnly Start, DateOnly End);

/// <summary>A contract service as it stands.</summary>
/// <param name="Id">The id.</param>
/// <param name="ContractId">The contract.</param>
/// <param name="ServiceId">The service.</param>
/// <param name="UnitPrice">Price per unit it was made with.</param>
/// <param name="UnitCost">Cost per unit it was made with.</param>
/// <param name="AdjustedPrice">Price per unit since the last adjustment that named one.</param>
public sealed record ContractServiceRow(long Id, long ContractId, long ServiceId, decimal UnitPrice, decimal UnitCost, decimal AdjustedPrice);

/// <summary>The units of a period or of a part of one.</summary>
/// <param name="Id">The id.</param>
/// <param name="ContractId">The contract.</param>
/// <param name="ContractServiceId">The contract service.</param>
/// <param name="ServiceId">The service.</param>
/// <param name="Start">The first day.</param>
/// <param name="End">The end as the API shows it: the last day, or the day of the change that ended the row.</param>
/// <param name="LastDay">The last day that the row bills.</param>
/// <param name="Units">The quantity.</param>
/// <param name="UnitPrice">Price per unit and whole period.</param>
/// <param name="UnitCost">Cost per unit and whole period.</param>
/// <param name="Price">What the row bills.</param>
/// <param name="Cost">What the row costs.</param>
/// <param name="PostedAt">When it was posted; null while it is open.</param>
public sealed record UnitRow(
    long Id, long ContractId, long ContractServiceId, long ServiceId, DateOnly Start, DateOnly End, DateOnly LastDay,
    int Units, decimal UnitPrice, decimal UnitCost, decimal Price, decimal Cost, DateTimeOffset? PostedAt);

/// <summary>A charge as it stands.</summary>
/// <param name="Id">The id.</param>
/// <param name="ContractId">The contract.</param>
/// <param name="Name">The name.</param>
/// <param name="Description">The description.</param>
/// <param name="DatePurchased">The day.</param>
/// <param name="Quantity">The quantity.</param>
/// <param name="UnitPrice">Price per unit.</param>
/// <param name="UnitCost">Cost per unit.</param>
/// <param name="Amount">What it bills.</param>
/// <param name="Cost">What it costs.</param>
/// <param name="InternalPurchaseOrderNumber">The internal purchase order number.</param>
/// <param name="BillingCodeId">The billing code.</param>
/// <param name="IsBillable">Whether it reaches an invoice.</param>
/// <param name="IsBilled">Whether it was posted.</param>
public sealed record ChargeRow(
    long Id, long ContractId, string Name, string? Description, DateOnly DatePurchased, decimal Quantity, decimal UnitPrice, decimal UnitCost,
    decimal Amount, decimal Cost, string? InternalPurchaseOrderNumber, long? BillingCodeId, bool IsBillable, bool IsBilled);

/// <summary>A service of the catalogue.</summary>
/// <param name="Id">The id.</param>
/// <param name="Name">The name.</param>
/// <param name="Sku">The SKU.</param>
/// <param name="PeriodType">2 monthly, 3 quarterly, 4 semi-annual, 5 yearly.</param>
/// <param name="UnitPrice">List price.</param>
/// <param name="UnitCost">List cost.</param>
/// <param name="BillingCodeId">The billing code.</param>
/// <param name="IsActive">Whether it can be used.</param>
public sealed record ServiceRow(long Id, string Name, string? Sku, int PeriodType, decimal UnitPrice, decimal? UnitCost, long BillingCodeId, bool IsActive);

/// <summary>An adjustment that was accepted, with the day on which it took effect.</summary>
/// <param name="Id">The id.</param>
/// <param name="ContractServiceId">The contract service.</param>
/// <param name="EffectiveDate">The day.</param>
/// <param name="UnitChange">The change of units.</param>
/// <param name="UnitPrice">The new price per unit; null when it stayed.</param>
/// <param name="UnitCost">The new cost per unit; null when it stayed.</param>
public sealed record AdjustmentRow(long Id, long ContractServiceId, DateOnly EffectiveDate, int UnitChange, decimal? UnitPrice, decimal? UnitCost);

/// <summary>A posted item.</summary>
/// <param name="Id">The id.</param>
/// <param name="ContractId">The contract.</param>
/// <param name="ContractServiceId">The contract service, when it is of one.</param>
/// <param name="ChargeId">The charge, when it is of one.</param>
/// <param name="ItemDate">The period's start, the day of a change, or the charge's day.</param>
/// <param name="Quantity">The quantity.</param>
/// <param name="Amount">What it bills.</param>
/// <param name="Cost">What it costs.</param>
public sealed record BillingItemRow(long Id, long ContractId, long? ContractServiceId, long? ChargeId, DateOnly ItemDate, decimal Quantity, decimal Amount, decimal Cost);

/// <summary>A line of the state for people: a service or a charge on a contract, or a contract with neither.</summary>
/// <param name="Company">The company.</param>
/// <param name="ContractId">The contract.</param>
/// <param name="Contract">Its name.</param>
/// <param name="Number">Its number.</param>
/// <param name="SubscriptionId">Its subscription id.</param>
/// <param name="Start">Its first day.</param>
/// <param name="End">Its last day.</param>
/// <param name="IsActive">Whether it is active.</param>
/// <param name="Item">The service or charge; empty for a contract with neither.</param>
/// <param name="IsCharge">Whether it is a charge.</param>
/// <param name="Day">The start of the period at hand, or the charge's day.</param>
/// <param name="Quantity">Units in that period, or the charge's quantity.</param>
/// <param name="UnitPrice">Price per unit.</param>
/// <param name="Amount">What the period or the charge bills.</param>
/// <param name="IsPosted">Whether it was posted.</param>
public sealed record TenantLine(
    string Company, long ContractId, string Contract, string? Number, string? SubscriptionId, DateOnly Start, DateOnly End, bool IsActive,
    string Item, bool IsCharge, DateOnly? Day, decimal? Quantity, decimal? UnitPrice, decimal? Amount, bool IsPosted);
