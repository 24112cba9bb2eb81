using Spectre.Console;

namespace CloudmoreAutotask.Bench;

/// <summary>The results of one part, as the screen and RESULTS.md show them.</summary>
/// <param name="Title">The part.</param>
/// <param name="Explanation">What was measured, and what it is held against.</param>
/// <param name="Columns">The headings.</param>
/// <param name="Rows">The cells.</param>
internal sealed record ResultTable(string Title, string Explanation, IReadOnlyList<string> Columns, IReadOnlyList<IReadOnlyList<string>> Rows)
{
    /// <summary>Shows the table on the screen.</summary>
    public void Show()
    {
        var table = new Table().Title(Title.EscapeMarkup());
        foreach (var column in Columns)
            table.AddColumn(column.EscapeMarkup());
        foreach (var row in Rows)
            table.AddRow([.. row.Select(cell => cell.EscapeMarkup())]);
        AnsiConsole.Write(table);
    }

    /// <summary>The part as a section of a Markdown page.</summary>
    public string ToMarkdown() => $"""
        ## {Title}

        {Explanation}

        {Line(Columns)}
        {Line(Columns.Select(_ => "---"))}
        {string.Join('\n', Rows.Select(Line))}

        """;

    private static string Line(IEnumerable<string> cells) => $"| {string.Join(" | ", cells)} |";
}
