using System.CommandLine;
using System.Text.Json;
using CloudmoreAutotask.LocalHost.CommandLine;
using CloudmoreAutotask.LocalHost.Output;
using CloudmoreAutotask.LocalHost.Running;
using CloudmoreAutotask.Simulators.Autotask;
using CloudmoreAutotask.Simulators.Cloudmore;
using Spectre.Console;

namespace CloudmoreAutotask.Tests.LocalHostTests;

/// <summary>The local host as a person calls it: its command line, a settings file, and both simulators in place of the real accounts.</summary>
internal sealed class CommandBench : IAsyncDisposable
{
    private static readonly JsonSerializerOptions Json = new() { WriteIndented = true };

    private readonly string folder = Directory.CreateTempSubdirectory("local-host-").FullName;

    private CommandBench(CloudmoreSimulator cloudmore, AutotaskSimulator autotask) => (Cloudmore, Autotask) = (cloudmore, autotask);

    public CloudmoreSimulator Cloudmore { get; }

    public AutotaskSimulator Autotask { get; }

    public AutotaskTenant Tenant => Autotask.Tenant;

    /// <summary>What stands in the settings file.</summary>
    public Dictionary<string, string> Settings { get; } = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>The keys that a broker gets from Cloudmore and Autotask.</summary>
    public IReadOnlyDictionary<string, string> Keys => new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase)
    {
        ["Cloudmore:ResellerId"] = Cloudmore.Broker.ResellerId,
        ["Cloudmore:ClientSecret"] = Cloudmore.Broker.ClientSecret,
        ["Cloudmore:Username"] = Cloudmore.Broker.Username,
        ["Cloudmore:Password"] = Cloudmore.Broker.Password,
        ["Autotask:ApiUsername"] = Tenant.ApiUser.UserName,
        ["Autotask:ApiSecret"] = Tenant.ApiUser.Secret,
        ["Autotask:ApiIntegrationCode"] = Tenant.ApiUser.IntegrationCode,
    };

    /// <summary>Starts with a settings file that names the simulators in place of the real accounts, and nothing else.</summary>
    public static async Task<CommandBench> StartAsync()
    {
        var bench = new CommandBench(await CloudmoreSimulator.StartAsync(), await AutotaskSimulator.StartAsync());
        bench.Settings["Cloudmore:BaseUrl"] = bench.Cloudmore.BaseUrl.ToString();
        bench.Settings["Autotask:ZoneInformationUrl"] = bench.Autotask.ZoneInformationUrl.ToString();
        return bench;
    }

    /// <summary>The path of a file of the test's own.</summary>
    public string PathOf(string name) => Path.Combine(folder, name);

    /// <summary>What stands after <c>dotnet run --project tests/LocalHost --</c>; the settings file is added.</summary>
    /// <param name="line">The options.</param>
    /// <param name="terminalWidth">The width of the terminal that a person watches; null where the output goes to a file.</param>
    public async Task<(int Exit, string Output, string Errors)> RunAsync(string line, int? terminalWidth = null)
    {
        await File.WriteAllTextAsync(PathOf("settings.json"), JsonSerializer.Serialize(new { IsEncrypted = false, Values = Settings }, Json));
        var parts = ExportParts.Create() with { Environment = new Dictionary<string, string?>(StringComparer.Ordinal), DataFolder = PathOf("data") };
        using var output = new StringWriter();
        using var errors = new StringWriter();
        using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(3));
        var console = terminalWidth is { } width ? Terminal(output, width) : HostConsole.Plain(output);
        var root = HostCommandLine.Create(
            parts.Commands, parts.UseBillFile is not null, (arguments, stopping) => new HostRun(parts, new HostOutput(console, output, errors)).RunAsync(arguments, stopping));
        var exit = await root.Parse([.. line.Split(' '), "--no-simulators", "--settings", PathOf("settings.json")])
            .InvokeAsync(new InvocationConfiguration { Output = output, Error = errors }, limit.Token);
        return (exit, output.ToString(), errors.ToString());
    }

    public async ValueTask DisposeAsync()
    {
        await Autotask.DisposeAsync();
        await Cloudmore.DisposeAsync();
        Directory.Delete(folder, recursive: true);
    }

    private static IAnsiConsole Terminal(TextWriter output, int width)
    {
        var console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Ansi = AnsiSupport.No,
            ColorSystem = ColorSystemSupport.NoColors,
            Interactive = InteractionSupport.Yes,
            Out = new AnsiConsoleOutput(output),
        });
        console.Profile.Width = width;
        return console;
    }
}
