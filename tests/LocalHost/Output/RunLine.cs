using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using CloudmoreAutotask.Ledger;

namespace CloudmoreAutotask.LocalHost.Output;

/// <summary>The last line of standard output: one JSON object, for scripts. Amounts are text with two decimals.</summary>
public static class RunLine
{
    /// <summary>Writes the line, without a line break.</summary>
    /// <param name="report">What the run came to.</param>
    /// <param name="error">Why the run failed; null when it did not.</param>
    public static string Write(ExportReport report, string? error = null) => JsonSerializer.Serialize(
        new Line(
            report.RunId,
            Time(report.AsOf),
            report.Rows.DistinctBy(row => row.OrganizationId).Count(),
            Group(report.Rows, row => row.Outcome, rows => rows.Count()),
            Money(report.Rows, money => money.Billed),
            Money(report.Rows, money => money.Exported),
            report.AutotaskCalls,
            report.CloudmoreCalls,
            error),
        JsonSerializerOptions.Web);

    /// <summary>Writes the line of a run that has no report, without a line break.</summary>
    /// <param name="runId">The run; null when none began.</param>
    /// <param name="asOf">Where the product's clock started.</param>
    /// <param name="error">Why it failed; no secret.</param>
    public static string WriteFailure(string? runId, DateTimeOffset asOf, string error) =>
        JsonSerializer.Serialize(new Line(runId, Time(asOf), 0, [], [], [], 0, 0, error), JsonSerializerOptions.Web);

    private static string Time(DateTimeOffset at) => at.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ss'Z'", CultureInfo.InvariantCulture);

    private static SortedDictionary<string, string> Money(IEnumerable<OutcomeRow> rows, Func<OutcomeAmount, decimal> amount) =>
        Group(rows.SelectMany(row => row.Amounts).Where(money => money.Currency.Length > 0), money => money.Currency, found => Amount(found.Sum(amount)));

    private static SortedDictionary<string, TValue> Group<TRow, TValue>(IEnumerable<TRow> rows, Func<TRow, string> key, Func<IEnumerable<TRow>, TValue> value) =>
        new(rows.GroupBy(key, StringComparer.Ordinal).ToDictionary(group => group.Key, group => value(group), StringComparer.Ordinal), StringComparer.Ordinal);

    private static string Amount(decimal amount) => amount.ToString("0.00", CultureInfo.InvariantCulture);

    private sealed record Line(
        string? RunId,
        string AsOf,
        int Organizations,
        SortedDictionary<string, int> Outcomes,
        SortedDictionary<string, string> Billed,
        SortedDictionary<string, string> Exported,
        long AutotaskCalls,
        long CloudmoreCalls,
        [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Error);
}
