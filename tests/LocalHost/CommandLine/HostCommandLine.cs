using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;

namespace CloudmoreAutotask.LocalHost.CommandLine;

/// <summary>The options of the local host.</summary>
public static class HostCommandLine
{
    /// <summary>The option to end when all is done.</summary>
    public const string OnceOption = "--once";

    private static readonly string[] TimeFormats = ["yyyy-MM-dd", "yyyy-MM-dd'T'HH:mmK", "yyyy-MM-dd'T'HH:mm:ssK", "yyyy-MM-dd'T'HH:mm:ss.FFFFFFFK"];

    /// <summary>Makes the command line.</summary>
    /// <param name="commands">What the host can do instead of an export.</param>
    /// <param name="takesBillFile">Whether a bill can be read from a file.</param>
    /// <param name="run">Does what is asked for and answers the exit code.</param>
    public static RootCommand Create(IReadOnlyList<IHostCommand> commands, bool takesBillFile, Func<HostArguments, CancellationToken, Task<int>> run)
    {
        var once = new Option<bool>(OnceOption) { Description = "End when the queues are empty and nothing is due. Opens no port." };
        var port = Port();
        var noSimulators = new Option<bool>("--no-simulators") { Description = "Work with the APIs that the settings name, not with simulators. Writes to Autotask." };
        var asOf = AsOf();
        var settings = new Option<string?>("--settings") { HelpName = "FILE", Description = "A local.settings.json. Environment variables win over it (Autotask__ApiSecret)." };
        var bill = new Option<string?>("--bill") { HelpName = "FILE.csv", Description = "Read the bill from the CSV of Cloudmore's General Billing Report, not from the API." };
        var mappings = new Option<string?>("--mappings") { HelpName = "FILE.csv", Description = "With --bill: save this mapping file first, as --mappings-in FILE.csv --apply does." };
        var apply = new Option<bool>("--apply") { Description = $"With {string.Join(" or ", commands.Where(command => command.CanApply).Select(command => command.Option))}: save what is shown." };
        var modes = commands.Select(CommandOption.Of).ToList();

        var root = new RootCommand(
            "Exports bills from Cloudmore to Autotask on this machine: once at the start, then by the schedule. Without options it is a demo: two simulated APIs, " +
            "a sample broker and a storage emulator; nothing leaves this machine. Exit code: 0 all is well, 2 something needs a person, 1 the run failed.")
        {
            once, port, noSimulators, asOf, settings,
        };
        if (takesBillFile)
        {
            root.Options.Add(bill);
            root.Options.Add(mappings);
            root.Validators.Add(result => Belongs(result, mappings, [bill]));
        }

        foreach (var mode in modes)
            root.Options.Add(mode.Option);
        if (modes.Exists(mode => mode.Command.CanApply))
        {
            root.Options.Add(apply);
            root.Validators.Add(result => Belongs(result, apply, [.. modes.Where(mode => mode.Command.CanApply).Select(mode => mode.Option)]));
        }

        root.Validators.Add(result => OnlyOne(result, modes.Select(mode => mode.Option)));
        root.SetAction((parsed, cancellation) => run(
            new HostArguments
            {
                Once = parsed.GetValue(once),
                Port = parsed.GetValue(port),
                NoSimulators = parsed.GetValue(noSimulators),
                AsOf = parsed.GetValue(asOf),
                SettingsFile = parsed.GetValue(settings),
                BillFile = takesBillFile ? parsed.GetValue(bill) : null,
                MappingsFile = takesBillFile ? parsed.GetValue(mappings) : null,
                Command = modes.Find(mode => mode.IsAsked(parsed))?.Command.Option,
                CommandFile = modes.Find(mode => mode.IsAsked(parsed))?.FileOf(parsed),
                Apply = parsed.GetResult(apply) is not null && parsed.GetValue(apply),
            },
            cancellation));
        return root;
    }

    private static Option<int> Port() => new("--port")
    {
        HelpName = "N",
        Description = "The port of the operator's page on 127.0.0.1; 0 takes a free one and prints it.",
        DefaultValueFactory = _ => HostArguments.StandardPort,
        CustomParser = ParsePort,
    };

    private static int ParsePort(ArgumentResult result)
    {
        if (int.TryParse(Text(result), NumberStyles.None, CultureInfo.InvariantCulture, out var port) && port <= ushort.MaxValue)
            return port;
        result.AddError($"'{Text(result)}' is no port; write a number from 0 to 65535.");
        return 0;
    }

    private static Option<DateTimeOffset?> AsOf() => new("--as-of")
    {
        HelpName = "TIME",
        Description = "Start the clock there (it runs on), to replay months: 2026-10-09T04:00:00Z, or a day. Without an offset it is UTC.",
        CustomParser = ParseTime,
    };

    private static DateTimeOffset? ParseTime(ArgumentResult result)
    {
        var text = Text(result);
        const DateTimeStyles utc = DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal;
        if (DateTimeOffset.TryParseExact(text, TimeFormats, CultureInfo.InvariantCulture, utc, out var time))
            return time;
        result.AddError($"'{text}' is no time; write it as 2026-10-09T04:00:00Z.");
        return null;
    }

    private static string Text(ArgumentResult result) => result.Tokens.Count == 1 ? result.Tokens[0].Value : "";

    private static void OnlyOne(CommandResult result, IEnumerable<Option> modes)
    {
        var asked = modes.Where(mode => IsGiven(result, mode)).Select(mode => mode.Name).ToList();
        if (asked.Count > 1)
            result.AddError($"{string.Join(" and ", asked)} cannot be asked for together.");
    }

    private static void Belongs(CommandResult result, Option option, IReadOnlyCollection<Option> owners)
    {
        if (IsGiven(result, option) && !owners.Any(owner => IsGiven(result, owner)))
            result.AddError($"{option.Name} only goes with {string.Join(" or ", owners.Select(owner => owner.Name))}.");
    }

    private static bool IsGiven(CommandResult result, Option option) => result.GetResult(option) is { Implicit: false };
}
