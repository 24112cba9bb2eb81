namespace CloudmoreAutotask.Billing;

/// <summary>One billing line of Cloudmore's General Billing Report. Amounts are net of tax, in <see cref="CurrencyCode"/>.</summary>
/// <remarks>Source: API assumptions, "Cloudmore". No line id, invoice number or period is documented, so none is kept.</remarks>
public sealed record BillingLine
{
    /// <summary>The day the line is billed on; it decides the bill month.</summary>
    public required DateOnly BillingDate { get; init; }

    /// <summary>The Cloudmore service, for instance <c>Microsoft CSP</c>; its kind comes from the settings.</summary>
    public required string ServiceName { get; init; }

    /// <summary>Cloudmore's product id; null when the report gives none.</summary>
    public string? ProductId { get; init; }

    /// <summary>The product's name, a label.</summary>
    public string? ProductName { get; init; }

    /// <summary>The vendor's SKU code.</summary>
    public string? ItemCode { get; init; }

    /// <summary>The subscription; null or empty for a line without one, which is held.</summary>
    public string? SubscriptionId { get; init; }

    /// <summary>The subscription's friendly name, a label.</summary>
    public string? SubscriptionName { get; init; }

    /// <summary>Seats, or units of consumption (may be fractional); negative on a credit.</summary>
    public required decimal Quantity { get; init; }

    /// <summary>The broker's cost per unit.</summary>
    public required decimal UnitCostPrice { get; init; }

    /// <summary>The organization's price per unit.</summary>
    public required decimal UnitSalesPrice { get; init; }

    /// <summary>The broker's cost of the line.</summary>
    public required decimal TotalCost { get; init; }

    /// <summary>What the organization pays for the line.</summary>
    public required decimal TotalSales { get; init; }

    /// <summary>ISO code of the amounts' currency, for instance <c>EUR</c>.</summary>
    public required string CurrencyCode { get; init; }

    /// <summary>How often the subscription is paid, in Cloudmore's words.</summary>
    public string? PaymentFrequency { get; init; }

    /// <summary>The purchase order number of the subscription.</summary>
    public string? PurchaseOrderNumber { get; init; }

    /// <summary>Cloudmore's explanation of the line.</summary>
    public string? BillingLineDetails { get; init; }

    /// <summary>A person's note on the line.</summary>
    public string? Note { get; init; }
}

/// <summary>A line, or a part of the report, that cannot be used; its organization's bill is held.</summary>
/// <param name="Line">Where it stands, for a person: <c>line 4 of service 'Microsoft CSP', product 'M365 BP'</c>.</param>
/// <param name="Field">The field at fault, in the report's own words.</param>
/// <param name="Found">What was found, shortened; null when the field is missing.</param>
/// <param name="BillingDate">The line's billing date where it could be read.</param>
public sealed record LineFault(string Line, string Field, string? Found, DateOnly? BillingDate)
{
    /// <summary>The fault as one sentence.</summary>
    public string Describe() => Found is null ? $"{Line} has no '{Field}'." : $"{Line} has '{Found}' as its '{Field}', which cannot be used.";
}

/// <summary>All that one report says of one organization, over every month the report covers.</summary>
/// <param name="Organization">The organization as the report names it.</param>
/// <param name="Lines">The lines that can be used.</param>
/// <param name="Faults">The lines that cannot.</param>
public sealed record ReportedOrganization(BilledOrganization Organization, IReadOnlyList<BillingLine> Lines, IReadOnlyList<LineFault> Faults);

/// <summary>An organization as it stands in a report.</summary>
/// <param name="Id">Cloudmore's organization id (a GUID, lower case).</param>
/// <param name="Name">Its name.</param>
/// <param name="CustomerNumber">The broker's own number for it.</param>
/// <param name="CurrencyCode">The organization's currency; null when the report gives none.</param>
public sealed record BilledOrganization(string Id, string Name, string? CustomerNumber, string? CurrencyCode)
{
    /// <summary>What the id of an organization begins with that the report names without an id.</summary>
    public const string NamelessPrefix = "name:";

    private const string StandInPrefix = "file:";

    /// <summary>Whether the report gave no id.</summary>
    [System.Text.Json.Serialization.JsonIgnore]
    public bool IsNameless => Id.StartsWith(NamelessPrefix, StringComparison.Ordinal);

    /// <summary>Whether the organization is known from files only, by its number or name; Cloudmore's own id takes its place once it is known.</summary>
    [System.Text.Json.Serialization.JsonIgnore]
    public bool IsStandIn => IsStandInId(Id);

    /// <summary>Whether the id stands in for Cloudmore's own.</summary>
    public static bool IsStandInId(string id) => id.StartsWith(StandInPrefix, StringComparison.Ordinal);

    /// <summary>The id of an organization of which a file gives the number or the name only.</summary>
    public static string StandInId(string? customerNumber, string? name) =>
        string.IsNullOrWhiteSpace(customerNumber) ? $"{StandInPrefix}name:{name?.Trim().ToLowerInvariant()}" : $"{StandInPrefix}number:{customerNumber.Trim().ToLowerInvariant()}";
}
