using static CloudmoreAutotask.Simulators.Autotask.Schema.FieldType;

namespace CloudmoreAutotask.Simulators.Autotask.Schema;

/// <summary>Services, the catalogue. Source: Autotask facts, section 4.9.</summary>
internal static class Services
{
    public static readonly Field Id = new("id", Long) { IsRequired = true, IsReadOnly = true };
    public static readonly Field BillingCodeId = new("billingCodeID", Int) { IsRequired = true, Reference = "BillingCodes", NeedsActiveReference = true, UseTypes = [5] };
    public static readonly Field IsActive = new("isActive", FieldType.Boolean) { Default = true };
    public static readonly Field MarkupRate = new("markupRate", FieldType.Double) { IsReadOnly = true };
    public static readonly Field Name = new("name", Text) { IsRequired = true, Length = 150, IsIndexed = true };
    public static readonly Field PeriodType = new("periodType", Int) { IsRequired = true, IsCreateOnly = true, Picklist = Picklists.PeriodType };
    public static readonly Field UnitCost = new("unitCost", FieldType.Double) { IsCost = true };
    public static readonly Field UnitPrice = new("unitPrice", FieldType.Double) { IsRequired = true };
    public static readonly Field VendorId = new("vendorCompanyID", Int) { Reference = "Companies" };

    /// <summary>Seen in live metadata; some tenants may lack it.</summary>
    public static readonly Field Sku = new("sku", Text) { Length = 50, IsIndexed = true };

    public static readonly EntityDefinition Entity = new("Services", "Service", EntityAccess.Query | EntityAccess.Create | EntityAccess.Update,
    [
        Id, BillingCodeId,
        new("createDate", Instant) { IsReadOnly = true },
        new("creatorResourceID", Int) { IsReadOnly = true, Reference = "Resource" },
        new("description", Text) { Length = 400 },
        new("invoiceDescription", Text) { Length = 1000 },
        IsActive,
        new("lastModifiedDate", Instant) { IsReadOnly = true },
        MarkupRate, Name, PeriodType,
        new("serviceLevelAgreementID", Long) { Picklist = Picklists.ServiceLevelAgreement },
        UnitCost, UnitPrice,
        new("updateResourceID", Int) { IsReadOnly = true, Reference = "Resource" },
        VendorId, Sku,
        new("catalogNumberPartNumber", Text) { Length = 50 },
        new("externalID", Text) { Length = 50 },
        new("internalID", Text) { Length = 50 },
        new("manufacturerServiceProvider", Text) { Length = 100 },
        new("manufacturerServiceProviderProductNumber", Text) { Length = 50 },
        new("url", Text) { Length = 500 },
    ])
    {
        FirstId = 9001,
    };
}

/// <summary>BillingCodes, query only. Source: Autotask facts, section 4.10.</summary>
internal static class BillingCodes
{
    public static readonly Field Id = new("id", Long) { IsRequired = true, IsReadOnly = true };
    public static readonly Field IsActive = new("isActive", FieldType.Boolean) { IsRequired = true };
    public static readonly Field Name = new("name", Text) { Length = 200 };
    public static readonly Field UnitCost = new("unitCost", FieldType.Double) { IsRequired = true, IsCost = true };
    public static readonly Field UnitPrice = new("unitPrice", FieldType.Double) { IsRequired = true };
    public static readonly Field UseType = new("useType", Int) { Picklist = Picklists.UseType };

    public static readonly EntityDefinition Entity = new("BillingCodes", "AllocationCode", EntityAccess.Query,
    [
        Id,
        new("afterHoursWorkType", Int) { Reference = "BillingCodes" },
        new("billingCodeType", Int) { Picklist = Picklists.BillingCodeType, Default = 0L },
        new("department", Int),
        new("description", Text) { Length = 500 },
        new("externalNumber", Text) { Length = 100 },
        new("generalLedgerAccount", Int) { Picklist = Picklists.None },
        IsActive,
        new("isExcludedFromNewContracts", FieldType.Boolean),
        new("markupRate", FieldType.Double) { IsReadOnly = true },
        Name,
        new("taxCategoryID", Int) { Reference = "TaxCategory" },
        UnitCost, UnitPrice, UseType,
    ])
    {
        FirstId = 29683001,
    };
}

/// <summary>UserDefinedFieldDefinitions. Source: Autotask facts, section 4.12.</summary>
internal static class UdfDefinitions
{
    public static readonly Field Id = new("id", Long) { IsRequired = true, IsReadOnly = true };
    public static readonly Field DataType = new("dataType", Int) { IsRequired = true, IsCreateOnly = true, Picklist = Picklists.UdfDataType };
    public static readonly Field IsActive = new("isActive", FieldType.Boolean) { Default = true };
    public static readonly Field Name = new("name", Text) { IsRequired = true, Length = 45 };
    public static readonly Field UdfType = new("udfType", Int) { IsRequired = true, IsCreateOnly = true, Picklist = Picklists.UdfType };

    public static readonly EntityDefinition Entity = new("UserDefinedFieldDefinitions", "UserDefinedFieldDefinition",
        EntityAccess.Query | EntityAccess.Create | EntityAccess.Update,
    [
        Id,
        new("createDate", Instant) { IsReadOnly = true },
        new("crmToProjectUdfId", Long),
        DataType,
        new("defaultValue", Text) { Length = 1024 },
        new("description", Text) { Length = 128 },
        new("displayFormat", Int) { Picklist = Picklists.None },
        IsActive,
        new("isEncrypted", FieldType.Boolean),
        new("isFieldMapping", FieldType.Boolean) { IsReadOnly = true },
        new("isPrivate", FieldType.Boolean),
        new("isProtected", FieldType.Boolean),
        new("isRequired", FieldType.Boolean),
        new("isVisibleToClientPortal", FieldType.Boolean),
        new("mergeVariableName", Text) { Length = 100 },
        Name,
        new("numberOfDecimalPlaces", Int),
        new("sortOrder", Int),
        UdfType,
    ])
    {
        FirstId = 301,
    };
}

/// <summary>Currencies. Source: Autotask facts, appendix A.</summary>
internal static class Currencies
{
    public static readonly Field Id = new("id", Long) { IsRequired = true, IsReadOnly = true };
    public static readonly Field Name = new("name", Text) { IsRequired = true, IsReadOnly = true, Length = 3 };
    public static readonly Field IsInternal = new("isInternalCurrency", FieldType.Boolean) { IsRequired = true, IsReadOnly = true };

    public static readonly EntityDefinition Entity = new("Currencies", "Currency", EntityAccess.Query | EntityAccess.Update,
    [
        Id,
        new("currencyNegativeFormat", Text) { IsRequired = true, IsReadOnly = true, Length = 10, Default = "-##" },
        new("currencyPositiveFormat", Text) { IsRequired = true, IsReadOnly = true, Length = 10, Default = "##" },
        new("description", Text) { IsRequired = true, IsReadOnly = true, Length = 100 },
        new("displaySymbol", Int) { IsRequired = true, IsReadOnly = true, Picklist = Picklists.None, Default = 0L },
        new("exchangeRate", FieldType.Double) { IsRequired = true, Default = 1m },
        new("isActive", FieldType.Boolean) { IsRequired = true, IsReadOnly = true, Default = true },
        IsInternal,
        new("lastModifiedDateTime", Instant),
        Name,
        new("updateResourceId", Int) { IsReadOnly = true, Reference = "Resource" },
    ])
    {
        FirstId = 11,
    };
}

/// <summary>BillingItems: made by Approve &amp; Post. Source: Autotask facts, section 4.13.</summary>
internal static class BillingItems
{
    public static readonly Field Id = new("id", Long) { IsRequired = true, IsReadOnly = true };
    public static readonly Field BillingCodeId = Read("billingCodeID", Int, "BillingCodes");
    public static readonly Field ItemType = new("billingItemType", Int) { IsRequired = true, IsReadOnly = true, Picklist = Picklists.BillingItemType };
    public static readonly Field CompanyId = Read("companyID", Int, "Companies");
    public static readonly Field ChargeId = new("contractChargeID", Long) { IsReadOnly = true, IsIndexed = true, Reference = "ContractCharges" };
    public static readonly Field ContractId = new("contractID", Int) { IsReadOnly = true, IsIndexed = true, Reference = "Contracts" };
    public static readonly Field Description = new("description", Text) { IsReadOnly = true, Length = 2000 };
    public static readonly Field ExtendedPrice = Read("extendedPrice", FieldType.Double);
    public static readonly Field InternalExtendedPrice = Read("internalCurrencyExtendedPrice", FieldType.Double);
    public static readonly Field InternalRate = Read("internalCurrencyRate", FieldType.Double);
    public static readonly Field InternalTotalAmount = Read("internalCurrencyTotalAmount", FieldType.Double);
    public static readonly Field InvoiceId = Read("invoiceID", Int, "Invoice");
    public static readonly Field ItemDate = Read("itemDate", Day);
    public static readonly Field ItemName = new("itemName", Text) { IsReadOnly = true, Length = 255 };
    public static readonly Field NonBillable = new("nonBillable", Int) { IsRequired = true, IsReadOnly = true, Default = 0L };
    public static readonly Field OurCost = new("ourCost", FieldType.Double) { IsReadOnly = true, IsCost = true };
    public static readonly Field PostedDate = Read("postedDate", Instant);
    public static readonly Field PurchaseOrderNumber = new("purchaseOrderNumber", Text) { IsReadOnly = true, Length = 50 };
    public static readonly Field Quantity = Read("quantity", FieldType.Double);
    public static readonly Field Rate = Read("rate", FieldType.Double);
    public static readonly Field ServiceId = Read("serviceID", Long, "Services");
    public static readonly Field TotalAmount = Read("totalAmount", FieldType.Double);
    public static readonly Field ContractServiceId = new("contractServiceID", Long) { IsReadOnly = true, IsIndexed = true, Reference = "ContractServices" };
    public static readonly Field PeriodId = new("contractServicePeriodID", Long) { IsReadOnly = true, IsIndexed = true };
    public static readonly Field AdjustmentId = Read("contractServiceAdjustmentID", Long);

    /// <summary>The unit row that was posted.</summary>
    public static readonly Field UnitRowId = new("unitRowID", Long) { IsHidden = true, IsIndexed = true };

    public static readonly EntityDefinition Entity = new("BillingItems", "BillingItem", EntityAccess.Query | EntityAccess.Update,
    [
        Id, Read("accountManagerWhenApprovedID", Int, "Resource"), BillingCodeId, ItemType, CompanyId, Read("configurationItemID", Long, "InstalledProduct"),
        ChargeId, ContractId, Description, Read("expenseItemID", Int, "ExpenseItem"), ExtendedPrice, InternalExtendedPrice, InternalRate,
        Read("internalCurrencyTaxDollars", FieldType.Double), InternalTotalAmount, InvoiceId, Read("itemApproverID", Int, "Resource"), ItemDate, ItemName,
        new("lineItemFullDescription", Text) { IsReadOnly = true, IsQueryable = false, Length = 8000 },
        new("lineItemGroupDescription", Text) { IsReadOnly = true, IsQueryable = false, Length = 8000 },
        Read("lineItemID", Long), Read("milestoneID", Long, "ContractMilestone"), NonBillable,
        Read("organizationalLevelAssociationID", Int, "BusinessDivisionSubdivision"), OurCost, PostedDate, Read("postedOnTime", Instant),
        Read("projectChargeID", Long, "ProjectCost"), Read("projectID", Int, "Project"), PurchaseOrderNumber, Quantity, Rate, Read("roleID", Int, "Role"),
        Read("serviceBundleID", Long, "ServiceBundle"), ServiceId,
        new("subType", Int) { IsRequired = true, IsReadOnly = true, Picklist = Picklists.BillingItemType },
        Read("taskID", Int, "Task"), Read("taxDollars", FieldType.Double), Read("ticketChargeID", Long, "TicketCost"), Read("ticketID", Int, "Ticket"),
        Read("timeEntryID", Int, "TimeEntry"), TotalAmount, Read("vendorID", Long, "Companies"),
        new("webServiceDate", Instant),
        ContractServiceId, PeriodId, AdjustmentId, Read("contractServiceBundleID", Long), Read("contractServiceBundlePeriodID", Long),
        Read("contractServiceBundleAdjustmentID", Long), Read("contractBlockID", Long), Read("taxCategoryID", Long), Read("sortOrderID", Long),
        UnitRowId,
    ])
    {
        FirstId = 400001,
    };

    private static Field Read(string name, FieldType type, string? reference = null) => new(name, type) { IsReadOnly = true, Reference = reference };
}
