using System.Linq.Expressions;
using System.Text.Json;
using Azure.Core;
using Azure.Data.Tables.Models;
using Azure.Data.Tables.Rest;

namespace Azure.Data.Tables;

/// <summary>One table and its entities.</summary>
public class TableClient
{
    private const string UseFilterText =
        "The stand-in for Azure.Data.Tables knows no expression filters. Use TableClient.CreateQueryFilter($\"PartitionKey eq {key}\").";

    private readonly TableAccount _account;

    public TableClient(string connectionString, string tableName)
        : this(connectionString, tableName, null)
    {
    }

    public TableClient(string connectionString, string tableName, TableClientOptions options = null)
        : this(TableAccount.For(connectionString, options), tableName)
    {
    }

    public TableClient(Uri endpoint, string tableName, TokenCredential tokenCredential, TableClientOptions options = null)
        : this(TableAccount.For(endpoint, tokenCredential, options), tableName)
    {
    }

    internal TableClient(TableAccount account, string tableName)
    {
        ArgumentException.ThrowIfNullOrEmpty(tableName);
        _account = account;
        Name = tableName;
    }

    protected TableClient()
    {
    }

    public virtual string Name { get; }

    public virtual string AccountName => _account.Name;

    public virtual Uri Uri => _account.TableUri(Name);

    public static string CreateQueryFilter(FormattableString filter) => Filter.Create(filter);

    [Obsolete(UseFilterText, error: true)]
    public static string CreateQueryFilter<T>(Expression<Func<T, bool>> filter) => throw new NotSupportedException(UseFilterText);

    public virtual async Task<Response<TableItem>> CreateAsync(CancellationToken cancellationToken = default)
    {
        var response = await SendAsync(TableOperation.CreateTable(Name), cancellationToken).ConfigureAwait(false);
        return Response.FromValue(new TableItem(Name), response);
    }

    public virtual Response<TableItem> CreateIfNotExists(CancellationToken cancellationToken = default) =>
        Created(_account.Send(TableOperation.CreateTable(Name), cancellationToken));

    public virtual async Task<Response<TableItem>> CreateIfNotExistsAsync(CancellationToken cancellationToken = default) =>
        Created(await _account.SendAsync(TableOperation.CreateTable(Name), cancellationToken).ConfigureAwait(false));

    public virtual async Task<Response> DeleteAsync(CancellationToken cancellationToken = default) =>
        await SendAsync(TableOperation.DeleteTable(Name), cancellationToken).ConfigureAwait(false);

    public virtual async Task<Response<T>> GetEntityAsync<T>(
        string partitionKey, string rowKey, IEnumerable<string> select = null, CancellationToken cancellationToken = default)
        where T : class, ITableEntity
    {
        ArgumentNullException.ThrowIfNull(partitionKey);
        ArgumentNullException.ThrowIfNull(rowKey);
        var response = await SendAsync(TableOperation.Get(Name, partitionKey, rowKey, select), cancellationToken).ConfigureAwait(false);
        return Response.FromValue(Entity<T>(response), response);
    }

    public virtual async Task<NullableResponse<T>> GetEntityIfExistsAsync<T>(
        string partitionKey, string rowKey, IEnumerable<string> select = null, CancellationToken cancellationToken = default)
        where T : class, ITableEntity
    {
        ArgumentNullException.ThrowIfNull(partitionKey);
        ArgumentNullException.ThrowIfNull(rowKey);
        var response = await _account.SendAsync(TableOperation.Get(Name, partitionKey, rowKey, select), cancellationToken).ConfigureAwait(false);
        return response.Status == 404 ? new NoValueResponse<T>(response) : Response.FromValue(Entity<T>(Checked(response)), response);
    }

    public virtual async Task<Response> AddEntityAsync<T>(T entity, CancellationToken cancellationToken = default)
        where T : ITableEntity
    {
        CheckKeys(entity);
        return await SendAsync(TableOperation.Insert(Name, entity), cancellationToken).ConfigureAwait(false);
    }

    public virtual async Task<Response> UpsertEntityAsync<T>(
        T entity, TableUpdateMode mode = TableUpdateMode.Merge, CancellationToken cancellationToken = default)
        where T : ITableEntity
    {
        CheckKeys(entity);
        return await SendAsync(TableOperation.Write(Name, entity, mode, default), cancellationToken).ConfigureAwait(false);
    }

    public virtual async Task<Response> UpdateEntityAsync<T>(
        T entity, ETag ifMatch, TableUpdateMode mode = TableUpdateMode.Merge, CancellationToken cancellationToken = default)
        where T : ITableEntity
    {
        CheckKeys(entity);
        if (ifMatch == default)
            throw new ArgumentException("Value cannot be empty.", nameof(ifMatch));
        return await SendAsync(TableOperation.Write(Name, entity, mode, ifMatch), cancellationToken).ConfigureAwait(false);
    }

    public virtual Task<Response> DeleteEntityAsync(ITableEntity entity, ETag ifMatch = default, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(entity);
        return DeleteEntityAsync(entity.PartitionKey, entity.RowKey, ifMatch, cancellationToken);
    }

    /// <summary>Deletes an entity. One that is not there is no error: the answer has status 404.</summary>
    public virtual async Task<Response> DeleteEntityAsync(
        string partitionKey, string rowKey, ETag ifMatch = default, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(partitionKey);
        ArgumentNullException.ThrowIfNull(rowKey);
        var response = await _account.SendAsync(TableOperation.Delete(Name, partitionKey, rowKey, ifMatch), cancellationToken).ConfigureAwait(false);
        return response.Status == 404 ? response : Checked(response);
    }

    public virtual AsyncPageable<T> QueryAsync<T>(
        string filter = null, int? maxPerPage = null, IEnumerable<string> select = null, CancellationToken cancellationToken = default)
        where T : class, ITableEntity =>
        new EntityPages<T>(_account, Name, filter, maxPerPage, select, cancellationToken);

    [Obsolete(UseFilterText, error: true)]
    public virtual AsyncPageable<T> QueryAsync<T>(
        Expression<Func<T, bool>> filter, int? maxPerPage = null, IEnumerable<string> select = null, CancellationToken cancellationToken = default)
        where T : class, ITableEntity =>
        throw new NotSupportedException(UseFilterText);

    public virtual async Task<Response<IReadOnlyList<Response>>> SubmitTransactionAsync(
        IEnumerable<TableTransactionAction> transactionActions, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(transactionActions);
        var operations = transactionActions.Select(ToOperation).ToList();
        if (operations.Count == 0)
            throw new InvalidOperationException("Transaction contains no operations.");
        return await _account.SendAsync(operations, cancellationToken).ConfigureAwait(false);
    }

    private static Response Checked(Response response) => response.IsError ? throw new RequestFailedException(response) : response;

    private static T Entity<T>(Response response)
        where T : class, ITableEntity
    {
        using var document = JsonDocument.Parse(response.Content);
        return Wire.Entity<T>(document.RootElement);
    }

    private static void CheckKeys(ITableEntity entity)
    {
        ArgumentNullException.ThrowIfNull(entity);
        ArgumentNullException.ThrowIfNull(entity.PartitionKey, nameof(entity.PartitionKey));
        ArgumentNullException.ThrowIfNull(entity.RowKey, nameof(entity.RowKey));
    }

    private TableOperation ToOperation(TableTransactionAction action) => action.ActionType switch
    {
        TableTransactionActionType.Add => TableOperation.Insert(Name, action.Entity),
        TableTransactionActionType.Delete => TableOperation.Delete(Name, action.Entity.PartitionKey, action.Entity.RowKey, action.ETag),
        TableTransactionActionType.UpdateMerge => TableOperation.Write(Name, action.Entity, TableUpdateMode.Merge, action.ETag),
        TableTransactionActionType.UpdateReplace => TableOperation.Write(Name, action.Entity, TableUpdateMode.Replace, action.ETag),
        TableTransactionActionType.UpsertMerge => TableOperation.Write(Name, action.Entity, TableUpdateMode.Merge, default),
        TableTransactionActionType.UpsertReplace => TableOperation.Write(Name, action.Entity, TableUpdateMode.Replace, default),
        _ => throw new InvalidOperationException("Unknown request type."),
    };

    private async Task<Response> SendAsync(TableOperation operation, CancellationToken cancellation) =>
        Checked(await _account.SendAsync(operation, cancellation).ConfigureAwait(false));

    private Response<TableItem> Created(Response response)
    {
        if (response.IsError)
        {
            var failure = new RequestFailedException(response);
            if (failure.Status != 409 || failure.ErrorCode == TableErrorCode.TableBeingDeleted.ToString())
                throw failure;
        }

        return Response.FromValue(new TableItem(Name), response);
    }
}
