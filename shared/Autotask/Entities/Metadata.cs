namespace CloudmoreAutotask.Autotask.Entities;

/// <summary>How far the API user's right to something goes.</summary>
public enum UserAccess
{
    /// <summary>Not at all.</summary>
    None = 0,

    /// <summary>For all rows.</summary>
    All = 1,

    /// <summary>For some rows.</summary>
    Restricted = 2,
}

/// <summary>What an entity allows, and what of it the API user may do. Source: Autotask facts, "Metadata endpoints".</summary>
public sealed record EntityInformation
{
    /// <summary>The entity's own name, for instance <c>Contract</c>.</summary>
    public string Name { get; init; } = "";

    /// <summary>Whether rows can be created at all.</summary>
    public bool CanCreate { get; init; }

    /// <summary>Whether rows can be queried at all.</summary>
    public bool CanQuery { get; init; }

    /// <summary>Whether rows can be updated at all.</summary>
    public bool CanUpdate { get; init; }

    /// <summary>The API user's right to create.</summary>
    public UserAccess UserAccessForCreate { get; init; }

    /// <summary>The API user's right to query.</summary>
    public UserAccess UserAccessForQuery { get; init; }

    /// <summary>The API user's right to update.</summary>
    public UserAccess UserAccessForUpdate { get; init; }

    /// <summary>Whether rows can have user-defined fields.</summary>
    public bool HasUserDefinedFields { get; init; }
}

/// <summary>A field of an entity, user-defined ones included. Source: Autotask facts, "Metadata endpoints".</summary>
public sealed record FieldInformation
{
    /// <summary>The name.</summary>
    public string Name { get; init; } = "";

    /// <summary>The label of a user-defined field.</summary>
    public string? Label { get; init; }

    /// <summary>The type of the value, for instance <c>integer</c>.</summary>
    public string? DataType { get; init; }

    /// <summary>The longest text; 0 where there is no limit.</summary>
    public int? Length { get; init; }

    /// <summary>Whether a new row needs it.</summary>
    public bool IsRequired { get; init; }

    /// <summary>Whether it cannot be changed; together with <see cref="IsRequired"/>, it is set once, at the start.</summary>
    public bool IsReadOnly { get; init; }

    /// <summary>Whether a query can filter on it.</summary>
    public bool IsQueryable { get; init; }

    /// <summary>Whether the value is one of <see cref="PicklistValues"/>.</summary>
    public bool IsPickList { get; init; }

    /// <summary>The possible values.</summary>
    public IReadOnlyList<PicklistValue>? PicklistValues { get; init; }
}

/// <summary>A possible value of a field.</summary>
public sealed record PicklistValue
{
    /// <summary>The value; a text here, even where the field is a number.</summary>
    public string Value { get; init; } = "";

    /// <summary>What people see.</summary>
    public string Label { get; init; } = "";

    /// <summary>Whether it is the default.</summary>
    public bool IsDefaultValue { get; init; }

    /// <summary>Whether it can be chosen.</summary>
    public bool IsActive { get; init; }
}

/// <summary>How much of the hourly allowance is used, by all integrations of the tenant. Source: Autotask facts, "Limits".</summary>
public sealed record ThresholdInformation
{
    /// <summary>The calls allowed in the time frame.</summary>
    public required int ExternalRequestThreshold { get; init; }

    /// <summary>The time frame, in minutes.</summary>
    public int RequestThresholdTimeframe { get; init; }

    /// <summary>The calls in the time frame that ends now.</summary>
    public required int CurrentTimeframeRequestCount { get; init; }
}
