using System.CommandLine;
using CloudmoreAutotask.Bench;

var tablesFile = new Option<FileInfo>("--tables") { Recursive = true, Hidden = true, Description = "Writes the tables there as JSON, and not to RESULTS.md." };
var before = new Option<string>("--before") { Required = true, Description = "The commit with the earlier product." };
var parts = new Option<string[]>("--parts")
{
    DefaultValueFactory = _ => [.. BenchPart.All.Select(part => part.Name)],
    AllowMultipleArgumentsPerToken = true,
    Description = "The parts to compare.",
};
parts.AcceptOnlyFromAmong([.. BenchPart.All.Select(part => part.Name)]);
var compare = new Command("compare", "Measures an earlier product and this one in turns, by this bench.") { before, parts };
compare.SetAction(async (parsed, cancellation) =>
    await ShowAsync(parsed, [await Comparison.RunAsync(parsed.GetValue(before)!, [.. BenchPart.All.Where(part => parsed.GetValue(parts)!.Contains(part.Name, StringComparer.Ordinal))], cancellation)], cancellation));

var sizeProcess = new Command(SizeBench.ChildCommand, "The exporting process of 'size'.") { Hidden = true };
sizeProcess.SetAction((_, cancellation) => SizeBench.RunChildAsync(cancellation));
var startProcess = new Command(StartBench.ChildCommand, "The planning process of 'start'.") { Hidden = true };
startProcess.SetAction((_, cancellation) => StartBench.RunChildAsync(cancellation));
var readingProcess = new Command(ReadingBench.ChildCommand, "The reading process of 'reading'.") { Hidden = true };
readingProcess.SetAction((_, cancellation) => ReadingBench.RunChildAsync(cancellation));

var all = new RootCommand("How fast, how large, how cheap. Without a command every part runs. Results go to tests/Bench/RESULTS.md.") { tablesFile, compare, startProcess, sizeProcess, readingProcess };
foreach (var part in BenchPart.All)
    all.Subcommands.Add(part.ToCommand(ShowAsync));
all.SetAction(async (parsed, cancellation) =>
{
    foreach (var part in BenchPart.All)
        await ShowAsync(parsed, await part.MeasureAsync(part.Sizes, cancellation), cancellation);
});
return await all.Parse(args).InvokeAsync();

async Task ShowAsync(ParseResult parsed, IReadOnlyList<ResultTable> tables, CancellationToken cancellation)
{
    foreach (var table in tables)
        table.Show();
    await (parsed.GetValue(tablesFile) is { } file ? ResultTable.SaveAsync(tables, file, cancellation) : ResultsPage.SaveAsync(tables, cancellation));
}
