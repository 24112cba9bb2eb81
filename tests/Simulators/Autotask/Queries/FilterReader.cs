using System.Text.Json;
using CloudmoreAutotask.Simulators.Autotask.Schema;
using CloudmoreAutotask.Simulators.Autotask.State;

namespace CloudmoreAutotask.Simulators.Autotask.Queries;

/// <summary>Reads the filter of one query. Source: Autotask facts, section 2.1.</summary>
internal sealed class FilterReader(Store store, EntityDefinition entity)
{
    private readonly List<Lookup> _lookups = [];
    private int _orConditions;
    private int _udfs;

    /// <summary>What the top level demands of indexed fields.</summary>
    public IReadOnlyList<Lookup> Lookups => _lookups;

    /// <summary>Reads a list of conditions, all of which must hold.</summary>
    public Condition ReadAll(JsonElement items)
    {
        var condition = All(ReadItems(items, isTop: true, insideOr: false));
        if (_orConditions > QueryReader.Most)
            throw new AutotaskRefusalException(Texts.TooManyOrConditions);
        return _udfs > 1 ? throw new AutotaskRefusalException("Invalid query syntax. Only one user-defined field is allowed in a query.") : condition;
    }

    private static Condition All(Condition[] conditions) =>
        conditions is [var only] ? only : row => Array.TrueForAll(conditions, condition => condition(row));

    private static Condition Any(Condition[] conditions) => row => Array.Exists(conditions, condition => condition(row));

    private Condition[] ReadItems(JsonElement items, bool isTop, bool insideOr) =>
        items.ValueKind is JsonValueKind.Array && items.GetArrayLength() > 0
            ? [.. items.EnumerateArray().Select(item => Read(FilterParts.Read(item), isTop, insideOr))]
            : throw new AutotaskRefusalException("Invalid query syntax. A group needs items.");

    private Condition Read(FilterParts parts, bool isTop, bool insideOr)
    {
        var op = parts.Op;
        if (op is "and" or "or")
        {
            if (parts.Items is not { } items || parts.Field is not null || parts.Value is not null)
                throw new AutotaskRefusalException($"Invalid query syntax. '{op}' takes items only.");
            return op is "and" ? All(ReadItems(items, isTop, insideOr)) : Any(ReadItems(items, isTop: false, insideOr: true));
        }

        if (parts.Items is not null || parts.Field is not { } name)
            throw new AutotaskRefusalException($"Invalid query syntax. '{op}' takes a field and no items.");
        CountOrConditions(op, parts.Value, insideOr);
        return parts.Udf ? ReadUdf(op, name, parts.Value) : ReadField(op, name, parts.Value, isTop);
    }

    private Condition ReadField(string op, string name, JsonElement? value, bool isTop)
    {
        if (store.FindField(entity, name) is not { } field)
            throw new AutotaskRefusalException($"Unable to find {name} in the {entity.SoapName} Entity.");
        if (!field.IsQueryable)
            throw new AutotaskRefusalException($"The field {field.Name} of the {entity.SoapName} Entity is not queryable.");
        var comparison = Comparison.Create(op, field.Name, field.Type, value);
        if (isTop && comparison.Values is { } values && (field.IsIndexed || field.Ordinal == 0))
            _lookups.Add(new Lookup(field, values));
        return row => comparison.Holds(row[field]);
    }

    private Condition ReadUdf(string op, string name, JsonElement? value)
    {
        _udfs++;
        if (store.FindUdf(entity, name) is not { } definition)
            throw new AutotaskRefusalException($"Unable to find the user-defined field {name} in the {entity.SoapName} Entity.");
        var type = UdfValues.TypeOf(definition);
        var comparison = Comparison.Create(op, name, type, value);
        var id = definition.Id;
        return row => comparison.Holds(row.Udfs is not null && row.Udfs.TryGetValue(id, out var text) ? UdfValues.Parse(type, text) : null);
    }

    private void CountOrConditions(string op, JsonElement? value, bool insideOr)
    {
        if (op is "in" && value is { ValueKind: JsonValueKind.Array } list)
            _orConditions += list.GetArrayLength();
        else if (insideOr)
            _orConditions++;
    }
}

/// <summary>The properties of one condition or group.</summary>
internal sealed record FilterParts(string Op, string? Field, JsonElement? Value, bool Udf, JsonElement? Items)
{
    public static FilterParts Read(JsonElement item)
    {
        if (item.ValueKind is not JsonValueKind.Object)
            throw new AutotaskRefusalException("Invalid query syntax. A filter must be a JSON object.");
        string? op = null;
        string? field = null;
        JsonElement? value = null;
        JsonElement? items = null;
        var udf = false;
        foreach (var property in item.EnumerateObject().Where(property => property.Value.ValueKind is not JsonValueKind.Null))
        {
            if (QueryReader.Is(property, "op"))
                op = ReadText(property);
            else if (QueryReader.Is(property, "field"))
                field = ReadText(property);
            else if (QueryReader.Is(property, "value"))
                value = property.Value;
            else if (QueryReader.Is(property, "udf"))
                udf = property.Value.ValueKind is JsonValueKind.True;
            else if (QueryReader.Is(property, "items"))
                items = property.Value;
            else
                throw new AutotaskRefusalException($"Invalid query syntax. Unknown property '{property.Name}'.");
        }

        return op is null
            ? throw new AutotaskRefusalException("Invalid query syntax. A filter needs an op.")
            : new FilterParts(Comparison.Normalize(op), field, value, udf, items);
    }

    private static string ReadText(JsonProperty property) => property.Value.ValueKind is JsonValueKind.String
        ? property.Value.GetString()!
        : throw new AutotaskRefusalException($"Invalid query syntax. '{property.Name}' must be text.");
}
