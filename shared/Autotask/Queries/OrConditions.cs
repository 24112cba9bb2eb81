using System.Collections;

namespace CloudmoreAutotask.Autotask.Queries;

/// <summary>Counts what Autotask counts as OR conditions: the members of an <c>or</c> group and the values of an <c>in</c>. Source: Autotask facts, "Query".</summary>
internal static class OrConditions
{
    /// <summary>The most that one call may have.</summary>
    public const int Most = 500;

    public static int Count(IEnumerable<Filter> filters) => filters.Sum(Count);

    private static int Count(Filter filter) => filter switch
    {
        { Items: { } items } => filter.Op == "or" ? items.Sum(item => Math.Max(1, Count(item))) : Count(items),
        { Value: IEnumerable values and not string } => values.Cast<object>().Count(),
        _ => 0,
    };
}
