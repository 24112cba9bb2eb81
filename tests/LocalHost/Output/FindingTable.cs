using CloudmoreAutotask.Setup;
using Spectre.Console;

namespace CloudmoreAutotask.LocalHost.Output;

/// <summary>Prints what the doctor found, on a terminal.</summary>
internal static class FindingTable
{
    public static void Print(IAnsiConsole console, IReadOnlyList<Finding> findings)
    {
        var table = new Table { Border = TableBorder.Rounded, ShowRowSeparators = true, Expand = true };
        table.AddColumn(new TableColumn(new Text("Check")));
        table.AddColumn(new TableColumn(new Text("")).NoWrap());
        table.AddColumn(new TableColumn(new Text("What was found")));
        table.AddColumn(new TableColumn(new Text("What to do")));
        foreach (var finding in findings)
        {
            table.AddRow(
                new Text(PlainName.Safe(finding.Check)),
                new Text(FindingList.Word(finding.State), Colour(finding.State)),
                new Text(PlainName.Safe(finding.Found)),
                new Text(PlainName.Safe(finding.ToDo)));
        }

        console.Write(table);
    }

    private static Style Colour(FindingState state) => new(state switch
    {
        FindingState.Good => Color.Green,
        FindingState.Warning => Color.Yellow,
        FindingState.Bad => Color.Red,
        _ => Color.Grey,
    });
}
