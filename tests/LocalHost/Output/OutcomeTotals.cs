using System.Globalization;
using Spectre.Console;

namespace CloudmoreAutotask.LocalHost.Output;

/// <summary>The end of the outcome table: money per currency and counts.</summary>
internal static class OutcomeTotals
{
    public static void Print(IAnsiConsole console, IReadOnlyList<OutcomeRow> rows)
    {
        var table = new Table { Border = TableBorder.Simple };
        table.AddColumn(new TableColumn(new Text("This run")));
        foreach (var heading in (string[])["Billed", "Exported", "Difference"])
            table.AddColumn(new TableColumn(new Text(heading)).NoWrap().RightAligned());
        foreach (var total in rows.SelectMany(row => row.Amounts).Where(money => money.Currency.Length > 0).GroupBy(money => money.Currency, StringComparer.Ordinal).OrderBy(group => group.Key, StringComparer.Ordinal))
        {
            var billed = OutcomeRow.Cents(total.Sum(money => money.Billed));
            var exported = OutcomeRow.Cents(total.Sum(money => money.Exported));
            table.AddRow(new Text(total.Key), new Text(Amount(billed)), new Text(Amount(exported)), new Text(Amount(billed - exported)));
        }

        console.Write(table);
        console.Write(new Text($"{Counts(rows)}\n"));
    }

    public static string Amount(decimal amount) => amount.ToString("#,##0.00", CultureInfo.InvariantCulture);

    private static string Count(int number, string what) => string.Create(CultureInfo.InvariantCulture, $"{number} {what}{(number == 1 ? "" : "s")}");

    private static string Counts(IReadOnlyList<OutcomeRow> rows)
    {
        var counts = rows.GroupBy(row => row.Outcome, StringComparer.Ordinal).OrderBy(group => group.Key, StringComparer.Ordinal);
        return $"{Count(rows.DistinctBy(row => row.OrganizationId).Count(), "organization")}, {Count(rows.Count, "subscription")}: "
            + string.Join(", ", counts.Select(group => string.Create(CultureInfo.InvariantCulture, $"{group.Key} {group.Count()}"))) + ".";
    }
}
