using CloudmoreAutotask.Simulators.Autotask.State;
using CloudmoreAutotask.Simulators.Faults;

namespace CloudmoreAutotask.Simulators.Autotask.Queries;

/// <summary>One page of an answer.</summary>
/// <param name="Rows">The rows, by id.</param>
/// <param name="HasPrevious">Whether there are rows before them.</param>
/// <param name="HasNext">Whether there are rows after them.</param>
internal sealed record Page(IReadOnlyList<Row> Rows, bool HasPrevious, bool HasNext);

/// <summary>Finds the rows of a query, by index where the filter allows it.</summary>
internal sealed class QueryRunner(Store store)
{
    public int Count(Query query, Fault? fault) => Matching(query, after: -1, fault).Count();

    /// <summary>The page after an id, or the page that ends before one.</summary>
    public Page Run(Query query, long? after, long? before, Fault? fault)
    {
        if (before is { } end)
        {
            var earlier = Matching(query, after: -1, fault).TakeWhile(row => row.Id < end).ToList();
            var skipped = Math.Max(0, earlier.Count - query.PageSize);
            return new Page(earlier.GetRange(skipped, earlier.Count - skipped), skipped > 0, HasNext: true);
        }

        var rows = Matching(query, after ?? -1, fault).Take(query.PageSize + 1).ToList();
        var hasNext = rows.Count > query.PageSize;
        if (hasNext)
            rows.RemoveAt(query.PageSize);
        return new Page(rows, after is not null, hasNext);
    }

    /// <summary>Whether the API shows the row in this call.</summary>
    public bool IsShown(Row row, Fault? fault) =>
        store.IsVisible(row) && (fault is not { HidesRows: true } || (fault.HiddenIds.Count > 0 && !fault.HiddenIds.Contains(row.Id)));

    private IEnumerable<Row> Matching(Query query, long after, Fault? fault) =>
        Candidates(query, after).Where(row => query.Matches(row) && IsShown(row, fault));

    private IEnumerable<Row> Candidates(Query query, long after)
    {
        var table = store[query.Entity];
        List<Row>? best = null;
        foreach (var lookup in query.Lookups)
        {
            var found = Find(table, lookup);
            if (best is null || found.Count < best.Count)
                best = found;
        }

        return best is null
            ? table.After(after)
            : best.Where(row => row.Id > after).OrderBy(row => row.Id);
    }

    private static List<Row> Find(Table table, Lookup lookup)
    {
        var isId = lookup.Field.Ordinal == 0;
        return isId
            ? [.. lookup.Values.OfType<long>().Select(table.Find).OfType<Row>()]
            : [.. lookup.Values.SelectMany(value => table.With(lookup.Field, value))];
    }
}
