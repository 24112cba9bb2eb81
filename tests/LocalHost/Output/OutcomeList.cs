using Spectre.Console;

namespace CloudmoreAutotask.LocalHost.Output;

/// <summary>The outcomes for a terminal that is too narrow for the table: a heading per organization and month, what to do on a line of its own.</summary>
internal static class OutcomeList
{
    private const int OutcomeWidth = 10;
    private const int AmountWidth = 13;
    private const int Indent = 2;

    public static void Print(IAnsiConsole console, IEnumerable<OutcomeRow> rows)
    {
        var nameWidth = Math.Max(10, console.Profile.Width - Indent - OutcomeWidth - (3 * AmountWidth) - 1);
        console.Write(new Text(Line("Subscription", nameWidth, "Outcome", "Billed", "Exported", "Difference"), new Style(decoration: Decoration.Bold)));
        foreach (var group in rows.GroupBy(row => (row.Month, row.Organization, row.Currency)))
        {
            console.Write(new Text($"{group.Key.Month} {PlainName.Shorten(group.Key.Organization, nameWidth)} {group.Key.Currency}\n", new Style(decoration: Decoration.Underline)));
            foreach (var row in group)
                Print(console, row, nameWidth);
        }
    }

    private static void Print(IAnsiConsole console, OutcomeRow row, int nameWidth)
    {
        var difference = row.Difference == 0 ? "" : OutcomeTotals.Amount(row.Difference);
        var line = Line(row.Subscription, nameWidth, row.Outcome, OutcomeTotals.Amount(row.Billed), OutcomeTotals.Amount(row.Exported), difference);
        console.Write(new Text(line, OutcomeTable.Colour(row.Outcome)));
        if (row.ToDo.Length > 0)
            console.Write(new Padder(new Text(PlainName.Safe(row.ToDo)), new Padding(Indent * 2, 0, 0, 0)));
    }

    private static string Line(string name, int nameWidth, string outcome, params ReadOnlySpan<string> amounts)
    {
        var line = new string(' ', Indent) + PlainName.Pad(PlainName.Shorten(name, nameWidth - 1), nameWidth) + outcome.PadRight(OutcomeWidth);
        foreach (var amount in amounts)
            line += amount.PadLeft(AmountWidth);
        return line + "\n";
    }
}
