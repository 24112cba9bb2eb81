using System.Globalization;
using System.Text.Json;
using CloudmoreAutotask.LocalHost.CommandLine;
using CloudmoreAutotask.LocalHost.Output;
using CloudmoreAutotask.LocalHost.Running;
using CloudmoreAutotask.LocalHost.Settings;
using CloudmoreAutotask.LocalHost.Storage;
using CloudmoreAutotask.Simulators.Cloudmore;
using CloudmoreAutotask.Simulators.Samples;
using NUnit.Framework;

namespace CloudmoreAutotask.Tests.LocalHostTests;

/// <summary>The sample files of the README, as a person runs them.</summary>
public sealed class BillFileDemoTests
{
    private static readonly string[] Organizations = ["10021", "10034", "10063", "10091"];
    private static readonly string Folder = Path.Combine(Repository.Root, "tests", "LocalHost", "Demo", "Files");
    private static readonly string Report = Path.Combine(Folder, "report-2026-10.csv");
    private static readonly string Companies = Path.Combine(Folder, "companies.csv");

    private readonly SampleBroker sample = SampleBroker.Create();

    [Test]
    public async Task SampleFiles_AreWhatTheSampleBrokerExports()
    {
        var ids = SampleTenant.Create(sample).CompanyIds;
        var broker = SampleCloudmore.Create(sample, ids);
        broker.Organizations = broker.Organizations.RemoveAll(organization => !Organizations.Contains(organization.CustomerNumber, StringComparer.Ordinal));
        await using var cloudmore = await CloudmoreSimulator.StartAsync(broker);
        var companies = sample.Organizations.Where(organization => organization.IsMapped && Organizations.Contains(organization.CustomerNumber, StringComparer.Ordinal))
            .Select(organization => string.Create(CultureInfo.InvariantCulture, $"{organization.CustomerNumber},{organization.Name},{ids[organization.CompanyNumber]}"));

        Assert.That(await File.ReadAllTextAsync(Report), Is.EqualTo(Unix(cloudmore.ToCsv(new DateOnly(2026, 10, 1), new DateOnly(2026, 10, 31)))));
        Assert.That(await File.ReadAllLinesAsync(Companies), Is.EqualTo(companies.Prepend("Customer Number,Organization Name,Company ID")));
    }

    [Test]
    public async Task Once_ShadowWithTheSampleFiles_ShowsWhatWouldBeWrittenWithoutCloudmore()
    {
        await using var storage = await AzuriteServer.StartAsync();

        var (exit, output, _) = await RunAsync(storage, new HostArguments { Once = true, BillFile = Report, MappingsFile = Companies }, ("Export__Mode", "Shadow"));

        var line = JsonDocument.Parse(output.TrimEnd().Split('\n')[^1]).RootElement;
        Assert.That(exit, Is.EqualTo(2), output);
        Assert.That(string.Join(' ', output.Split((char[])[' ', '\n'], StringSplitOptions.RemoveEmptyEntries)), Does.Contain("companies.csv: 3 changes (saved)").And.Contain("Shadow: nothing is written. It would").And.Contain("It may be company").And.Contain("same number"));
        Assert.That(line.GetProperty("cloudmoreCalls").GetInt32(), Is.Zero);
        Assert.That(line.GetProperty("organizations").GetInt32(), Is.EqualTo(4));
        Assert.That(line.GetProperty("outcomes").GetProperty("Unmapped").GetInt32(), Is.EqualTo(4));
    }

    [Test]
    public async Task Once_BillInTheDemo_ExportsAsTheApiWould()
    {
        await using var storage = await AzuriteServer.StartAsync();

        var (_, output, _) = await RunAsync(storage, new HostArguments { Once = true, BillFile = Report });

        var line = JsonDocument.Parse(output.TrimEnd().Split('\n')[^1]).RootElement;
        Assert.That(line.GetProperty("cloudmoreCalls").GetInt32(), Is.Positive, "the demo has a key");
        Assert.That(line.GetProperty("outcomes").GetProperty("Created").GetInt32(), Is.AtLeast(10));
    }

    [Test]
    public async Task MappingsOutThenIn_FilledInByAPerson_IsShownAndThenSaved()
    {
        await using var storage = await AzuriteServer.StartAsync();
        var path = Path.GetTempFileName();
        await RunAsync(storage, new HostArguments { Once = true, BillFile = Report });

        var (outExit, told, _) = await RunAsync(storage, new HostArguments { Command = "--mappings-out", CommandFile = path });
        var content = await File.ReadAllTextAsync(path);
        var lakeview = content.Split("\r\n").Single(row => row.Contains("Lakeview", StringComparison.Ordinal));
        var candidate = lakeview[(lakeview.LastIndexOf(',') + 1)..].Split(' ')[0];
        await File.WriteAllTextAsync(path, content.Replace(lakeview, lakeview.Replace(",10091,,", $",10091,{candidate},", StringComparison.Ordinal), StringComparison.Ordinal));
        var (inExit, shown, _) = await RunAsync(storage, new HostArguments { Command = "--mappings-in", CommandFile = path });
        var (applyExit, saved, _) = await RunAsync(storage, new HostArguments { Command = "--mappings-in", CommandFile = path, Apply = true });
        var (_, again, _) = await RunAsync(storage, new HostArguments { Command = "--mappings-in", CommandFile = path });
        File.Delete(path);

        Assert.That((outExit, inExit, applyExit), Is.EqualTo((0, 0, 0)), told + shown + saved);
        Assert.That(told, Does.Contain("13 organizations, 1 of them without a company"));
        Assert.That(shown, Does.Contain("1 changes (not saved), 12 rows").And.Contain($"Lakeview School District: none -> {candidate} (Lakeview School District)").And.Contain("--apply"));
        Assert.That(saved, Does.Contain("1 changes (saved)"));
        Assert.That(again, Does.Contain("0 changes"));
    }

    [Test]
    public async Task MappingsIn_BadRows_AreNamedAndNothingIsSaved()
    {
        await using var storage = await AzuriteServer.StartAsync();
        var path = Path.GetTempFileName();
        await File.WriteAllTextAsync(path, "Customer Number,Company ID\n10021,1\n10034,many\n99999,176\n");

        var (exit, output, _) = await RunAsync(storage, new HostArguments { Command = "--mappings-in", CommandFile = path, Apply = true });
        var (runExit, _, errors) = await RunAsync(storage, new HostArguments { Once = true, BillFile = Report, MappingsFile = path });
        File.Delete(path);

        Assert.That((exit, runExit), Is.EqualTo((2, 1)));
        Assert.That(output, Does.Contain("line 2, Company ID: Company 1 was not found").And.Contain("line 3, Company ID: 'many' is no company id").And.Contain("line 4, ").And.Contain("nothing was saved"));
        Assert.That(errors, Does.Contain("nothing was done").And.Contain("line 2, Company ID").And.Contain("line 3, Company ID"));
    }

    private static string Unix(string text) => text.Replace("\r\n", "\n", StringComparison.Ordinal);

    private static async Task<(int Exit, string Output, string Errors)> RunAsync(AzuriteServer storage, HostArguments arguments, params (string Name, string Value)[] environment)
    {
        using var output = new StringWriter();
        using var errors = new StringWriter();
        using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(3));
        var settings = new Dictionary<string, string?>(StringComparer.Ordinal) { [HostSettings.Storage] = storage.ConnectionString };
        foreach (var (name, value) in environment)
            settings[name] = value;
        var parts = ExportParts.Create() with { Environment = settings };
        var exit = await new HostRun(parts, new HostOutput(HostConsole.Plain(output), output, errors)).RunAsync(arguments, limit.Token);
        return (exit, output.ToString(), errors.ToString());
    }
}
