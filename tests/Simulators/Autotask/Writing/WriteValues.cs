using CloudmoreAutotask.Simulators.Autotask.Schema;

namespace CloudmoreAutotask.Simulators.Autotask.Writing;

/// <summary>The fields that a write names, with values of the right type.</summary>
internal sealed class WriteValues
{
    public Dictionary<Field, object?> Fields { get; } = [];

    /// <summary>User-defined fields by definition id; null when the write names none.</summary>
    public Dictionary<long, string?>? Udfs { get; set; }

    public object? this[Field field]
    {
        get => Fields.GetValueOrDefault(field);
        set => Fields[field] = value;
    }

    public long? Long(Field field) => (long?)Fields.GetValueOrDefault(field);

    public decimal? Decimal(Field field) => (decimal?)Fields.GetValueOrDefault(field);

    public DateOnly? Day(Field field) => (DateOnly?)Fields.GetValueOrDefault(field);
}
