using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace CloudmoreAutotask.Simulators.Cloudmore;

/// <summary>A broker as Cloudmore knows it: credentials, organizations, billing lines. Every list may be replaced at any time, also while calls run.</summary>
public sealed class CloudmoreBroker
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    };

    /// <summary>The reseller id, a GUID.</summary>
    public string ResellerId { get; set; } = "5f0c7a52-6f0b-4f6e-9d1e-0f3f4f6f8a01";

    /// <summary>The OAuth client id.</summary>
    public string ClientId { get; set; } = "ro.customer.client";

    /// <summary>The OAuth client secret.</summary>
    public string ClientSecret { get; set; } = "simulated-client-secret";

    /// <summary>The API user's name.</summary>
    public string Username { get; set; } = "api@broker.example";

    /// <summary>The API user's password.</summary>
    public string Password { get; set; } = "simulated-password-of-20";

    /// <summary>The organizations, in the order of the answers.</summary>
    public ImmutableList<BrokerOrganization> Organizations { get; set; } = [];

    /// <summary>Adds an organization.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="customerNumber">The broker's number for it.</param>
    /// <param name="companyId">The value of its custom property <c>AutotaskCompanyID</c>; null for no such property.</param>
    /// <param name="id">Its id; null for a new GUID.</param>
    public BrokerOrganization Add(string name, string? customerNumber = null, string? companyId = null, string? id = null)
    {
        var organization = new BrokerOrganization
        {
            Id = id ?? Guid.NewGuid().ToString(),
            Name = name,
            CustomerNumber = customerNumber,
            CustomProperties = companyId is null ? [] : [new BrokerProperty("AutotaskCompanyID", companyId)],
        };
        Organizations = Organizations.Add(organization);
        return organization;
    }

    /// <summary>The organization of that name.</summary>
    public BrokerOrganization Organization(string name) =>
        Organizations.Find(organization => organization.Name == name) ?? throw new ArgumentException($"No organization is called '{name}'.", nameof(name));

    /// <summary>Writes everything, credentials included, to a file.</summary>
    public void Save(string path) => File.WriteAllText(path, JsonSerializer.Serialize(this, Json));

    /// <summary>Reads what <see cref="Save"/> wrote.</summary>
    public static CloudmoreBroker Load(string path) =>
        JsonSerializer.Deserialize<CloudmoreBroker>(File.ReadAllText(path), Json) ?? throw new InvalidDataException($"{path} holds no broker.");
}

/// <summary>An organization and its billing lines of all time.</summary>
public sealed class BrokerOrganization
{
    /// <summary>Its id, a GUID.</summary>
    public required string Id { get; set; }

    /// <summary>Its name.</summary>
    public required string Name { get; set; }

    /// <summary>The broker's number for it.</summary>
    public string? CustomerNumber { get; set; }

    /// <summary>Its currency.</summary>
    public string CurrencyCode { get; set; } = "EUR";

    /// <summary>Whether the list of active organizations has it.</summary>
    public bool Active { get; set; } = true;

    /// <summary>Its custom properties.</summary>
    public ImmutableList<BrokerProperty> CustomProperties { get; set; } = [];

    /// <summary>Its billing lines.</summary>
    public ImmutableList<BrokerLine> Lines { get; set; } = [];

    /// <summary>Adds billing lines.</summary>
    public BrokerOrganization Bill(params IEnumerable<BrokerLine> lines)
    {
        Lines = Lines.AddRange(lines);
        return this;
    }
}

/// <summary>A custom property of an organization.</summary>
public sealed record BrokerProperty(string Name, string? Value);

/// <summary>One billing line with what it stands under. Amounts are written as they are, scale included.</summary>
public sealed record BrokerLine
{
    /// <summary>The day the line is billed on.</summary>
    public required DateOnly BillingDate { get; init; }

    /// <summary>The service's id.</summary>
    public string ServiceId { get; init; } = "9b2f6a10-0c1d-4f53-8a36-6d1d7a0c9001";

    /// <summary>The service.</summary>
    public string ServiceName { get; init; } = "Microsoft CSP";

    /// <summary>The product's id.</summary>
    public required string ProductId { get; init; }

    /// <summary>The product.</summary>
    public required string ProductName { get; init; }

    /// <summary>The vendor's SKU code.</summary>
    public string? ItemCode { get; init; }

    /// <summary>The subscription.</summary>
    public required string? SubscriptionId { get; init; }

    /// <summary>The subscription's friendly name.</summary>
    public string? SubscriptionName { get; init; }

    /// <summary>Seats or units.</summary>
    public required decimal Quantity { get; init; }

    /// <summary>The broker's cost per unit.</summary>
    public required decimal UnitCostPrice { get; init; }

    /// <summary>The organization's price per unit.</summary>
    public required decimal UnitSalesPrice { get; init; }

    /// <summary>The broker's cost.</summary>
    public required decimal TotalCost { get; init; }

    /// <summary>What the organization pays.</summary>
    public required decimal TotalSales { get; init; }

    /// <summary>The currency of the amounts.</summary>
    public string CurrencyCode { get; init; } = "EUR";

    /// <summary>How often it is paid.</summary>
    public string? PaymentFrequency { get; init; } = "Monthly";

    /// <summary>The purchase order number.</summary>
    public string? PurchaseOrderNumber { get; init; }

    /// <summary>The explanation of the line.</summary>
    public string? BillingLineDetails { get; init; }

    /// <summary>A person's note.</summary>
    public string? Note { get; init; }

    /// <summary>A line over whole units: the totals are quantity times unit price, to the cent.</summary>
    public static BrokerLine Of(DateOnly billingDate, string subscriptionId, string product, decimal quantity, decimal unitCost, decimal unitPrice) => new()
    {
        BillingDate = billingDate,
        ProductId = product,
        ProductName = product,
        ItemCode = product,
        SubscriptionId = subscriptionId,
        SubscriptionName = $"{product} of {subscriptionId}",
        Quantity = quantity,
        UnitCostPrice = unitCost,
        UnitSalesPrice = unitPrice,
        TotalCost = Cents(quantity * unitCost),
        TotalSales = Cents(quantity * unitPrice),
    };

    private static decimal Cents(decimal amount) => decimal.Round(amount, 2, MidpointRounding.AwayFromZero);
}
