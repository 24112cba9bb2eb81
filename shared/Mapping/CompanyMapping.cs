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

    /// <summary>The Autotask company id; null when there is none.</summary>
    public long? CompanyId { get; init; }

    /// <summary>Where the id came from.</summary>
    public MappingSource Source { get; init; }

    /// <summary>Why there is no id, or why it cannot be used; null when it can.</summary>
    public string? Problem { get; init; }

    /// <summary>When it was read or confirmed, product clock, UTC.</summary>
    public DateTimeOffset ConfirmedAt { get; init; }
}
