using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;
using Azure.Data.Tables;

namespace CloudmoreAutotask.Storage;

/// <summary>Maps a record to a table row, a column per property, so that a person can read the table; nested values are JSON text, fractions are text.</summary>
/// <typeparam name="T">The record.</typeparam>
internal static class RowMapper<T>
    where T : class
{
    private static readonly Dictionary<string, bool> NestedByName = StorageJson.Options.GetTypeInfo(typeof(T)).Properties
        .ToDictionary(property => property.Name, property => StorageJson.Options.GetTypeInfo(property.PropertyType).Kind != JsonTypeInfoKind.None, StringComparer.Ordinal);

    public static TableEntity ToEntity(string partitionKey, string rowKey, T row)
    {
        var entity = new TableEntity(partitionKey, rowKey);
        foreach (var (name, value) in JsonSerializer.SerializeToNode(row, StorageJson.Options)!.AsObject())
        {
            if (value is not null)
                entity[name] = Column(value);
        }

        return entity;
    }

    public static T FromEntity(TableEntity entity)
    {
        var json = new JsonObject();
        foreach (var (name, value) in entity)
        {
            if (NestedByName.TryGetValue(name, out var nested) && value is not null)
                json[name] = nested ? JsonNode.Parse((string)value) : JsonValue.Create(value);
        }

        return json.Deserialize<T>(StorageJson.Options)
            ?? throw new InvalidOperationException($"The row {entity.PartitionKey} / {entity.RowKey} holds nothing.");
    }

    private static object Column(JsonNode value) => value.GetValueKind() switch
    {
        JsonValueKind.String => value.GetValue<string>(),
        JsonValueKind.True => true,
        JsonValueKind.False => false,
        JsonValueKind.Number when long.TryParse(value.ToJsonString(), out var number) => number,
        JsonValueKind.Number => value.ToJsonString(),
        _ => value.ToJsonString(StorageJson.Options),
    };
}
