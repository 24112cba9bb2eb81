using Azure;
using Azure.Data.Tables;
using Azure.Storage.Blobs;

namespace CloudmoreAutotask.Tests.Export.Crash;

/// <summary>What a storage account holds of the product's tables and documents, to be put into another one; messages and leases are not copied.</summary>
internal sealed class StorageCopy
{
    private static readonly string[] Tables = ["Bills", "Outcomes", "CompanyMappings", "ContractMappings", "WrittenUnits", "Intents", "Memory"];
    private static readonly string[] Folders = ["bills"];

    private readonly List<(string Table, List<TableEntity> Rows)> _rows = [];
    private readonly List<(string Folder, string Name, BinaryData Content)> _documents = [];

    private StorageCopy()
    {
    }

    public static async Task<StorageCopy> TakeAsync(string connectionString)
    {
        var copy = new StorageCopy();
        foreach (var table in Tables)
            copy._rows.Add((table, await ReadAsync(new TableServiceClient(connectionString).GetTableClient(table))));
        foreach (var folder in Folders)
        {
            var container = new BlobServiceClient(connectionString).GetBlobContainerClient(folder);
            await foreach (var blob in container.GetBlobsAsync())
                copy._documents.Add((folder, blob.Name, (await container.GetBlobClient(blob.Name).DownloadContentAsync()).Value.Content));
        }

        return copy;
    }

    public async Task PutAsync(string connectionString)
    {
        var tables = new TableServiceClient(connectionString);
        var blobs = new BlobServiceClient(connectionString);
        await Task.WhenAll(_rows.Where(table => table.Rows.Count > 0).Select(table => PutAsync(tables.GetTableClient(table.Table), table.Rows)));
        foreach (var folder in Folders)
            await blobs.CreateBlobContainerAsync(folder);
        await Task.WhenAll(_documents.Select(document => blobs.GetBlobContainerClient(document.Folder).GetBlobClient(document.Name).UploadAsync(document.Content)));
    }

    private static async Task<List<TableEntity>> ReadAsync(TableClient table)
    {
        var rows = new List<TableEntity>();
        try
        {
            await foreach (var row in table.QueryAsync<TableEntity>())
                rows.Add(row);
        }
        catch (RequestFailedException missing) when (missing.Status == 404)
        {
            // Nothing was ever written to it.
        }

        return rows;
    }

    private static async Task PutAsync(TableClient table, IEnumerable<TableEntity> rows)
    {
        await table.CreateAsync();
        foreach (var partition in rows.GroupBy(row => row.PartitionKey, StringComparer.Ordinal))
            await table.SubmitTransactionAsync(partition.Select(row => new TableTransactionAction(TableTransactionActionType.Add, row)));
    }
}
