using System.Text.Json;

namespace CloudmoreAutotask.Simulators.Autotask.Schema;

/// <summary>The type of a field's values; in brackets what a row holds.</summary>
internal enum FieldType
{
    /// <summary>32 bits (long).</summary>
    Int,

    /// <summary>64 bits (long).</summary>
    Long,

    /// <summary>A number with decimals (decimal).</summary>
    Double,

    /// <summary>True or false (bool).</summary>
    Boolean,

    /// <summary>Text (string).</summary>
    Text,

    /// <summary>A day; Autotask drops the time (DateOnly).</summary>
    Day,

    /// <summary>An instant, UTC (DateTimeOffset).</summary>
    Instant,
}

/// <summary>A value of a picklist.</summary>
/// <param name="Value">The id, which rows hold.</param>
/// <param name="Label">The label, which people see.</param>
/// <param name="IsActive">Whether it can be chosen.</param>
public sealed record PicklistValue(int Value, string Label, bool IsActive = true);

/// <summary>A field of an entity. Source: the entity tables of the Autotask facts.</summary>
internal sealed class Field(string name, FieldType type)
{
    public string Name { get; } = name;

    public FieldType Type { get; } = type;

    public JsonEncodedText Encoded { get; } = JsonEncodedText.Encode(name);

    /// <summary>The place in a row.</summary>
    public int Ordinal { get; internal set; } = -1;

    /// <summary>The largest number of characters; 0 for no limit.</summary>
    public int Length { get; init; }

    public bool IsRequired { get; init; }

    public bool IsReadOnly { get; init; }

    /// <summary>Set on create, never changed.</summary>
    public bool IsCreateOnly { get; init; }

    public bool IsQueryable { get; init; } = true;

    /// <summary>Kept in the state, but not a field of the API.</summary>
    public bool IsHidden { get; init; }

    public bool IsIndexed { get; init; }

    /// <summary>Whether a user without the right to read costs gets null.</summary>
    public bool IsCost { get; init; }

    /// <summary>Null for a field that is no picklist.</summary>
    public IReadOnlyList<PicklistValue>? Picklist { get; init; }

    /// <summary>The entity a value points to.</summary>
    public string? Reference { get; init; }

    /// <summary>Whether the row pointed to must be active when the value is set.</summary>
    public bool NeedsActiveReference { get; init; }

    /// <summary>For billing codes: the use types that are taken; empty for any.</summary>
    public IReadOnlyList<int> UseTypes { get; init; } = [];

    /// <summary>The value of a new row that names none.</summary>
    public object? Default { get; init; }

    public bool IsNumber => Type is FieldType.Int or FieldType.Long or FieldType.Double;
}
