using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using CloudmoreAutotask.Simulators.Cloudmore;
using NUnit.Framework;

namespace CloudmoreAutotask.Tests.LocalHostTests;

/// <summary>
/// A broker who has API keys and nothing else: an empty settings file, and what the doctor says. Nothing is known here of the settings but how the doctor's
/// output reads; each of its advices is followed to the letter.
/// </summary>
[Parallelizable(ParallelScope.Self)]
public sealed partial class NewcomerTests
{
    private const string Day = "--as-of 2026-11-09T04:00:00Z";
    private const int MostRounds = 6;

    private static readonly DateOnly November = new(2026, 11, 8);

    private CommandBench bench = null!;

    [SetUp]
    public async Task StartAsync()
    {
        bench = await CommandBench.StartAsync();
        var contoso = bench.Tenant.AddCompany("Contoso");
        bench.Tenant.AddCompany("Fabrikam Limited", number: "1002");
        bench.Cloudmore.Broker.Add("Contoso", "1001", contoso.ToString(CultureInfo.InvariantCulture)).Bill(
            BrokerLine.Of(November, "S1", "P1", 10, 16.90m, 20.60m),
            BrokerLine.Of(November, "A1", "VM", 1.25m, 8m, 10m) with { ServiceName = "Microsoft Azure" });
        bench.Cloudmore.Broker.Add("Fabrikam", "1002").Bill(
            BrokerLine.Of(November.AddMonths(-1), "S2", "P1", 5, 16.90m, 20.60m),
            BrokerLine.Of(November, "S2", "P1", 5, 16.90m, 20.60m),
            BrokerLine.Of(November, "L1", "Office", 2, 300m, 400m) with { ServiceName = "Perpetual Software", PaymentFrequency = "OneTime" });
    }

    [TearDown]
    public async Task StopAsync() => await bench.DisposeAsync();

    [Test]
    public async Task Doctor_FollowedFromAnEmptySettingsFile_LeadsToAGreenExport()
    {
        var followed = new List<string>();
        var (exit, output) = (1, "");
        for (var round = 0; round < MostRounds; round++)
        {
            (exit, output, _) = await bench.RunAsync($"--doctor {Day}");
            if (await FollowAsync(output) is not { Count: > 0 } now)
                break;
            followed.AddRange(now);
        }

        var (runExit, told, errors) = await bench.RunAsync($"--once {Day}");

        Assert.That(exit, Is.Zero, output);
        Assert.That(followed, Is.Unique, "no advice comes twice");
        Assert.That(followed, Does.Contain("--create-field").And.Contain("--services").And.Contain("--mappings-out"));
        Assert.That(runExit, Is.Zero, told + errors);
        var line = JsonDocument.Parse(told.TrimEnd().Split('\n')[^1]).RootElement;
        Assert.That(line.GetProperty("outcomes").GetRawText(), Is.EqualTo("""{"Created":4}"""));
        Assert.That(line.GetProperty("exported").GetRawText(), Is.EqualTo(line.GetProperty("billed").GetRawText()));
        Assert.That(bench.Tenant.AllContracts.Select(contract => contract.SubscriptionId), Is.EquivalentTo(["S1", "A1", "S2", "L1"]));
    }

    [Test]
    public async Task Doctor_EmptySettingsFile_NamesEveryKeyAtOnceAndSignsInNowhere()
    {
        var (exit, output, _) = await bench.RunAsync($"--doctor {Day}");

        Assert.That(exit, Is.EqualTo(1));
        Assert.That(Missing().Matches(output).Select(match => match.Groups["setting"].Value), Is.SupersetOf(bench.Keys.Keys));
        Assert.That(output.TrimEnd().Split('\n')[^1], Does.StartWith("An export would not run yet: ").And.EndsWith(" things are to be put right."));
        Assert.That(bench.Autotask.Calls.All.Concat(bench.Cloudmore.Calls.All).Where(call => !call.Route.EndsWith("zoneInformation", StringComparison.OrdinalIgnoreCase)), Is.Empty);
    }

    /// <summary>Does what the doctor says.</summary>
    /// <returns>What was done.</returns>
    private async Task<List<string>> FollowAsync(string output)
    {
        var done = new List<string>();
        foreach (var missing in Missing().Matches(output).Select(match => match.Groups["setting"].Value).Where(bench.Keys.ContainsKey))
        {
            bench.Settings[missing] = bench.Keys[missing];
            done.Add(missing);
        }

        foreach (Match choice in Choice().Matches(output))
        {
            bench.Settings[choice.Groups["setting"].Value] = choice.Groups["id"].Value;
            done.Add(choice.Groups["setting"].Value);
        }

        foreach (var option in Advice().Matches(output).Select(match => match.Groups["option"].Value).Distinct(StringComparer.Ordinal))
        {
            await (option switch
            {
                "--create-field" => RunAsync(option),
                "--services" => PasteServicesAsync(),
                "--mappings-out" => MapAsync(),
                _ => throw new InvalidOperationException($"The doctor advises {option}, which a newcomer has not heard of."),
            });
            done.Add(option);
        }

        return done;
    }

    private async Task PasteServicesAsync()
    {
        var output = await RunAsync("--services");
        var lines = output.Split('\n', StringSplitOptions.TrimEntries).Where(line => line.StartsWith('"'));
        foreach (var (name, value) in JsonSerializer.Deserialize<Dictionary<string, string>>($"{{ {string.Concat(lines).TrimEnd(',')} }}")!)
            bench.Settings[name] = value;
    }

    /// <summary>Takes the first candidate of each organization that has none.</summary>
    private async Task MapAsync()
    {
        var path = bench.PathOf("companies.csv");
        await RunAsync($"--mappings-out {path}");
        var rows = (await File.ReadAllLinesAsync(path)).Select(row => row.Split(',')).ToList();
        foreach (var row in rows.Skip(1).Where(row => row[3].Length == 0))
            row[3] = row[^1].Split(' ')[0];
        await File.WriteAllLinesAsync(path, rows.Select(row => string.Join(',', row)));
        await RunAsync($"--mappings-in {path} --apply");
    }

    private async Task<string> RunAsync(string line)
    {
        var (_, output, errors) = await bench.RunAsync($"{line} {Day}");
        Assert.That(errors, Is.Empty.Or.Not.Contain("nothing was done"), line);
        return output;
    }

    [GeneratedRegex(@"^BAD +Settings +(?<setting>[\w:]+) is missing", RegexOptions.Multiline | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Missing();

    [GeneratedRegex(@"^BAD +Autotask records +(?<setting>[\w:]+) is missing\. To choose from: [^(]*\((?<id>\d+)\)", RegexOptions.Multiline | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Choice();

    [GeneratedRegex(@"^ +What to do:.*?(?<option>--[a-z-]+)", RegexOptions.Multiline | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Advice();
}
