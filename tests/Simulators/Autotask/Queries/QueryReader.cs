using System.Text.Json;
using CloudmoreAutotask.Simulators.Autotask.Schema;
using CloudmoreAutotask.Simulators.Autotask.State;

namespace CloudmoreAutotask.Simulators.Autotask.Queries;

/// <summary>Reads the JSON of a query. Source: Autotask facts, section 2.1.</summary>
internal sealed class QueryReader(Store store)
{
    /// <summary>The largest page, and the largest number of OR conditions.</summary>
    public const int Most = 500;

    public Query Read(EntityDefinition entity, JsonElement search)
    {
        if (search.ValueKind is not JsonValueKind.Object)
            throw new AutotaskRefusalException("Invalid query syntax. The query must be a JSON object.");
        var pageSize = Most;
        JsonElement? filter = null;
        JsonElement? include = null;
        foreach (var property in search.EnumerateObject())
        {
            if (Is(property, "filter"))
                filter = property.Value;
            else if (Is(property, "MaxRecords"))
                pageSize = ReadPageSize(property.Value);
            else if (Is(property, "IncludeFields"))
                include = property.Value.ValueKind is JsonValueKind.Null ? null : property.Value;
            else
                throw new AutotaskRefusalException($"Invalid query syntax. Unknown property '{property.Name}'.");
        }

        if (filter is not { ValueKind: JsonValueKind.Array } conditions || conditions.GetArrayLength() == 0)
            throw new AutotaskRefusalException("Invalid query syntax. At least one filter is required.");
        var reader = new FilterReader(store, entity);
        var matches = reader.ReadAll(conditions);
        var (fields, withUdfs) = ReadFields(entity, include);
        return new Query(entity, matches, reader.Lookups, pageSize, fields, withUdfs);
    }

    /// <summary>The fields that a read without a choice answers.</summary>
    public IReadOnlyList<Field> AllFields(EntityDefinition entity) => [.. entity.Fields.Where(store.Has)];

    internal static bool Is(JsonProperty property, string name) => string.Equals(property.Name, name, StringComparison.OrdinalIgnoreCase);

    private static int ReadPageSize(JsonElement value) =>
        value.ValueKind is JsonValueKind.Null ? Most
        : value.ValueKind is JsonValueKind.Number && value.TryGetInt32(out var size) && size is >= 1 and <= Most ? size
        : throw new AutotaskRefusalException("Invalid query syntax. MaxRecords must be a number from 1 to 500.");

    private (IReadOnlyList<Field> Fields, bool WithUdfs) ReadFields(EntityDefinition entity, JsonElement? include)
    {
        if (include is not { } names)
            return (AllFields(entity), true);
        if (names.ValueKind is not JsonValueKind.Array)
            throw new AutotaskRefusalException("Invalid query syntax. IncludeFields must be a list of field names.");
        var fields = new List<Field>();
        var withUdfs = false;
        foreach (var item in names.EnumerateArray())
        {
            var name = item.ValueKind is JsonValueKind.String ? item.GetString()! : "";
            if (store.FindField(entity, name) is { } field)
                fields.Add(field);
            else if (entity.UdfType is not null && (string.Equals(name, "userDefinedFields", StringComparison.OrdinalIgnoreCase) || store.FindUdf(entity, name) is not null))
                withUdfs = true;
            else
                throw new AutotaskRefusalException($"Unable to find {name} in the {entity.SoapName} Entity.");
        }

        return fields.Contains(entity.Fields[0])
            ? ([.. fields.Distinct()], withUdfs)
            : throw new AutotaskRefusalException("Invalid query syntax. IncludeFields must contain id.");
    }
}
