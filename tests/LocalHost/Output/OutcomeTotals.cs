using System.Globalization;
using Spectre.Console;

namespace CloudmoreAutotask.LocalHost.Output;

/// <summary>The end of the outcome table: money per currency and counts.</summary>
internal static class OutcomeTotals
{
    public static void Print(IAnsiConsole console, IReadOnlyList<OutcomeRow> rows)
    {
        var table = new Table { Border = TableBorder.Simple };
        table.AddColumn(new TableColumn(new Text("Total")));
        foreach (var heading in (string[])["Billed", "Exported", "Difference"])
            table.AddColumn(new TableColumn(new Text(heading)).NoWrap().RightAligned());
        foreach (var total in rows.GroupBy(row => row.Currency, StringComparer.Ordinal).OrderBy(group => group.Key, StringComparer.Ordinal))
        {
            table.AddRow(
                new Text(total.Key),
                new Text(Amount(total.Sum(row => row.Billed))),
                new Text(Amount(total.Sum(row => row.Exported))),
                new Text(Amount(total.Sum(row => row.Difference))));
        }

        console.Write(table);
        console.Write(new Text($"{Counts(rows)}\n"));
    }

    public static string Amount(decimal amount) => amount.ToString("#,##0.00", CultureInfo.InvariantCulture);

    private static string Counts(IReadOnlyList<OutcomeRow> rows)
    {
        var counts = rows.GroupBy(row => row.Outcome, StringComparer.Ordinal).OrderBy(group => group.Key, StringComparer.Ordinal);
        var organizations = rows.DistinctBy(row => row.OrganizationId).Count();
        return string.Create(CultureInfo.InvariantCulture, $"{organizations} organizations, {rows.Count} subscriptions: ")
            + string.Join(", ", counts.Select(group => string.Create(CultureInfo.InvariantCulture, $"{group.Key} {group.Count()}"))) + ".";
    }
}
