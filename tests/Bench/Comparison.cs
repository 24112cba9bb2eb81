using System.Diagnostics;
using System.Globalization;

namespace CloudmoreAutotask.Bench;

/// <summary>Measures an earlier product and this one part by part, one after the other on one machine.</summary>
internal static class Comparison
{
    // Less is noise, or not worth a row.
    private const double Telling = 0.1;

    public static async Task<ResultTable> RunAsync(string commit, IReadOnlyList<BenchPart> parts, CancellationToken cancellation)
    {
        var rows = new List<IReadOnlyList<string>>();
        await using var earlier = await EarlierProduct.BuildAsync(ResultsPage.Root(), commit, cancellation);
        foreach (var part in parts)
        {
            var before = await MeasureAsync(earlier.Program, part, cancellation);
            var after = await MeasureAsync(typeof(Comparison).Assembly.Location, part, cancellation);
            rows.AddRange(before.Join(after, table => table.Title, table => table.Title, Rows, StringComparer.Ordinal).SelectMany(found => found));
        }

        return new ResultTable(
            "Before and after",
            $"The product of {commit} and the one after it, measured in turns by the same bench. Only what differs by a tenth or more is listed.",
            ["Part", "Of", "Measure", "Before", "After", "After / before"],
            rows,
            Keys: 3);
    }

    private static async Task<IReadOnlyList<ResultTable>> MeasureAsync(string program, BenchPart part, CancellationToken cancellation)
    {
        var file = new FileInfo(Path.GetTempFileName());
        try
        {
            string[] arguments = [program, part.Name, "--tables", file.FullName, part.SizeOption, .. part.ComparedSizes.Select(size => size.ToString(CultureInfo.InvariantCulture))];
            await Console.Error.WriteLineAsync($"compare: {part.Name} of {program}");
            await BenchProcess.RunAsync(new ProcessStartInfo("dotnet", arguments) { WorkingDirectory = Path.GetDirectoryName(program)! }, cancellation);
            return await ResultTable.ReadAsync(file, cancellation);
        }
        finally
        {
            file.Delete();
        }
    }

    private static IEnumerable<IReadOnlyList<string>> Rows(ResultTable before, ResultTable after) =>
        from one in before.Rows
        join other in after.Rows on before.KeyOf(one) equals after.KeyOf(other)
        from column in Enumerable.Range(before.Keys, before.Columns.Count - before.Keys)
        let ratio = Number(other[column]) / Number(one[column])
        where ratio is not null && Math.Abs(ratio.Value - 1) >= Telling
        select (IReadOnlyList<string>)[before.Title, before.KeyOf(one), before.Columns[column], one[column], other[column], ratio.Value.ToString("0.00", CultureInfo.InvariantCulture)];

    // The number that a cell begins with; what follows is its unit.
    private static double? Number(string cell) =>
        double.TryParse(cell.Split(' ')[0], NumberStyles.Number, CultureInfo.InvariantCulture, out var number) && number != 0 ? number : null;
}
