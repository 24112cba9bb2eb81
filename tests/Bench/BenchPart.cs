using System.CommandLine;

namespace CloudmoreAutotask.Bench;

/// <summary>A part of the bench: a command of its own, and one of those that run without a command.</summary>
/// <param name="Name">The command.</param>
/// <param name="Description">What it measures.</param>
/// <param name="SizeOption">The option that names its sizes.</param>
/// <param name="Sizes">The sizes it has when none are named.</param>
/// <param name="ComparedSizes">The sizes it has when two products are compared: large enough to tell, small enough to run often.</param>
/// <param name="MeasureAsync">Measures at these sizes.</param>
internal sealed record BenchPart(
    string Name,
    string Description,
    string SizeOption,
    IReadOnlyList<int> Sizes,
    IReadOnlyList<int> ComparedSizes,
    Func<IReadOnlyList<int>, CancellationToken, Task<IReadOnlyList<ResultTable>>> MeasureAsync)
{
    /// <summary>All parts, in the order of the page.</summary>
    public static IReadOnlyList<BenchPart> All { get; } =
    [
        new("calls", "Counts Autotask calls and storage operations of a first, an unchanged and changed months, beside a per-line exporter.", "--organizations", [1, 100, 1000, 10_000], [100],
            async (sizes, cancellation) => CallsTables.All(await CallsBench.RunAsync(sizes, cancellation))),
        new("time", "Runs whole months in the local host against an Autotask that takes 50 ms for each call; time from start to end.", "--organizations", [1, 100, 1000], [100],
            async (sizes, cancellation) => [TimeBench.Table(await TimeBench.RunAsync(sizes, cancellation))]),
        new("start", "Plans bills in a process that was just started; time from message to plan.", "--organizations", [100, 1000], [100],
            async (sizes, cancellation) => [StartBench.Table(await StartBench.RunAsync(sizes, cancellation))]),
        new("size", "Detects and plans bills of several sizes; time and memory of the exporting process.", "--organizations", [100, 1000, 10_000], [1000],
            async (sizes, cancellation) => [SizeBench.Table(await SizeBench.RunAsync(sizes, cancellation))]),
        new("reading", "Reads reports of up to a million lines as a stream; time and memory of the reading process.", "--lines", [10_000, 100_000, 1_000_000], [100_000],
            async (sizes, cancellation) => [ReadingBench.Table(await ReadingBench.RunAsync(sizes, cancellation))]),
        new("aggregation", "Aggregates bills of a thousand to a million lines, beside a plain LINQ version.", "--lines", [1000, 10_000, 100_000, 1_000_000], [10_000, 100_000],
            (sizes, _) => Task.FromResult<IReadOnlyList<ResultTable>>([AggregationBench.Table(AggregationBench.Run(sizes))])),
    ];

    /// <summary>The part as a command.</summary>
    /// <param name="show">What becomes of its tables.</param>
    public Command ToCommand(Func<ParseResult, IReadOnlyList<ResultTable>, CancellationToken, Task> show)
    {
        var sizes = new Option<int[]>(SizeOption) { DefaultValueFactory = _ => [.. Sizes], AllowMultipleArgumentsPerToken = true, Description = "The sizes to measure." };
        var command = new Command(Name, Description) { sizes };
        command.SetAction(async (parsed, cancellation) => await show(parsed, await MeasureAsync(parsed.GetValue(sizes)!, cancellation), cancellation));
        return command;
    }
}
