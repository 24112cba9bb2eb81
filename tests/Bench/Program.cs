using System.CommandLine;
using CloudmoreAutotask.Bench;

Option<int[]> Sizes(params int[] standard) => new("--organizations")
{
    DefaultValueFactory = _ => standard,
    AllowMultipleArgumentsPerToken = true,
    Description = "How many organizations the brokers have.",
};

var subscriptions = new Option<int>("--subscriptions") { DefaultValueFactory = _ => 5, Description = "How many subscriptions each organization has." };
var callSizes = Sizes(1, 100, 1000);
var calls = new Command("calls", "Counts Autotask calls and storage operations of a first, an unchanged and changed months, beside a per-line exporter.") { callSizes, subscriptions };
calls.SetAction((parsed, cancellation) => CallsAsync(parsed.GetValue(callSizes)!, parsed.GetValue(subscriptions), cancellation));

var billSizes = Sizes(100, 1000, 10_000);
var size = new Command("size", "Detects and plans bills of several sizes; time and memory of the exporting process.") { billSizes };
size.SetAction((parsed, cancellation) => SizeAsync(parsed.GetValue(billSizes)!, cancellation));

var timeSizes = Sizes(1, 100, 1000);
var time = new Command("time", "Runs whole months in the local host against an Autotask that takes 50 ms for each call; time from start to end.") { timeSizes };
time.SetAction((parsed, cancellation) => TimeAsync(parsed.GetValue(timeSizes)!, cancellation));

var startSizes = Sizes(100, 1000);
var start = new Command("start", "Plans bills in a process that was just started; time from message to plan.") { startSizes };
start.SetAction((parsed, cancellation) => StartAsync(parsed.GetValue(startSizes)!, cancellation));

var reportLines = new Option<int[]>("--lines") { DefaultValueFactory = _ => [10_000, 100_000, 1_000_000], AllowMultipleArgumentsPerToken = true, Description = "The sizes of the reports." };
var reading = new Command("reading", "Reads reports of up to a million lines as a stream; time and memory of the reading process.") { reportLines };
reading.SetAction((parsed, cancellation) => ReadingAsync(parsed.GetValue(reportLines)!, cancellation));

var aggregation = new Command("aggregation", "Aggregates bills of a thousand to a million lines, beside a plain LINQ version.");
aggregation.SetAction((_, cancellation) => ShowAsync([AggregationBench.Table(AggregationBench.Run())], cancellation));

var sizeProcess = new Command(SizeBench.ChildCommand, "The exporting process of 'size'.") { Hidden = true };
sizeProcess.SetAction((_, cancellation) => SizeBench.RunChildAsync(cancellation));
var readingProcess = new Command(ReadingBench.ChildCommand, "The reading process of 'reading'.") { Hidden = true };
readingProcess.SetAction((_, cancellation) => ReadingBench.RunChildAsync(cancellation));

var all = new RootCommand("How fast, how large, how cheap. Without a command every part runs. Results go to tests/Bench/RESULTS.md.") { calls, time, start, size, reading, aggregation, sizeProcess, readingProcess };
all.SetAction(async (_, cancellation) =>
{
    await CallsAsync([1, 100, 1000], 5, cancellation);
    await TimeAsync([1, 100, 1000], cancellation);
    await StartAsync([100, 1000], cancellation);
    await SizeAsync([100, 1000, 10_000], cancellation);
    await ReadingAsync([10_000, 100_000, 1_000_000], cancellation);
    await ShowAsync([AggregationBench.Table(AggregationBench.Run())], cancellation);
});
return await all.Parse(args).InvokeAsync();

static async Task CallsAsync(IReadOnlyList<int> organizations, int subscriptions, CancellationToken cancellation)
{
    var rows = new List<CallsRow>();
    foreach (var count in organizations)
        rows.AddRange(await CallsBench.RunAsync(count, subscriptions, cancellation));
    await ShowAsync([CallsTables.Calls(rows, subscriptions), CallsTables.Entities(rows), CallsTables.Storage(rows)], cancellation);
}

static async Task TimeAsync(IReadOnlyList<int> organizations, CancellationToken cancellation) =>
    await ShowAsync([TimeBench.Table(await TimeBench.RunAsync(organizations, cancellation))], cancellation);

static async Task StartAsync(IReadOnlyList<int> organizations, CancellationToken cancellation) =>
    await ShowAsync([StartBench.Table(await StartBench.RunAsync(organizations, cancellation))], cancellation);

static async Task SizeAsync(IReadOnlyList<int> organizations, CancellationToken cancellation) =>
    await ShowAsync([SizeBench.Table(await SizeBench.RunAsync(organizations, cancellation))], cancellation);

static async Task ReadingAsync(IReadOnlyList<int> lines, CancellationToken cancellation) =>
    await ShowAsync([ReadingBench.Table(await ReadingBench.RunAsync(lines, cancellation))], cancellation);

static async Task ShowAsync(IReadOnlyList<ResultTable> tables, CancellationToken cancellation)
{
    foreach (var table in tables)
        table.Show();
    await ResultsPage.SaveAsync(tables, cancellation);
}
