using System.Globalization;
using System.Text.Json;
using CloudmoreAutotask.Ledger;

namespace CloudmoreAutotask.LocalHost.Output;

/// <summary>The last line of standard output: one JSON object, for scripts. Amounts are text with two decimals.</summary>
public static class RunLine
{
    /// <summary>Writes the line, without a line break.</summary>
    public static string Write(ExportReport report) => JsonSerializer.Serialize(
        new Line(
            report.RunId,
            report.AsOf.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ss'Z'", CultureInfo.InvariantCulture),
            report.Rows.DistinctBy(row => row.OrganizationId).Count(),
            Group(report.Rows, row => row.Outcome, rows => rows.Count()),
            Money(report.Rows, money => money.Billed),
            Money(report.Rows, money => money.Exported),
            report.AutotaskCalls,
            report.CloudmoreCalls),
        JsonSerializerOptions.Web);

    private static SortedDictionary<string, string> Money(IEnumerable<OutcomeRow> rows, Func<OutcomeAmount, decimal> amount) =>
        Group(rows.SelectMany(row => row.Amounts).Where(money => money.Currency.Length > 0), money => money.Currency, found => Amount(found.Sum(amount)));

    private static SortedDictionary<string, TValue> Group<TRow, TValue>(IEnumerable<TRow> rows, Func<TRow, string> key, Func<IEnumerable<TRow>, TValue> value) =>
        new(rows.GroupBy(key, StringComparer.Ordinal).ToDictionary(group => group.Key, group => value(group), StringComparer.Ordinal), StringComparer.Ordinal);

    private static string Amount(decimal amount) => amount.ToString("0.00", CultureInfo.InvariantCulture);

    private sealed record Line(
        string RunId,
        string AsOf,
        int Organizations,
        SortedDictionary<string, int> Outcomes,
        SortedDictionary<string, string> Billed,
        SortedDictionary<string, string> Exported,
        long AutotaskCalls,
        long CloudmoreCalls);
}
