namespace CloudmoreAutotask.Cloudmore;

/// <summary>The documented field names of Cloudmore's answers. Source: API assumptions, "Cloudmore"; the titles of the CSV are the same words.</summary>
internal static class ReportFields
{
    public const string Organizations = "organizations";
    public const string Status = "status";
    public const string TaskId = "taskId";

    public const string OrganizationId = "organizationId";
    public const string OrganizationName = "organizationName";
    public const string CustomerNumber = "customerNumber";
    public const string OrganizationCurrencyCode = "organizationCurrencyCode";
    public const string Services = "services";

    public const string ServiceName = "serviceName";
    public const string Products = "products";

    public const string ProductId = "productId";
    public const string ProductName = "productName";
    public const string ItemCode = "itemCode";
    public const string ServiceItems = "serviceItems";

    public const string BillingDate = "billingDate";
    public const string SubscriptionId = "subscriptionId";
    public const string SubscriptionName = "subscriptionName";
    public const string Quantity = "quantity";
    public const string UnitCostPrice = "unitCostPrice";
    public const string UnitSalesPrice = "unitSalesPrice";
    public const string TotalCost = "totalCost";
    public const string TotalSales = "totalSales";
    public const string CurrencyCode = "currencyCode";
    public const string PaymentFrequency = "paymentFrequency";
    public const string PurchaseOrderNumber = "purchaseOrderNumber";
    public const string BillingLineDetails = "billingLineDetails";
    public const string Note = "note";

    public const string Id = "id";
    public const string Name = "name";
    public const string CustomProperties = "customProperties";
    public const string Value = "value";

    /// <summary>The fields of one organization in the report.</summary>
    public static readonly string[] OfOrganization = [OrganizationId, OrganizationName, CustomerNumber, OrganizationCurrencyCode, Services];

    /// <summary>The fields of one service of an organization.</summary>
    public static readonly string[] OfService = [ServiceName, Products];

    /// <summary>The fields of one product of a service.</summary>
    public static readonly string[] OfProduct = [ProductId, ProductName, ItemCode, ServiceItems];

    /// <summary>The fields of one billing line.</summary>
    public static readonly string[] OfLine =
    [
        BillingDate, SubscriptionId, SubscriptionName, Quantity, UnitCostPrice, UnitSalesPrice, TotalCost, TotalSales, CurrencyCode,
        PaymentFrequency, PurchaseOrderNumber, BillingLineDetails, Note,
    ];

    /// <summary>Which fields stand side by side in one JSON object; a name may mean only one of them.</summary>
    public static readonly string[][] Levels =
    [
        [Organizations, Status, TaskId], OfOrganization, OfService, OfProduct, OfLine, [Id, Name, CustomerNumber, CustomProperties], [Name, Value],
    ];
}
