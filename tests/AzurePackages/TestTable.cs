using Azure.Data.Tables;

namespace CloudmoreAutotask.Tests.AzurePackages;

/// <summary>A new table in the emulator for each test.</summary>
internal static class TestTable
{
    public static async Task<TableClient> CreateAsync()
    {
        var table = new TableServiceClient(AzuriteFixture.ConnectionString).GetTableClient($"t{Guid.NewGuid():n}");
        await table.CreateIfNotExistsAsync();
        return table;
    }

    public static async Task<List<T>> AllAsync<T>(this TableClient table, string? filter = null, IEnumerable<string>? select = null)
        where T : class, ITableEntity
    {
        var found = new List<T>();
        await foreach (var entity in table.QueryAsync<T>(filter, select: select))
            found.Add(entity);
        return found;
    }
}
