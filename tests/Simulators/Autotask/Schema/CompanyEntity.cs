using static CloudmoreAutotask.Simulators.Autotask.Schema.FieldType;

namespace CloudmoreAutotask.Simulators.Autotask.Schema;

/// <summary>Companies. Source: Autotask facts, section 4.11.</summary>
internal static class Companies
{
    public static readonly Field Id = new("id", Long) { IsRequired = true, IsReadOnly = true };
    public static readonly Field Name = new("companyName", Text) { IsRequired = true, Length = 100 };
    public static readonly Field Number = new("companyNumber", Text) { Length = 50, IsIndexed = true };
    public static readonly Field Type = new("companyType", Int) { IsRequired = true, Picklist = Picklists.CompanyType };
    public static readonly Field CurrencyId = new("currencyID", Int) { Reference = "Currencies" };
    public static readonly Field IsActive = new("isActive", FieldType.Boolean) { Default = true };

    public static readonly EntityDefinition Entity = new("Companies", "Account", EntityAccess.Query | EntityAccess.Create | EntityAccess.Update,
    [
        Id,
        Free("additionalAddressInformation", 100), Free("address1", 128), Free("address2", 128), Free("alternatePhone1", 25), Free("alternatePhone2", 25),
        new("apiVendorID", Int) { IsReadOnly = true, Picklist = Picklists.None },
        new("assetValue", FieldType.Double) { IsQueryable = false },
        new("billToCompanyLocationID", Int) { Reference = "AccountPhysicalLocation" },
        new("billToAdditionalAddressInformation", Text) { IsReadOnly = true, Length = 100 },
        new("billingAddress1", Text) { IsReadOnly = true },
        new("billingAddress2", Text) { IsReadOnly = true },
        new("billToAddressToUse", Int) { IsReadOnly = true, Picklist = Picklists.None },
        Free("billToAttention", 50),
        new("billToCity", Text) { IsReadOnly = true, Length = 50 },
        new("billToCountryID", Int) { IsReadOnly = true, Reference = "Country" },
        new("billToState", Text) { IsReadOnly = true, Length = 128 },
        new("billToZipCode", Text) { IsReadOnly = true, Length = 50 },
        Free("city", 30),
        new("classification", Int) { Picklist = Picklists.None },
        Name, Number, Type,
        new("competitorID", Int) { Picklist = Picklists.None },
        new("countryID", Int) { Reference = "Country" },
        new("createDate", Instant) { IsReadOnly = true },
        new("createdByResourceID", Int) { IsReadOnly = true, Reference = "Resource" },
        CurrencyId, Free("fax", 25),
        new("impersonatorCreatorResourceID", Int) { IsReadOnly = true, Reference = "Resource" },
        new("invoiceEmailMessageID", Int),
        new("invoiceMethod", Int) { Picklist = Picklists.None },
        new("invoiceNonContractItemsToParentCompany", FieldType.Boolean) { IsReadOnly = true },
        new("invoiceTemplateID", Int) { Reference = "InvoiceTemplate" },
        IsActive,
        new("isClientPortalActive", FieldType.Boolean) { IsReadOnly = true },
        new("isEnabledForComanaged", FieldType.Boolean),
        new("isTaskFireActive", FieldType.Boolean) { IsReadOnly = true },
        new("isTaxExempt", FieldType.Boolean),
        new("lastActivityDate", Instant) { IsReadOnly = true },
        new("lastTrackedModifiedDateTime", Instant) { IsReadOnly = true },
        new("marketSegmentID", Int) { Picklist = Picklists.None },
        new("ownerResourceID", Int) { IsRequired = true, Reference = "Resource" },
        new("parentCompanyID", Int) { Reference = "Companies" },
        new("phone", Text) { IsRequired = true, Length = 25 },
        Free("postalCode", 10),
        new("quoteEmailMessageID", Int),
        new("quoteTemplateID", Int) { Reference = "QuoteTemplate" },
        new("sicCode", Text) { Length = 32, IsQueryable = false },
        Free("state", 40),
        new("stockMarket", Text) { Length = 10, IsQueryable = false },
        new("stockSymbol", Text) { Length = 10, IsQueryable = false },
        new("surveyCompanyRating", FieldType.Double) { IsReadOnly = true, IsQueryable = false },
        Free("taxID", 50),
        new("taxRegionID", Int) { Reference = "TaxRegion" },
        new("territoryID", Int) { Picklist = Picklists.None },
        Free("webAddress", 255),
        new("companyCategoryID", Int),
        new("purchaseOrderTemplateID", Int),
    ])
    {
        FirstId = 176,
        UdfType = Picklists.IdOf(Picklists.UdfType, "Account"),
    };

    private static Field Free(string name, int length) => new(name, Text) { Length = length };
}
