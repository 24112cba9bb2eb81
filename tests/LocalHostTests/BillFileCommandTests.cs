using System.Globalization;
using System.Text.Json;
using CloudmoreAutotask.LocalHost.Settings;
using CloudmoreAutotask.Simulators.Cloudmore;
using NUnit.Framework;

namespace CloudmoreAutotask.Tests.LocalHostTests;

/// <summary>A broker's own report against his own Autotask, as the README tells it: the sample settings with Autotask's values filled in, and a CSV.</summary>
[Parallelizable(ParallelScope.Self)]
public sealed class BillFileCommandTests
{
    private const string Day = "--as-of 2026-11-09T04:00:00Z";

    private static readonly DateOnly October = new(2026, 10, 8);

    private CommandBench bench = null!;
    private string bill = null!;

    [SetUp]
    public async Task StartAsync()
    {
        bench = await CommandBench.StartAsync();
        bench.Tenant.AddContractField();
        var company = bench.Tenant.AddCompany("Contoso", number: "1001").ToString(CultureInfo.InvariantCulture);
        bench.Cloudmore.Broker.Add("Contoso", "1001", company).Bill(
            BrokerLine.Of(October, "S1", "P1", 10, 16.90m, 20.60m),
            BrokerLine.Of(October, "A1", "VM", 1.25m, 8m, 10m) with { ServiceName = "Microsoft Azure" });
        bill = bench.PathOf("report.csv");
        await File.WriteAllTextAsync(bill, bench.Cloudmore.ToCsv(new DateOnly(2026, 10, 1), new DateOnly(2026, 10, 31)));
        var addresses = bench.Settings.ToList();
        foreach (var (name, value) in LocalSettingsFile.Read(Path.Combine(Repository.Root, "local.settings.sample.json")).Where(setting => setting.Key != HostSettings.Storage))
            bench.Settings[name] = value ?? "";
        foreach (var (name, value) in addresses.Concat(bench.Keys.Where(key => key.Key.StartsWith("Autotask:", StringComparison.Ordinal))))
            bench.Settings[name] = value;
        bench.Settings["Autotask:ServiceBillingCodeId"] = "Cloud subscriptions";
        bench.Settings["Autotask:ProductBillingCodeId"] = "Cloud charges";
        bench.Settings["Autotask:ServiceLevelAgreementId"] = bench.Tenant.ServiceLevelAgreementId.ToString(CultureInfo.InvariantCulture);
        bench.Settings["Export:FirstMonth"] = "2026-10";
    }

    [TearDown]
    public async Task StopAsync() => await bench.DisposeAsync();

    [TestCase("Shadow", 0, "Created", 0)]
    [TestCase("Approve", 2, "Held", 0)]
    [TestCase("Automatic", 0, "Created", 2)]
    public async Task Once_BillWithoutACloudmoreKey_IsMappedFromAFileAndThenDoneInItsMode(string mode, int exit, string outcome, int contracts)
    {
        bench.Settings["Export:Mode"] = mode;

        var unmapped = await bench.RunAsync($"--once --bill {bill} {Day}");
        await MapAsync();
        var mapped = await bench.RunAsync($"--once --bill {bill} {Day}");

        Assert.That((unmapped.Exit, Outcomes(unmapped.Output)), Is.EqualTo((2, """{"Unmapped":2}""")), unmapped.Errors);
        Assert.That((mapped.Exit, Outcomes(mapped.Output)), Is.EqualTo((exit, $$"""{"{{outcome}}":2}""")), mapped.Output + mapped.Errors);
        Assert.That(bench.Tenant.AllContracts, Has.Count.EqualTo(contracts));
        Assert.That(bench.Cloudmore.Calls.All, Is.Empty, "nobody needs a key");
    }

    [TestCase("Shadow", 0, "Created", 0)]
    [TestCase("Approve", 2, "Held", 0)]
    [TestCase("Automatic", 0, "Created", 2)]
    public async Task Once_BillWithACloudmoreKey_TakesTheCompanyFromCloudmore(string mode, int exit, string outcome, int contracts)
    {
        bench.Settings["Export:Mode"] = mode;
        foreach (var (name, value) in bench.Keys)
            bench.Settings[name] = value;

        var run = await bench.RunAsync($"--once --bill {bill} {Day}");

        Assert.That((run.Exit, Outcomes(run.Output)), Is.EqualTo((exit, $$"""{"{{outcome}}":2}""")), run.Output + run.Errors);
        Assert.That(bench.Tenant.AllContracts, Has.Count.EqualTo(contracts));
        Assert.That(bench.Cloudmore.Calls.Count("Reports"), Is.Zero, "the lines come from the file");
    }

    [TestCase("--bill missing.csv")]
    [TestCase("--bill {0} --mappings missing.csv")]
    public async Task Once_FileIsNotThere_IsSaidInOneLineAndNothingIsDone(string options)
    {
        var run = await bench.RunAsync($"--once {string.Format(CultureInfo.InvariantCulture, options, bill)} {Day}");

        Assert.That((run.Exit, run.Errors.Trim()), Is.EqualTo((1, "Cannot read missing.csv: there is no such file. Nothing was done.")));
        using var line = JsonDocument.Parse(run.Output);
        Assert.That((line.RootElement.GetProperty("error").GetString(), line.RootElement.GetProperty("organizations").GetInt32()), Is.EqualTo((run.Errors.Trim(), 0)));
    }

    private static string Outcomes(string output) => JsonDocument.Parse(output.TrimEnd().Split('\n')[^1]).RootElement.GetProperty("outcomes").GetRawText();

    private async Task MapAsync()
    {
        var path = bench.PathOf("companies.csv");
        await bench.RunAsync($"--mappings-out {path} {Day}");
        var row = (await File.ReadAllLinesAsync(path))[1];
        var candidate = row[(row.LastIndexOf(',') + 1)..].Split(' ')[0];
        await File.WriteAllTextAsync(path, $"Customer Number,Company ID\n1001,{candidate}\n");
        Assert.That((await bench.RunAsync($"--mappings-in {path} --apply {Day}")).Exit, Is.Zero);
    }
}
