using System.Globalization;
using Azure.Core;

namespace Azure.Data.Tables.Rest;

/// <summary>One call of the Table service's REST interface, by itself or within a transaction.</summary>
/// <param name="Method">The HTTP method.</param>
/// <param name="Path">What follows the account's address, escaped.</param>
internal sealed record TableOperation(RequestMethod Method, string Path)
{
    private const string MinimalMetadata = "application/json;odata=minimalmetadata";

    public List<KeyValuePair<string, string>> Headers { get; } = [new("DataServiceVersion", "3.0"), new("Accept", MinimalMetadata)];

    public ReadOnlyMemory<byte>? Body { get; private init; }

    private static string Format => $"$format={Uri.EscapeDataString(MinimalMetadata)}";

    public static TableOperation CreateTable(string table)
    {
        var operation = WithBody(RequestMethod.Post, $"Tables?{Format}", new(StringComparer.Ordinal) { ["TableName"] = table });
        operation.Headers.Add(new("Prefer", "return-no-content"));
        return operation;
    }

    public static TableOperation DeleteTable(string table) => new(RequestMethod.Delete, $"Tables('{Uri.EscapeDataString(table)}')");

    public static TableOperation Insert(string table, ITableEntity entity)
    {
        var operation = WithBody(RequestMethod.Post, $"{table}?{Format}", Wire.Properties(entity));
        operation.Headers.Add(new("Prefer", "return-no-content"));
        return operation;
    }

    /// <summary>Merges or replaces an entity; without a condition it also creates it.</summary>
    public static TableOperation Write(string table, ITableEntity entity, TableUpdateMode mode, ETag ifMatch)
    {
        var method = mode switch
        {
            TableUpdateMode.Merge => RequestMethod.Patch,
            TableUpdateMode.Replace => RequestMethod.Put,
            _ => throw new ArgumentException($"Unexpected value for mode: {mode}"),
        };
        var operation = WithBody(method, $"{Key(table, entity.PartitionKey, entity.RowKey)}?{Format}", Wire.Properties(entity));
        if (ifMatch != default)
            operation.Headers.Add(new("If-Match", ifMatch.ToString()));
        return operation;
    }

    public static TableOperation Delete(string table, string partitionKey, string rowKey, ETag ifMatch)
    {
        var operation = new TableOperation(RequestMethod.Delete, $"{Key(table, partitionKey, rowKey)}?{Format}");
        operation.Headers.Add(new("If-Match", (ifMatch == default ? ETag.All : ifMatch).ToString()));
        return operation;
    }

    public static TableOperation Get(string table, string partitionKey, string rowKey, IEnumerable<string> select) =>
        new(RequestMethod.Get, $"{Key(table, partitionKey, rowKey)}?{Format}{Query("$select", Join(select))}");

    public static TableOperation Find(string table, string filter, int? top, IEnumerable<string> select, Continuation from) =>
        new(
            RequestMethod.Get,
            $"{table}()?{Format}{Query("$top", top?.ToString(CultureInfo.InvariantCulture))}{Query("$select", Join(select))}{Query("$filter", filter)}" +
            $"{Query("NextPartitionKey", from.PartitionKey)}{Query("NextRowKey", from.RowKey)}");

    private static TableOperation WithBody(RequestMethod method, string path, Dictionary<string, object> properties)
    {
        var operation = new TableOperation(method, path) { Body = Wire.Serialize(properties) };
        operation.Headers.Add(new("Content-Type", "application/json;odata=nometadata"));
        return operation;
    }

    private static string Key(string table, string partitionKey, string rowKey) =>
        $"{table}(PartitionKey='{Uri.EscapeDataString(Filter.Escape(partitionKey))}',RowKey='{Uri.EscapeDataString(Filter.Escape(rowKey))}')";

    private static string Query(string name, string value) => value is null ? "" : $"&{name}={Uri.EscapeDataString(value)}";

    private static string Join(IEnumerable<string> names) => names is null ? null : string.Join(',', names);
}
