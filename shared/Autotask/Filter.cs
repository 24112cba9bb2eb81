using System.Text.Json.Serialization;

namespace CloudmoreAutotask.Autotask;

/// <summary>A condition of a query, as Autotask takes it. Source: Autotask facts, "Query".</summary>
public sealed record Filter
{
    /// <summary>The operator.</summary>
    public required string Op { get; init; }

    /// <summary>The field; null for a group.</summary>
    public string? Field { get; init; }

    /// <summary>The value: text, whole number, decimal, Boolean, day, or a list for <c>in</c>.</summary>
    public object? Value { get; init; }

    /// <summary>True for a user-defined field; null otherwise.</summary>
    public bool? Udf { get; init; }

    /// <summary>A group's conditions.</summary>
    public IReadOnlyList<Filter>? Items { get; init; }

    /// <summary>The field equals the value.</summary>
    public static Filter Equal(string field, object value) => new() { Op = "eq", Field = field, Value = value };

    /// <summary>The user-defined field equals the value.</summary>
    public static Filter UdfEqual(string field, string value) => new() { Op = "eq", Field = field, Value = value, Udf = true };

    /// <summary>The user-defined field has a value.</summary>
    public static Filter UdfExists(string field) => new() { Op = "exist", Field = field, Udf = true };

    /// <summary>The field is one of the values; each counts as an OR condition, of which a call may hold 500.</summary>
    public static Filter In<T>(string field, IReadOnlyList<T> values) => new() { Op = "in", Field = field, Value = values };

    /// <summary>The user-defined field is one of the values.</summary>
    public static Filter UdfIn(string field, IReadOnlyList<string> values) => new() { Op = "in", Field = field, Value = values, Udf = true };

    /// <summary>The text begins with the value.</summary>
    public static Filter BeginsWith(string field, string value) => new() { Op = "beginsWith", Field = field, Value = value };

    /// <summary>The text ends with the value.</summary>
    public static Filter EndsWith(string field, string value) => new() { Op = "endsWith", Field = field, Value = value };

    /// <summary>The field is greater than the value.</summary>
    public static Filter Greater(string field, object value) => new() { Op = "gt", Field = field, Value = value };

    /// <summary>The field is the value or greater.</summary>
    public static Filter AtLeast(string field, object value) => new() { Op = "gte", Field = field, Value = value };

    /// <summary>The field is the value or less.</summary>
    public static Filter AtMost(string field, object value) => new() { Op = "lte", Field = field, Value = value };

    /// <summary>At least one of the conditions holds.</summary>
    public static Filter AnyOf(params IReadOnlyList<Filter> items) => new() { Op = "or", Items = items };

    /// <summary>Whether this is a group rather than a condition on a field.</summary>
    [JsonIgnore]
    public bool IsGroup => Items is not null;
}
