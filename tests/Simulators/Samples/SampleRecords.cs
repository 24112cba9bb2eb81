namespace CloudmoreAutotask.Simulators.Samples;

/// <summary>An organization of the sample broker in Cloudmore.</summary>
/// <param name="Id">Cloudmore's organization id.</param>
/// <param name="Name">The name.</param>
/// <param name="CustomerNumber">The broker's own number for it.</param>
/// <param name="CompanyNumber">The number of its company in Autotask.</param>
/// <param name="IsMapped">Whether its custom property names that company.</param>
public sealed record SampleOrganization(string Id, string Name, string CustomerNumber, string CompanyNumber, bool IsMapped);

/// <summary>A billing line of the sample broker. Amounts are net of tax.</summary>
public sealed record SampleLine
{
    /// <summary>The organization that pays.</summary>
    public required string OrganizationId { get; init; }

    /// <summary>The day the line is billed on.</summary>
    public required DateOnly BillingDate { get; init; }

    /// <summary>The Cloudmore service.</summary>
    public required string ServiceName { get; init; }

    /// <summary>Cloudmore's product id.</summary>
    public required string ProductId { get; init; }

    /// <summary>The product's name.</summary>
    public required string ProductName { get; init; }

    /// <summary>The subscription.</summary>
    public required string SubscriptionId { get; init; }

    /// <summary>The subscription's friendly name.</summary>
    public required string SubscriptionName { get; init; }

    /// <summary>Seats or units; negative on a credit.</summary>
    public required decimal Quantity { get; init; }

    /// <summary>The broker's cost per unit.</summary>
    public required decimal UnitCost { get; init; }

    /// <summary>The organization's price per unit.</summary>
    public required decimal UnitPrice { get; init; }

    /// <summary>The broker's cost of the line.</summary>
    public required decimal TotalCost { get; init; }

    /// <summary>What the organization pays for the line.</summary>
    public required decimal TotalPrice { get; init; }

    /// <summary>ISO code of the amounts' currency.</summary>
    public string Currency { get; init; } = "EUR";

    /// <summary>How often the subscription is paid.</summary>
    public required string PaymentFrequency { get; init; }

    /// <summary>Cloudmore's explanation of the line.</summary>
    public required string Details { get; init; }
}

/// <summary>A company of the sample broker in Autotask.</summary>
/// <param name="Number">Its number.</param>
/// <param name="Name">Its name.</param>
public sealed record SampleCompany(string Number, string Name);

/// <summary>A contract that is in Autotask before the product comes, with one service on it.</summary>
public sealed record SampleContract
{
    /// <summary>The number of its company.</summary>
    public required string CompanyNumber { get; init; }

    /// <summary>Its name.</summary>
    public required string Name { get; init; }

    /// <summary>Its external number; null when there is none.</summary>
    public string? Number { get; init; }

    /// <summary>The value of its user-defined field for the subscription id.</summary>
    public required string SubscriptionId { get; init; }

    /// <summary>The first day.</summary>
    public required DateOnly Start { get; init; }

    /// <summary>The last day.</summary>
    public required DateOnly End { get; init; }

    /// <summary>The name of its service in the catalogue.</summary>
    public required string ServiceName { get; init; }

    /// <summary>The service's SKU; null when there is none.</summary>
    public string? ServiceSku { get; init; }

    /// <summary>Price per unit and month.</summary>
    public required decimal UnitPrice { get; init; }

    /// <summary>Cost per unit and month.</summary>
    public required decimal UnitCost { get; init; }

    /// <summary>The units from the first day on.</summary>
    public required int Units { get; init; }

    /// <summary>The start of the last month that is approved and posted; null when none is.</summary>
    public DateOnly? PostedThrough { get; init; }
}
