using System.CommandLine;
using System.Globalization;
using CloudmoreAutotask.Bench;
using Spectre.Console;

var organizations = new Option<int>("--organizations") { DefaultValueFactory = _ => 1000, Description = "How many organizations the broker has." };
var subscriptions = new Option<int>("--subscriptions") { DefaultValueFactory = _ => 5, Description = "How many subscriptions each organization has." };

var calls = new Command("calls", "Counts Autotask calls of a first, an unchanged and a changed month, beside a per-line exporter.") { organizations, subscriptions };
calls.SetAction(async (parsed, cancellation) =>
{
    var table = new Table().AddColumns("Month", "Calls", "Goal", "Floor", "Per line", "Ratio", "Time");
    foreach (var row in await CallsBench.RunAsync(parsed.GetValue(organizations), parsed.GetValue(subscriptions), cancellation))
    {
        table.AddRow(row.Month, Text(row.Calls), Text(row.Goal ?? 0), Text(row.Floor), Text(row.PerLine), $"{(double)row.PerLine / row.Calls:0.0}", $"{row.Time.TotalSeconds:0.0} s");
        AnsiConsole.WriteLine($"{row.Month}: {row.ByEntity}");
    }

    AnsiConsole.Write(table);
});

var sizes = new Option<int[]>("--organizations") { DefaultValueFactory = _ => [100, 1000, 10_000], AllowMultipleArgumentsPerToken = true, Description = "The sizes, in organizations of ten lines." };
var size = new Command("size", "Detects and plans bills of several sizes; time and memory of the exporting process.") { sizes };
size.SetAction(async (parsed, cancellation) =>
{
    var table = new Table().AddColumns("Organizations", "Lines", "Detected", "Planned", "Lines/s", "Peak");
    foreach (var row in await SizeBench.RunAsync(parsed.GetValue(sizes)!, cancellation))
        table.AddRow(Text(row.Organizations), Text(row.Lines), $"{row.Detected.TotalSeconds:0.0} s", $"{row.Planned.TotalSeconds:0.0} s", $"{row.LinesPerSecond:0}", $"{row.PeakBytes / 1_000_000.0:0} MB");
    AnsiConsole.Write(table);
});
var sizeProcess = new Command(SizeBench.ChildCommand, "The exporting process of 'size'.") { Hidden = true };
sizeProcess.SetAction((_, cancellation) => SizeBench.RunChildAsync(cancellation));
return await new RootCommand("How fast, how large, how cheap.") { calls, size, sizeProcess }.Parse(args).InvokeAsync();

static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
