using System.Text.Json;
using Spectre.Console;

namespace CloudmoreAutotask.Bench;

/// <summary>The results of one part, as the screen and RESULTS.md show them.</summary>
/// <param name="Title">The part.</param>
/// <param name="Explanation">What was measured, and what it is held against.</param>
/// <param name="Columns">The headings.</param>
/// <param name="Rows">The cells.</param>
/// <param name="Keys">How many columns, from the first, say what a row is about; the others are its measures.</param>
internal sealed record ResultTable(string Title, string Explanation, IReadOnlyList<string> Columns, IReadOnlyList<IReadOnlyList<string>> Rows, int Keys = 1)
{
    /// <summary>Writes tables as JSON.</summary>
    public static async Task SaveAsync(IReadOnlyList<ResultTable> tables, FileInfo file, CancellationToken cancellation)
    {
        await using var stream = file.Create();
        await JsonSerializer.SerializeAsync(stream, tables, cancellationToken: cancellation);
    }

    /// <summary>Reads tables back.</summary>
    public static async Task<IReadOnlyList<ResultTable>> ReadAsync(FileInfo file, CancellationToken cancellation)
    {
        await using var stream = file.OpenRead();
        return await JsonSerializer.DeserializeAsync<IReadOnlyList<ResultTable>>(stream, cancellationToken: cancellation) ?? [];
    }

    /// <summary>What a row is about.</summary>
    public string KeyOf(IReadOnlyList<string> row) => string.Join(", ", row.Take(Keys).Zip(Columns, (cell, column) => char.IsDigit(cell[0]) ? $"{cell} {char.ToLowerInvariant(column[0])}{column[1..]}" : cell));

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
