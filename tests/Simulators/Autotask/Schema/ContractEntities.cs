using static CloudmoreAutotask.Simulators.Autotask.Schema.FieldType;

namespace CloudmoreAutotask.Simulators.Autotask.Schema;

/// <summary>Contracts. Source: Autotask facts, section 4.2.</summary>
internal static class Contracts
{
    public static readonly Field Id = new("id", Long) { IsRequired = true, IsReadOnly = true };
    public static readonly Field CompanyId = new("companyID", Int) { IsRequired = true, IsCreateOnly = true, IsIndexed = true, Reference = "Companies", NeedsActiveReference = true };
    public static readonly Field Name = new("contractName", Text) { IsRequired = true, Length = 100 };
    public static readonly Field Number = new("contractNumber", Text) { Length = 50, IsIndexed = true };
    public static readonly Field PeriodType = new("contractPeriodType", Int) { IsCreateOnly = true, Picklist = Picklists.PeriodType };
    public static readonly Field Type = new("contractType", Int) { IsRequired = true, IsCreateOnly = true, Picklist = Picklists.ContractType };
    public static readonly Field StartDate = new("startDate", Day) { IsRequired = true };
    public static readonly Field EndDate = new("endDate", Day) { IsRequired = true };
    public static readonly Field Status = new("status", Int) { IsRequired = true, Picklist = Picklists.ContractStatus };
    public static readonly Field PurchaseOrderNumber = new("purchaseOrderNumber", Text) { Length = 50 };
    public static readonly Field SetupFee = new("setupFee", FieldType.Double);
    public static readonly Field InternalSetupFee = new("internalCurrencySetupFee", FieldType.Double) { IsReadOnly = true };

    public static readonly EntityDefinition Entity = new("Contracts", "Contract", EntityAccess.Query | EntityAccess.Create | EntityAccess.Update,
    [
        Id,
        new("billingPreference", Int) { Picklist = Picklists.BillingPreference },
        new("billToCompanyContactID", Int) { Reference = "Contact" },
        new("billToCompanyID", Int) { Reference = "Companies" },
        CompanyId,
        new("contactID", Int) { Reference = "Contact" },
        new("contactName", Text) { Length = 250 },
        new("contractCategory", Int) { Picklist = Picklists.ContractCategory },
        new("contractExclusionSetID", Int) { Reference = "ContractExclusionSet" },
        Name, Number, PeriodType, Type,
        new("description", Text) { Length = 2000 },
        EndDate,
        new("estimatedCost", FieldType.Double) { IsCost = true },
        new("estimatedHours", FieldType.Double),
        new("estimatedRevenue", FieldType.Double),
        new("exclusionContractID", Long) { IsReadOnly = true, Reference = "Contracts" },
        new("internalCurrencyOverageBillingRate", FieldType.Double) { IsReadOnly = true },
        InternalSetupFee,
        new("isCompliant", FieldType.Boolean),
        new("isDefaultContract", FieldType.Boolean),
        new("opportunityID", Int) { Reference = "Opportunity" },
        new("organizationalLevelAssociationID", Int) { Reference = "BusinessDivisionSubdivision" },
        new("overageBillingRate", FieldType.Double),
        PurchaseOrderNumber,
        new("renewedContractID", Long) { Reference = "Contracts" },
        new("serviceLevelAgreementID", Int) { Picklist = Picklists.ServiceLevelAgreement },
        SetupFee,
        new("setupFeeBillingCodeID", Long) { Reference = "BillingCodes", NeedsActiveReference = true, UseTypes = [4] },
        StartDate, Status,
        new("timeReportingRequiresStartAndStopTimes", Int) { IsRequired = true, Picklist = Picklists.YesNo },
        new("lastModifiedDateTime", Instant) { IsReadOnly = true },
    ])
    {
        FirstId = 70001,
        UdfType = Picklists.IdOf(Picklists.UdfType, "Contract"),
    };
}

/// <summary>ContractServices. Source: Autotask facts, section 4.3; price and cost are taken on create.</summary>
internal static class ContractServices
{
    public static readonly Field Id = new("id", Long) { IsRequired = true, IsReadOnly = true };
    public static readonly Field ContractId = new("contractID", Int) { IsRequired = true, IsCreateOnly = true, IsIndexed = true, Reference = "Contracts" };
    public static readonly Field ServiceId = new("serviceID", Int) { IsRequired = true, IsCreateOnly = true, IsIndexed = true, Reference = "Services", NeedsActiveReference = true };
    public static readonly Field UnitPrice = new("unitPrice", FieldType.Double) { IsCreateOnly = true };
    public static readonly Field UnitCost = new("unitCost", FieldType.Double) { IsCost = true };
    public static readonly Field AdjustedPrice = new("internalCurrencyAdjustedPrice", FieldType.Double) { IsReadOnly = true };
    public static readonly Field InternalUnitPrice = new("internalCurrencyUnitPrice", FieldType.Double) { IsReadOnly = true };

    public static readonly EntityDefinition Entity = new("ContractServices", "ContractService", EntityAccess.Query | EntityAccess.Create | EntityAccess.Update,
    [
        Id, ContractId, AdjustedPrice, InternalUnitPrice,
        new("internalDescription", Text) { Length = 100 },
        new("invoiceDescription", Text) { Length = 1000 },
        new("quoteItemID", Long) { IsReadOnly = true, Reference = "QuoteItem" },
        ServiceId, UnitCost, UnitPrice,
    ])
    {
        FirstId = 80001,
        WritesAtRoot = false,
        ChildRoute = "Services",
        ParentField = ContractId,
    };
}

/// <summary>ContractServiceUnits. Source: Autotask facts, section 4.4.</summary>
internal static class Units
{
    public static readonly Field Id = new("id", Long) { IsRequired = true, IsReadOnly = true };
    public static readonly Field PostedDate = new("approveAndPostDate", Instant) { IsReadOnly = true };
    public static readonly Field ContractId = new("contractID", Int) { IsRequired = true, IsReadOnly = true, IsIndexed = true, Reference = "Contracts" };
    public static readonly Field ContractServiceId = new("contractServiceID", Int) { IsReadOnly = true, IsIndexed = true, Reference = "ContractServices" };
    public static readonly Field Cost = new("cost", FieldType.Double) { IsReadOnly = true, IsCost = true };
    public static readonly Field EndDate = new("endDate", Day) { IsRequired = true, IsReadOnly = true };
    public static readonly Field InternalPrice = new("internalCurrencyPrice", FieldType.Double) { IsReadOnly = true };
    public static readonly Field Price = new("price", FieldType.Double) { IsReadOnly = true };
    public static readonly Field ServiceId = new("serviceID", Int) { IsRequired = true, IsReadOnly = true, Reference = "Services" };
    public static readonly Field StartDate = new("startDate", Day) { IsRequired = true, IsReadOnly = true };
    public static readonly Field Quantity = new("units", Int) { IsRequired = true, IsReadOnly = true };
    public static readonly Field VendorId = new("vendorCompanyID", Int) { IsReadOnly = true, Reference = "Companies" };

    /// <summary>What a unit costs the customer over a whole period.</summary>
    public static readonly Field UnitPrice = new("unitPrice", FieldType.Double) { IsHidden = true };

    /// <summary>What a unit costs the broker over a whole period.</summary>
    public static readonly Field UnitCost = new("unitCost", FieldType.Double) { IsHidden = true };

    /// <summary>The last day that the row bills; <see cref="EndDate"/> is a day later where a change ended the row.</summary>
    public static readonly Field LastDay = new("lastDay", Day) { IsHidden = true };

    /// <summary>The days of the whole period, even where the row covers a part of it.</summary>
    public static readonly Field PeriodDays = new("periodDays", Int) { IsHidden = true };

    /// <summary>The adjustment that split the row off; null for a row that starts with its period.</summary>
    public static readonly Field AdjustmentId = new("adjustmentID", Long) { IsHidden = true };

    public static readonly EntityDefinition Entity = new("ContractServiceUnits", "ContractServiceUnit", EntityAccess.Query,
    [
        Id, PostedDate, ContractId, ContractServiceId, Cost, EndDate, InternalPrice,
        new("organizationalLevelAssociationID", Int) { IsReadOnly = true, Reference = "BusinessDivisionSubdivision" },
        Price, ServiceId, StartDate, Quantity, VendorId,
        UnitPrice, UnitCost, LastDay, PeriodDays, AdjustmentId,
    ])
    {
        FirstId = 1000001,
        WritesAtRoot = false,
        ChildRoute = "ServiceUnits",
        ParentField = ContractId,
    };
}

/// <summary>ContractServiceAdjustments: created, never read. Source: Autotask facts, section 4.5.</summary>
internal static class Adjustments
{
    public static readonly Field Id = new("id", Long) { IsRequired = true, IsReadOnly = true, IsQueryable = false };
    public static readonly Field UnitCost = new("adjustedUnitCost", FieldType.Double) { IsQueryable = false, IsCost = true };
    public static readonly Field UnitPrice = new("adjustedUnitPrice", FieldType.Double) { IsQueryable = false };
    public static readonly Field AllowRepeat = new("allowRepeatService", FieldType.Boolean) { IsQueryable = false };
    public static readonly Field ContractId = new("contractID", Int) { IsQueryable = false, IsIndexed = true, Reference = "Contracts" };
    public static readonly Field ContractServiceId = new("contractServiceID", Int) { IsQueryable = false, IsIndexed = true, Reference = "ContractServices" };
    public static readonly Field EffectiveDate = new("effectiveDate", Day) { IsRequired = true, IsQueryable = false };
    public static readonly Field ServiceId = new("serviceID", Int) { IsQueryable = false, Reference = "Services" };
    public static readonly Field UnitChange = new("unitChange", Int) { IsQueryable = false };

    public static readonly EntityDefinition Entity = new("ContractServiceAdjustments", "ContractServiceAdjustment", EntityAccess.Create,
    [
        Id, UnitCost, UnitPrice, AllowRepeat, ContractId, ContractServiceId, EffectiveDate,
        new("quoteItemID", Int) { IsQueryable = false, Reference = "QuoteItem" },
        ServiceId, UnitChange,
    ])
    {
        FirstId = 600001,
        ChildRoute = "ServiceAdjustments",
        ParentField = ContractId,
    };
}

/// <summary>ContractCharges. Source: Autotask facts, section 4.7.</summary>
internal static class Charges
{
    public static readonly Field Id = new("id", Long) { IsRequired = true, IsReadOnly = true };
    public static readonly Field BillableAmount = new("billableAmount", FieldType.Double) { IsReadOnly = true };
    public static readonly Field BillingCodeId = new("billingCodeID", Long) { Reference = "BillingCodes", NeedsActiveReference = true, UseTypes = [4, 7] };
    public static readonly Field ContractId = new("contractID", Long) { IsRequired = true, IsCreateOnly = true, IsIndexed = true, Reference = "Contracts" };
    public static readonly Field BundleId = new("contractServiceBundleID", Long) { Reference = "ContractServiceBundle" };
    public static readonly Field ContractServiceId = new("contractServiceID", Long) { Reference = "ContractServices" };
    public static readonly Field DatePurchased = new("datePurchased", Day) { IsRequired = true };
    public static readonly Field Description = new("description", Text) { Length = 2000 };
    public static readonly Field ExtendedCost = new("extendedCost", FieldType.Double) { IsReadOnly = true, IsCost = true };
    public static readonly Field InternalAmount = new("internalCurrencyBillableAmount", FieldType.Double) { IsReadOnly = true };
    public static readonly Field InternalUnitPrice = new("internalCurrencyUnitPrice", FieldType.Double) { IsReadOnly = true };
    public static readonly Field InternalOrderNumber = new("internalPurchaseOrderNumber", Text) { Length = 50, IsIndexed = true };
    public static readonly Field IsBillable = new("isBillableToCompany", FieldType.Boolean) { Default = false };
    public static readonly Field IsBilled = new("isBilled", FieldType.Boolean) { IsReadOnly = true, Default = false };
    public static readonly Field Name = new("name", Text) { IsRequired = true, Length = 100 };
    public static readonly Field ProductId = new("productID", Long) { Reference = "Product" };
    public static readonly Field PurchaseOrderNumber = new("purchaseOrderNumber", Text) { Length = 50 };
    public static readonly Field UnitCost = new("unitCost", FieldType.Double) { IsCost = true };
    public static readonly Field UnitPrice = new("unitPrice", FieldType.Double);
    public static readonly Field UnitQuantity = new("unitQuantity", FieldType.Double) { IsRequired = true };

    public static readonly EntityDefinition Entity = new("ContractCharges", "ContractCost",
        EntityAccess.Query | EntityAccess.Create | EntityAccess.Update | EntityAccess.Delete,
    [
        Id, BillableAmount, BillingCodeId,
        new("chargeType", Int) { IsRequired = true, Picklist = Picklists.ChargeType },
        ContractId, BundleId, ContractServiceId,
        new("createDate", Instant) { IsReadOnly = true },
        new("creatorResourceID", Long) { IsReadOnly = true, Reference = "Resource" },
        DatePurchased, Description, ExtendedCost, InternalAmount, InternalUnitPrice, InternalOrderNumber, IsBillable, IsBilled, Name,
        new("notes", Text) { Length = 2000 },
        new("organizationalLevelAssociationID", Int) { IsReadOnly = true, Reference = "BusinessDivisionSubdivision" },
        ProductId, PurchaseOrderNumber,
        new("status", Long) { IsReadOnly = true, Picklist = Picklists.ChargeStatus, Default = 7L },
        new("statusLastModifiedBy", Long) { IsReadOnly = true },
        new("statusLastModifiedDate", Instant) { IsReadOnly = true },
        UnitCost, UnitPrice, UnitQuantity,
    ])
    {
        FirstId = 50001,
        WritesAtRoot = false,
        ChildRoute = "Charges",
        ParentField = ContractId,
    };
}
