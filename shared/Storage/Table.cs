using Azure;
using Azure.Data.Tables;
using Azure.Data.Tables.Models;

namespace CloudmoreAutotask.Storage;

/// <summary>A table of one kind of row. It is created when it is first written; until then it has no rows.</summary>
/// <typeparam name="T">The row.</typeparam>
public sealed class Table<T>
    where T : class
{
    // What one transaction may hold (Table Storage).
    private const int TransactionSize = 100;

    private readonly TableClient client;
    private readonly CreateOnce creation;

    internal Table(TableServiceClient service, string name)
    {
        client = service.GetTableClient(name);
        creation = new CreateOnce(client.CreateIfNotExistsAsync);
    }

    /// <summary>Reads one row; null when there is none.</summary>
    public async Task<T?> FindAsync(string partitionKey, string rowKey, CancellationToken cancellation)
    {
        var answer = await client.GetEntityIfExistsAsync<TableEntity>(partitionKey, rowKey, cancellationToken: cancellation);
        return answer.HasValue ? RowMapper<T>.FromEntity(answer.Value!) : null;
    }

    /// <summary>Reads all rows of a partition, by row key.</summary>
    public Task<IReadOnlyList<T>> ListAsync(string partitionKey, CancellationToken cancellation) =>
        QueryAsync(TableClient.CreateQueryFilter($"PartitionKey eq {partitionKey}"), cancellation);

    /// <summary>Reads all rows of the partitions whose key begins with a text, by partition and row key.</summary>
    public Task<IReadOnlyList<T>> ListStartingAsync(string partitionStart, CancellationToken cancellation)
    {
        // Keys are compared as text: what begins with the text lies between it and the text with a higher last character.
        var end = partitionStart[..^1] + (char)(partitionStart[^1] + 1);
        return QueryAsync(TableClient.CreateQueryFilter($"PartitionKey ge {partitionStart} and PartitionKey lt {end}"), cancellation);
    }

    /// <summary>Reads the rows of all partitions for which a property holds; the service leaves out the others.</summary>
    /// <param name="property">The name of a property that is true or false.</param>
    /// <param name="cancellation">Ends the reading.</param>
    public Task<IReadOnlyList<T>> ListWhereAsync(string property, CancellationToken cancellation) =>
        QueryAsync($"{StorageJson.Options.PropertyNamingPolicy!.ConvertName(property)} eq true", cancellation);

    /// <summary>Reads all rows of the table.</summary>
    public Task<IReadOnlyList<T>> ListAllAsync(CancellationToken cancellation) => QueryAsync(null, cancellation);

    /// <summary>Writes one row, whether it is there or not.</summary>
    public async Task SaveAsync(string partitionKey, string rowKey, T row, CancellationToken cancellation)
    {
        await creation.EnsureAsync(cancellation);
        await client.UpsertEntityAsync(RowMapper<T>.ToEntity(partitionKey, rowKey, row), TableUpdateMode.Replace, cancellation);
    }

    /// <summary>Changes a row that others write too: what they wrote meanwhile stays.</summary>
    /// <returns>False when there is no such row.</returns>
    public async Task<bool> ChangeAsync(string partitionKey, string rowKey, Func<T, T> change, CancellationToken cancellation)
    {
        while (true)
        {
            var found = await client.GetEntityIfExistsAsync<TableEntity>(partitionKey, rowKey, cancellationToken: cancellation);
            if (!found.HasValue)
                return false;
            var changed = RowMapper<T>.ToEntity(partitionKey, rowKey, change(RowMapper<T>.FromEntity(found.Value!)));
            try
            {
                await client.UpdateEntityAsync(changed, found.Value!.ETag, TableUpdateMode.Replace, cancellation);
                return true;
            }
            catch (RequestFailedException raced) when (raced.Status == 412)
            {
                // Somebody else wrote it first.
            }
        }
    }

    /// <summary>Writes rows of one partition, all or none within each hundred.</summary>
    public async Task SaveAllAsync(string partitionKey, IEnumerable<(string RowKey, T Row)> rows, CancellationToken cancellation)
    {
        foreach (var chunk in rows.Chunk(TransactionSize))
        {
            await creation.EnsureAsync(cancellation);
            var actions = chunk.Select(row => new TableTransactionAction(TableTransactionActionType.UpsertReplace, RowMapper<T>.ToEntity(partitionKey, row.RowKey, row.Row)));
            await client.SubmitTransactionAsync(actions, cancellation);
        }
    }

    /// <summary>Removes a row of the product's own; one that is gone already is no failure.</summary>
    public Task RemoveAsync(string partitionKey, string rowKey, CancellationToken cancellation) =>
        client.DeleteEntityAsync(partitionKey, rowKey, ETag.All, cancellation);

    private async Task<IReadOnlyList<T>> QueryAsync(string? filter, CancellationToken cancellation)
    {
        var rows = new List<T>();
        try
        {
            await foreach (var entity in client.QueryAsync<TableEntity>(filter, cancellationToken: cancellation))
                rows.Add(RowMapper<T>.FromEntity(entity));
        }
        catch (RequestFailedException missing) when (missing.ErrorCode == TableErrorCode.TableNotFound)
        {
            // Nothing was ever written to it.
        }

        return rows;
    }
}
