using CloudmoreAutotask.Setup;
using CloudmoreAutotask.Simulators.Cloudmore;

namespace CloudmoreAutotask.Tests.Export.Brokers;

/// <summary>A subscription of a random broker as it stands.</summary>
internal sealed class DrawnSubscription
{
    /// <summary>Null: its lines carry none.</summary>
    public required string? Id { get; init; }

    public required BrokerOrganization Organization { get; set; }

    public required string Service { get; init; }

    public required ServiceKind Kind { get; init; }

    public required string Frequency { get; init; }

    public required int CycleDay { get; init; }

    public List<DrawnProduct> Products { get; } = [];

    /// <summary>The month in which a yearly term starts, 1 to 12.</summary>
    public int TermMonth { get; set; }

    public string Name => $"{Id ?? "nameless"} of {Organization.Name}";
}

/// <summary>A product of a subscription as it stands.</summary>
internal sealed class DrawnProduct
{
    public required string Id { get; init; }

    public string Name => $"Product {Id}";

    public int Quantity { get; set; }

    public decimal Price { get; set; }

    public decimal Cost { get; set; }
}
