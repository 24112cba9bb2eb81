using System.Globalization;

namespace CloudmoreAutotask.Bench;

/// <summary>Shows what months cost.</summary>
internal static class CallsTables
{
    // US dollars for 10,000 operations: more than any of the three services asks for in a standard account, so that the cost is an upper bound.
    private const decimal Price = 0.10m;
    private const decimal PerPrice = 10_000m;

    // The goals speak of brokers; with a few organizations the calls that every run makes outweigh the rest.
    private const int SmallestWithGoal = 100;

    /// <summary>What the months cost: calls, calls by entity, storage operations.</summary>
    public static IReadOnlyList<ResultTable> All(IReadOnlyList<CallsRow> rows) => [Calls(rows), Entities(rows), Storage(rows)];

    // Calls beside the goal, the floor and the per-line exporter.
    private static ResultTable Calls(IReadOnlyList<CallsRow> rows) => new(
        "Autotask calls",
        $"Calls of whole runs, {CallsBench.Subscriptions} subscriptions in each organization. The floor is what no exporter can do without: a read for each 500 contracts, contract services, units and companies, "
        + "one fresh read for each changed organization (a read that several organizations share beats that), one write for each change (two for a new subscription). About ten calls of a run do not depend on the broker's size: zone, allowance, settings, catalogue. "
        + "The per-line exporter makes five reads for each line and then the write; it ran on the same simulator.",
        ["Organizations", "Month", "Calls", "Most allowed", "Floor", "x floor", "Per line", "Fewer than per line", "Time"],
        [
            .. rows.Select(row => (IReadOnlyList<string>)
            [
                Text(row.Organizations), row.Month, Text(row.Calls), row.Organizations >= SmallestWithGoal && row.Goal is { } goal ? Text(goal) : "", Text(row.Floor), Ratio(row.Calls, row.Floor), Text(row.PerLine),
                $"{Ratio(row.PerLine, row.Calls)} times", string.Create(CultureInfo.InvariantCulture, $"{row.Time.TotalSeconds:0.0} s"),
            ]),
        ],
        Keys: 2);

    private static ResultTable Entities(IReadOnlyList<CallsRow> rows) => new(
        "Autotask calls by entity",
        "What the calls above read and write.",
        ["Organizations", "Month", "Calls"],
        [.. rows.Select(row => (IReadOnlyList<string>)[Text(row.Organizations), row.Month, row.ByEntity])],
        Keys: 2);

    private static ResultTable Storage(IReadOnlyList<CallsRow> rows) => new(
        "Storage operations",
        "Operations of whole runs, detection and report included, and how many that is for each organization bill. The cost is an upper bound: USD 0.10 for 10,000 operations of any kind. "
        + "The queue trigger's own operations are not among them.",
        ["Organizations", "Month", "Table", "Queue", "Blob", "For each bill", "USD a run at most"],
        [
            .. rows.Select(row => (IReadOnlyList<string>)
            [
                Text(row.Organizations), row.Month, Text(Of(row, "Table")), Text(Of(row, "Queue")), Text(Of(row, "Blob")), Ratio(row.Storage.Values.Sum(), row.Organizations),
                (row.Storage.Values.Sum() * Price / PerPrice).ToString("0.00", CultureInfo.InvariantCulture),
            ]),
        ],
        Keys: 2);

    private static int Of(CallsRow row, string service) => row.Storage.GetValueOrDefault(service);

    private static string Ratio(int one, int other) => other == 0 ? "" : ((double)one / other).ToString("0.0", CultureInfo.InvariantCulture);

    private static string Text(int number) => number.ToString("N0", CultureInfo.InvariantCulture);
}
