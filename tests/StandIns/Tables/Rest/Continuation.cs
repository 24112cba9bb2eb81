namespace Azure.Data.Tables.Rest;

/// <summary>Where the next page of a query starts; as text, the two keys with a space between.</summary>
internal readonly record struct Continuation(string PartitionKey, string RowKey)
{
    public static string From(Response response)
    {
        response.Headers.TryGetValue("x-ms-continuation-NextPartitionKey", out var partitionKey);
        response.Headers.TryGetValue("x-ms-continuation-NextRowKey", out var rowKey);
        return partitionKey is null && rowKey is null ? null : $"{partitionKey} {rowKey}";
    }

    public static Continuation Parse(string token)
    {
        if (token is null || token.Length <= 1)
            return default;
        var keys = token.Split(' ', 2);
        return new(keys[0], keys.Length == 2 && keys[1].Length > 0 ? keys[1] : null);
    }
}
