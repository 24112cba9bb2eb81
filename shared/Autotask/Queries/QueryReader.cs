using System.Text.Json;
using CloudmoreAutotask.Autotask.Calls;
using CloudmoreAutotask.Autotask.Entities;
using CloudmoreAutotask.Autotask.Json;
using CloudmoreAutotask.Setup;
using Microsoft.Extensions.Options;

namespace CloudmoreAutotask.Autotask.Queries;

/// <summary>Reads all rows of a query, page by page and, for long lists of values, in several calls.</summary>
internal sealed class QueryReader(ReadSender reads, IOptions<LimitsOptions> limits)
{
    private const int PageSize = 500;

    // Most fields that are asked by value have one row per value. A full page costs another call that finds nothing, so one call asks for fewer.
    private const int ValuesPerCall = 480;

    public async Task<IReadOnlyList<T>> ReadAsync<T>(IReadOnlyList<Filter> filters, CancellationToken cancellation)
        where T : IAutotaskRow
    {
        if (OrConditions.Count(filters) > OrConditions.Most)
            throw new ArgumentException($"A query may have at most {OrConditions.Most} OR conditions.", nameof(filters));
        var rows = new List<T>();
        // A query without any filter is refused; this one holds for every row.
        var next = filters.Count > 0 ? filters : [Filter.AtLeast("id", 0L)];
        while (true)
        {
            var (page, isLast) = await ReadPageAsync<T>(next, cancellation);
            CheckOrder(page, rows, isLast);
            rows.AddRange(page);
            if (isLast)
                return rows;
            next = [.. filters, Filter.Greater("id", rows[^1].Id)];
        }
    }

    public async Task<IReadOnlyList<T>> ReadInAsync<T, TValue>(
        string field, IReadOnlyCollection<TValue> values, IReadOnlyList<Filter> and, bool udf, CancellationToken cancellation)
        where T : IAutotaskRow
    {
        var room = OrConditions.Most - OrConditions.Count(and);
        if (room < 1)
            throw new ArgumentException($"The conditions leave no room for values: a query may have at most {OrConditions.Most} OR conditions.", nameof(and));
        TValue[][] chunks = [.. values.Distinct().Chunk(Math.Min(room, ValuesPerCall))];
        var found = new IReadOnlyList<T>[chunks.Length];
        var side = new ParallelOptions { MaxDegreeOfParallelism = limits.Value.CallsPerEntity, CancellationToken = cancellation };
        await Parallel.ForAsync(0, chunks.Length, side, async (index, token) =>
        {
            var list = new Filter { Op = "in", Field = field, Value = chunks[index], Udf = udf ? true : null };
            found[index] = await ReadAsync<T>([.. and, list], token);
        });
        return [.. found.SelectMany(rows => rows).DistinctBy(row => row.Id).OrderBy(row => row.Id)];
    }

    private async Task<(List<T> Rows, bool IsLast)> ReadPageAsync<T>(IReadOnlyList<Filter> filters, CancellationToken cancellation)
        where T : IAutotaskRow
    {
        var body = AutotaskJson.Write(new QueryBody(PageSize, filters));
        var answer = await reads.ReadAsync(new AutotaskCall(T.Entity, HttpMethod.Post, $"{T.Entity}/query", CallPurpose.Query, body), cancellation);
        var items = AutotaskJson.Property(answer, "items") ?? throw new InvalidDataException($"Autotask answered a query of {T.Entity} without items.");
        var rows = AutotaskJson.Read<List<T>>(items, $"answer to a query of {T.Entity}");
        return (rows, rows.Count == 0 || (rows.Count < PageSize && !NamesNextPage(answer)));
    }

    // A page may be shorter than was asked for and still not be the last; rows that are not read would count as not there.
    private static bool NamesNextPage(JsonElement answer) =>
        AutotaskJson.Property(answer, "pageDetails") is { } details
        && AutotaskJson.Property(details, "nextPageUrl") is { ValueKind: JsonValueKind.String } url
        && url.GetString() is { Length: > 0 };

    // Paging by id loses rows when they do not come in the order of their ids. Source: Autotask facts, "Query".
    private static void CheckOrder<T>(List<T> page, List<T> before, bool isLast)
        where T : IAutotaskRow
    {
        if (isLast && before.Count == 0)
            return;
        var last = before.Count > 0 ? before[^1].Id : long.MinValue;
        foreach (var row in page)
        {
            if (row.Id <= last)
                throw new InvalidDataException($"Autotask answered rows of {T.Entity} out of the order of their ids ({row.Id} after {last}), so that pages cannot be told apart.");
            last = row.Id;
        }
    }
}
