using CloudmoreAutotask.Billing;

namespace CloudmoreAutotask.Mapping;

/// <summary>Where a mapping came from.</summary>
public enum MappingSource
{
    /// <summary>The organization's custom property in Cloudmore.</summary>
    Property,

    /// <summary>A person; it wins over the property.</summary>
    Operator,
}

/// <summary>The Autotask company of a Cloudmore organization (export rules, "Which company").</summary>
public sealed record CompanyMapping
{
    /// <summary>Cloudmore's organization id.</summary>
    public required string OrganizationId { get; init; }

    /// <summary>The organization's name.</summary>
    public required string OrganizationName { get; init; }

    /// <summary>The broker's own number for the organization.</summary>
    public string? CustomerNumber { get; init; }

    /// <summary>The Autotask company id; null when there is none.</summary>
    public long? CompanyId { get; init; }

    /// <summary>Where the id came from.</summary>
    public MappingSource Source { get; init; }

    /// <summary>Who set it; null unless a person did.</summary>
    public string? SetBy { get; init; }

    /// <summary>Why there is no id, or why it cannot be used; null when it can.</summary>
    public string? Problem { get; init; }

    /// <summary>Values of the organization's custom properties that may be its tax id, parted by spaces; kept while it has no company, to find candidates.</summary>
    public string? PossibleTaxIds { get; init; }

    /// <summary>When it was read or confirmed, product clock, UTC.</summary>
    public DateTimeOffset ConfirmedAt { get; init; }

    /// <summary>The organization.</summary>
    internal BilledOrganization Billed => new(OrganizationId, OrganizationName, CustomerNumber, CurrencyCode: null);
}
