using CloudmoreAutotask.Simulators.Autotask.Schema;

namespace CloudmoreAutotask.Simulators.Autotask.State;

/// <summary>A row of an entity. Integers are long, numbers decimal, days DateOnly, instants DateTimeOffset; null is no value.</summary>
internal sealed class Row
{
    private readonly object?[] _values;

    public Row(EntityDefinition entity, long id)
    {
        Entity = entity;
        Id = id;
        _values = new object?[entity.Fields.Count];
        _values[0] = id;
    }

    private Row(Row other)
    {
        Entity = other.Entity;
        Id = other.Id;
        _values = (object?[])other._values.Clone();
        Udfs = other.Udfs is null ? null : new Dictionary<long, string>(other.Udfs);
    }

    public EntityDefinition Entity { get; }

    public long Id { get; }

    /// <summary>Values of user-defined fields by definition id; null or empty when none has a value.</summary>
    public Dictionary<long, string>? Udfs { get; set; }

    /// <summary>Whether the row was taken out of its table.</summary>
    public bool IsRemoved { get; set; }

    public object? this[Field field]
    {
        get => _values[field.Ordinal];
        set => _values[field.Ordinal] = value;
    }

    public long Long(Field field) => (long)_values[field.Ordinal]!;

    public long? LongOrNull(Field field) => (long?)_values[field.Ordinal];

    public decimal Decimal(Field field) => (decimal)_values[field.Ordinal]!;

    public decimal? DecimalOrNull(Field field) => (decimal?)_values[field.Ordinal];

    public DateOnly Day(Field field) => (DateOnly)_values[field.Ordinal]!;

    public string? Text(Field field) => (string?)_values[field.Ordinal];

    public bool Flag(Field field) => _values[field.Ordinal] is true;

    /// <summary>A copy that is in no table.</summary>
    public Row Copy() => new(this);
}
