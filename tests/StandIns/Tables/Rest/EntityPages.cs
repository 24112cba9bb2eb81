using System.Text.Json;

namespace Azure.Data.Tables.Rest;

/// <summary>The pages of a query, fetched as they are asked for.</summary>
internal sealed class EntityPages<T>(TableAccount account, string table, string filter, int? maxPerPage, IEnumerable<string> select, CancellationToken cancellation)
    : AsyncPageable<T>(cancellation)
    where T : class, ITableEntity
{
    public override async IAsyncEnumerable<Page<T>> AsPages(string continuationToken = null, int? pageSizeHint = null)
    {
        do
        {
            var page = await FetchAsync(Continuation.Parse(continuationToken), pageSizeHint ?? maxPerPage).ConfigureAwait(false);
            yield return page;
            continuationToken = page.ContinuationToken;
        }
        while (!string.IsNullOrEmpty(continuationToken));
    }

    private async Task<Page<T>> FetchAsync(Continuation from, int? top)
    {
        var response = await account.SendAsync(TableOperation.Find(table, filter, top, select, from), CancellationToken).ConfigureAwait(false);
        if (response.Status != 200)
            throw new RequestFailedException(response);
        using var document = await JsonDocument.ParseAsync(response.ContentStream!, default, CancellationToken).ConfigureAwait(false);
        var entities = document.RootElement.GetProperty("value").EnumerateArray().Select(Wire.Entity<T>).ToList();
        return Page<T>.FromValues(entities, Continuation.From(response), response);
    }
}
