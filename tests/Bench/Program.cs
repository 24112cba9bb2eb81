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
return await new RootCommand("How fast, how large, how cheap.") { calls }.Parse(args).InvokeAsync();

static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
