using System.Globalization;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace CloudmoreAutotask.LocalHost.Output;

/// <summary>Prints what became of each subscription, and the totals.</summary>
public static class OutcomeTable
{
    // A longer table is not read; unchanged subscriptions are then only counted.
    private const int LongTable = 200;
    private const int NameWidth = 36;
    private const int NarrowestTable = 150;

    /// <summary>Prints the outcomes.</summary>
    public static void Print(IAnsiConsole console, IReadOnlyList<OutcomeRow> rows)
    {
        if (rows.Count == 0)
        {
            console.Write(new Text("No organization bill was worked on.\n"));
            return;
        }

        var shown = Shown(rows);
        if (console.Profile.Width < NarrowestTable)
            OutcomeList.Print(console, shown);
        else
            console.Write(Subscriptions(shown));
        if (shown.Count < rows.Count)
            console.Write(new Text(string.Create(CultureInfo.InvariantCulture, $"{rows.Count - shown.Count} unchanged subscriptions are not listed.\n")));
        OutcomeTotals.Print(console, rows);
    }

    internal static Style Colour(string outcome)
    {
        if (!ExitCode.IsFine(outcome))
            return new Style(Color.Yellow);
        return outcome == "Unchanged" ? Style.Plain : new Style(Color.Green);
    }

    private static List<OutcomeRow> Shown(IReadOnlyList<OutcomeRow> rows) =>
    [
        .. rows
            .Where(row => rows.Count <= LongTable || row.Outcome != "Unchanged")
            .OrderBy(row => row.Month, StringComparer.Ordinal)
            .ThenBy(row => row.Organization, StringComparer.Ordinal)
            .ThenBy(row => row.Subscription, StringComparer.Ordinal),
    ];

    private static Table Subscriptions(IEnumerable<OutcomeRow> rows)
    {
        var table = new Table { Border = TableBorder.Simple };
        foreach (var heading in (string[])["Organization", "Subscription", "Month", "Outcome"])
            table.AddColumn(new TableColumn(new Text(heading)).NoWrap());
        foreach (var heading in (string[])["Billed", "Exported", "Difference"])
            table.AddColumn(new TableColumn(new Text(heading)).NoWrap().RightAligned());
        table.AddColumn(new TableColumn(new Text("What to do")));
        foreach (var row in rows)
            table.AddRow(Cells(row));
        return table;
    }

    private static IRenderable[] Cells(OutcomeRow row) =>
    [
        new Text(PlainName.Shorten(row.Organization, NameWidth)),
        new Text(PlainName.Shorten(row.Subscription, NameWidth)),
        new Text(row.Month),
        new Text(row.Outcome, Colour(row.Outcome)),
        new Text(Money(row.Billed, row.Currency)),
        new Text(Money(row.Exported, row.Currency)),
        new Text(row.Difference == 0 ? "" : Money(row.Difference, row.Currency)),
        new Text(PlainName.Safe(row.ToDo)),
    ];

    private static string Money(decimal amount, string currency) => $"{OutcomeTotals.Amount(amount)} {currency}";
}
