using System.Diagnostics;
using CloudmoreAutotask.LocalHost.CommandLine;
using CloudmoreAutotask.LocalHost.Output;
using CloudmoreAutotask.LocalHost.Running;
using CloudmoreAutotask.LocalHost.Settings;
using CloudmoreAutotask.Simulators.Cloudmore;
using NUnit.Framework;

namespace CloudmoreAutotask.Tests.LocalHostTests;

/// <summary>The list of services as a person asks for it, from the command line to what can be pasted.</summary>
public sealed class ServicesCommandTests
{
    private const string Odd = "O'Neil \"Backup\" & Société";

    private static readonly DateOnly October = new(2026, 10, 8);

    private readonly Dictionary<string, string?> settings = new(StringComparer.OrdinalIgnoreCase);
    private CloudmoreSimulator cloudmore = null!;

    [SetUp]
    public async Task StartAsync()
    {
        cloudmore = await CloudmoreSimulator.StartAsync();
        cloudmore.Broker.Add("Contoso").Bill(
            BrokerLine.Of(October, "S1", "P1", 10, 16.90m, 20.60m),
            BrokerLine.Of(October, "A1", "VM", 1.25m, 8m, 10m) with { ServiceName = "Microsoft Azure" },
            BrokerLine.Of(October, "B1", "P2", 3, 1m, 2m) with { ServiceName = Odd });
        cloudmore.Broker.Add("Fabrikam").Bill(
            BrokerLine.Of(October, "S2", "P1", 5, 16.90m, 20.60m) with { CurrencyCode = "GBP" },
            BrokerLine.Of(new DateOnly(2026, 9, 8), "S2", "P1", 5, 16.90m, 999m) with { CurrencyCode = "GBP" });
        settings.Clear();
        settings[HostSettings.Storage] = AzuriteFixture.NewAccount();
        settings["Cloudmore__BaseUrl"] = cloudmore.BaseUrl.ToString();
        settings["Cloudmore__ResellerId"] = cloudmore.Broker.ResellerId;
        settings["Cloudmore__ClientSecret"] = cloudmore.Broker.ClientSecret;
        settings["Cloudmore__Username"] = cloudmore.Broker.Username;
        settings["Cloudmore__Password"] = cloudmore.Broker.Password;
    }

    [TearDown]
    public async Task StopAsync() => await cloudmore.DisposeAsync();

    [Test]
    public async Task Run_NoServicesAndNothingOfAutotaskInTheSettings_ListsWhatLastMonthBilled()
    {
        var (exit, output, errors) = await RunAsync();

        Assert.That(exit, Is.Zero, errors);
        Assert.That(Block(output, "Microsoft CSP"), Is.EqualTo(new[]
        {
            "Billed    EUR 206.00 and GBP 103.00",
            "Found     2 organizations, 2 subscriptions, 2 lines",
            "Fits      Subscription: whole seats that are paid again and again",
            "Settings  not listed: its lines would be held",
        }));
        Assert.That(Block(output, "Microsoft Azure"), Does.Contain("Fits      Consumption: quantities are fractional, as usage is"));
    }

    [Test]
    public async Task Run_PastedIntoAFileOrAsVariables_IsWhatWasListed()
    {
        var (_, output, _) = await RunAsync();
        var lines = output.Split('\n', StringSplitOptions.TrimEntries);
        var file = Path.GetTempFileName();
        await File.WriteAllTextAsync(file, $"{{ \"Values\": {{ {string.Join('\n', lines.Where(line => line.StartsWith('"')))} }} }}");
        var fromFile = LocalSettingsFile.Read(file);
        File.Delete(file);

        Assert.That(fromFile.Where(setting => setting.Key.EndsWith(":Name", StringComparison.Ordinal)).Select(setting => setting.Value), Is.EquivalentTo(["Microsoft CSP", "Microsoft Azure", Odd]));
        Assert.That(fromFile, Has.Count.EqualTo(9));
        Assert.That(await VariablesAsync(lines.Where(line => line.StartsWith("export ", StringComparison.Ordinal))), Is.EquivalentTo(fromFile));
    }

    [Test]
    public async Task Run_ServicesListedAlready_KeepsWhatWasDecidedAndAddsTheRest()
    {
        List("Gone", "OneTime", enabled: true);
        List("microsoft azure", kind: null, enabled: false);
        List("Microsoft CSP", "Consumption", enabled: true);

        var (_, output, _) = await RunAsync();

        Assert.That(Block(output, "Microsoft Azure"), Does.Contain("Settings  listed, and not exported (Enabled is false)"));
        Assert.That(Block(output, "Microsoft CSP"), Does.Contain("Settings  exported as Consumption; look whether Subscription is meant"));
        Assert.That(Block(output, "Gone"), Is.EqualTo(["Billed    nothing in this month; it is in the settings"]));
        Assert.That(output.Split('\n', StringSplitOptions.TrimEntries).Where(line => line.StartsWith('"')).Take(10), Is.EqualTo(new[]
        {
            "\"Export:Services:0:Name\": \"Gone\",",
            "\"Export:Services:0:Kind\": \"OneTime\",",
            "\"Export:Services:0:Enabled\": \"true\",",
            "\"Export:Services:1:Name\": \"microsoft azure\",",
            "\"Export:Services:1:Kind\": \"Consumption\",",
            "\"Export:Services:1:Enabled\": \"false\",",
            "\"Export:Services:2:Name\": \"Microsoft CSP\",",
            "\"Export:Services:2:Kind\": \"Consumption\",",
            "\"Export:Services:2:Enabled\": \"true\",",
            "\"Export:Services:3:Name\": \"O'Neil \\\"Backup\\\" & Société\",",
        }));
    }

    [Test]
    public async Task Run_CloudmoreNotSet_NamesItsSettingsAndNoneOfAutotask()
    {
        settings.Remove("Cloudmore__Password");

        var (exit, output, errors) = await RunAsync();

        Assert.That((exit, output), Is.EqualTo((1, "")));
        Assert.That(errors, Does.Contain("Cloudmore:Password").And.Not.Contain("Autotask:"));
        Assert.That(cloudmore.Calls.All, Is.Empty);
    }

    [Test]
    public async Task Run_NothingBilled_SaysHowToSeeAnotherMonth()
    {
        var (exit, output, _) = await RunAsync("2026-12-09");

        Assert.That((exit, output.Trim()), Is.EqualTo((0, "Cloudmore billed nothing in 2026-11 and since. To see another month, name a day of the month after it: --as-of 2026-11-01.")));
    }

    [Test]
    public async Task Run_Demo_FitsWhatTheSampleBrokerChose()
    {
        var output = new StringWriter();
        var parts = ExportParts.Create() with { Environment = new Dictionary<string, string?>(StringComparer.Ordinal) { [HostSettings.Storage] = AzuriteFixture.NewAccount() } };

        var exit = await new HostRun(parts, new HostOutput(HostConsole.Plain(output), output, output)).RunAsync(new HostArguments { Command = "--services" }, CancellationToken.None);

        Assert.That(exit, Is.Zero, output.ToString());
        Assert.That(output.ToString(), Does.Contain("exported as Subscription").And.Contain("exported as Consumption").And.Contain("exported as OneTime").And.Contain("Managed Network"));
        Assert.That(output.ToString(), Does.Not.Contain("look whether").And.Not.Contain("not listed"));
    }

    private void List(string name, string? kind, bool enabled)
    {
        var prefix = $"Export__Services__{settings.Keys.Count(key => key.EndsWith("__Name", StringComparison.Ordinal))}__";
        settings[prefix + "Name"] = name;
        settings[prefix + "Enabled"] = enabled ? "true" : "false";
        if (kind is not null)
            settings[prefix + "Kind"] = kind;
    }

    private static IEnumerable<string> Block(string output, string service) =>
        output.Split('\n').SkipWhile(line => line.TrimEnd() != service).Skip(1).TakeWhile(line => line.Trim().Length > 0).Select(line => line.Trim());

    /// <summary>What bash makes of the lines.</summary>
    private static async Task<Dictionary<string, string?>> VariablesAsync(IEnumerable<string> lines)
    {
        var start = new ProcessStartInfo("bash", ["-c", $"{string.Join('\n', lines)}\nenv -0"]) { RedirectStandardOutput = true, UseShellExecute = false };
        using var bash = Process.Start(start)!;
        var all = await bash.StandardOutput.ReadToEndAsync();
        await bash.WaitForExitAsync();
        return all.Split('\0').Where(entry => entry.StartsWith("Export__Services__", StringComparison.Ordinal)).Select(entry => entry.Split('=', 2))
            .ToDictionary(entry => HostSettings.Name(entry[0]), entry => (string?)entry[1], StringComparer.Ordinal);
    }

    private async Task<(int Exit, string Output, string Errors)> RunAsync(string day = "2026-11-09")
    {
        using var output = new StringWriter();
        using var errors = new StringWriter();
        var parts = ExportParts.Create() with { Environment = settings };
        var arguments = new HostArguments { Command = "--services", NoSimulators = true, AsOf = DateTimeOffset.Parse(day + "T04:00:00Z", System.Globalization.CultureInfo.InvariantCulture) };
        var exit = await new HostRun(parts, new HostOutput(HostConsole.Plain(output), output, errors)).RunAsync(arguments, CancellationToken.None);
        return (exit, output.ToString(), errors.ToString());
    }
}
