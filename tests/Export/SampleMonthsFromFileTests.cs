using System.Globalization;
using System.Text;
using CloudmoreAutotask.Mapping;
using CloudmoreAutotask.Simulators.Samples;
using CloudmoreAutotask.Storage;
using CloudmoreAutotask.Tests.Export.SampleMonths;
using Microsoft.Extensions.DependencyInjection;
using NUnit.Framework;

namespace CloudmoreAutotask.Tests.Export;

/// <summary>Both months of the sample broker from the CSV of the report: the state, the outcomes and the hashes are those of the API.</summary>
[Parallelizable(ParallelScope.Self)]
public sealed class SampleMonthsFromFileTests
{
    private const string BothMonths = "2026-11-09";

    private static readonly SampleBroker Broker = SampleBroker.Create();

    private SampleTenant _sample = null!;
    private ExportHarness _export = null!;
    private string _file = null!;

    [SetUp]
    public async Task SetUp()
    {
        _file = Path.GetTempFileName();
        _sample = SampleTenant.Create(Broker);
        _export = await ExportHarness.StartAsync(SampleCloudmore.Create(Broker, _sample.CompanyIds), _sample.Tenant);
        foreach (var (index, (name, kind, enabled)) in SampleBroker.Services.Index())
        {
            _export.Settings[$"Export:Services:{index}:Name"] = name;
            _export.Settings[$"Export:Services:{index}:Kind"] = kind;
            _export.Settings[$"Export:Services:{index}:Enabled"] = enabled ? "true" : "false";
        }
    }

    [TearDown]
    public async Task TearDown()
    {
        File.Delete(_file);
        await _export.DisposeAsync();
    }

    [Test]
    public async Task Run_FileThenApi_LeavesTheSameStateAndHashesAndTheApiWritesNothing([Values(',', ';')] char separator)
    {
        await WriteAsync(separator, Encoding.UTF8);
        _export.BillFile = _file;
        await RunAsync(BothMonths);
        await AssertStateAsync();
        var hashes = await HashesAsync();
        _export.BillFile = null;

        await RunAsync("2026-11-10", writes: false);

        Assert.That(await HashesAsync(), Is.EqualTo(hashes));
        await AssertStateAsync();
    }

    [Test]
    public async Task Run_ApiThenFile_TheFileWritesNothing()
    {
        await WriteAsync(',', Encoding.Unicode);
        await RunAsync(BothMonths);
        var hashes = await HashesAsync();
        _export.BillFile = _file;

        await RunAsync("2026-11-10", writes: false);

        Assert.That(await HashesAsync(), Is.EqualTo(hashes));
        await AssertStateAsync();
    }

    /// <summary>Without an account in Cloudmore organizations go by their numbers, and companies come from the mapping file.</summary>
    [Test]
    public async Task Run_FileWithoutCloudmoreThenApi_LeavesTheSameStateAndTheApiWritesNothing()
    {
        await WriteAsync(';', Encoding.UTF8);
        var account = _export.Settings.ToList();
        _export.GoWithoutCloudmore(_file);
        await ImportAsync();
        await RunAsync(BothMonths);
        Assert.That(_export.Cloudmore.Calls.Total, Is.Zero);
        await AssertStateAsync();
        var hashes = await HashesAsync();
        _export.BillFile = null;
        foreach (var (setting, value) in account)
            _export.Settings[setting] = value;

        await RunAsync("2026-11-10", writes: false);

        Assert.That((await HashesAsync()).Select(row => row.Hash).Order(StringComparer.Ordinal), Is.EqualTo(hashes.Select(row => row.Hash).Order(StringComparer.Ordinal)));
        Assert.That((await HashesAsync()).Select(row => row.Organization).Distinct(), Is.EquivalentTo(Broker.Organizations.Select(organization => organization.Id)));
    }

    private Task WriteAsync(char separator, Encoding encoding) => File.WriteAllTextAsync(_file, _export.Cloudmore.ToCsv(new DateOnly(2026, 10, 1), new DateOnly(2026, 11, 30), separator), encoding);

    private async Task ImportAsync()
    {
        var rows = Broker.Organizations.Where(organization => organization.IsMapped)
            .Select(organization => string.Create(CultureInfo.InvariantCulture, $"{organization.CustomerNumber};{_sample.CompanyIds[organization.CompanyNumber]}"));
        await using var provider = _export.Build(BothMonths);
        using var content = new MemoryStream(Encoding.UTF8.GetBytes(string.Join("\r\n", rows.Prepend("Customer Number;Company ID"))));
        var preview = await provider.GetRequiredService<CompanyMappings>().ImportAsync(content, "companies.csv", "ann", CancellationToken.None);
        Assert.That((preview.Changes.Count, preview.Faults.Count), Is.EqualTo((12, 0)));
    }

    private async Task RunAsync(string day, bool writes = true)
    {
        _export.Autotask.Calls.Clear();
        await _export.RunAsync(day);
        Assert.That(_export.Failures, Is.Empty);
        Assert.That(_export.Autotask.Calls.Writes.Count > 0, Is.EqualTo(writes), "writes to Autotask");
    }

    private async Task AssertStateAsync()
    {
        var found = new FoundState(Broker, _sample);
        await using var provider = _export.Build(BothMonths);
        var saved = await provider.GetRequiredService<ExportTables>().Outcomes.ListAllAsync(CancellationToken.None);
        string[] differences =
        [
            .. FieldTable.Expected("contracts", "subscription").DifferencesFrom(found.Contracts()),
            .. FieldTable.Expected("units", "subscription", "sku", "start").DifferencesFrom(found.Units()),
            .. FieldTable.Expected("charges", "key").DifferencesFrom(found.Charges()),
            .. FieldTable.Expected("outcomes", "month", "subscription").DifferencesFrom(found.Outcomes(saved)),
        ];
        Assert.That(differences, Is.Empty, string.Join(Environment.NewLine, differences));
    }

    private async Task<IReadOnlyList<(string Month, string Organization, string Hash)>> HashesAsync()
    {
        await using var provider = _export.Build(BothMonths);
        var rows = await provider.GetRequiredService<ExportTables>().Bills.ListAllAsync(CancellationToken.None);
        return [.. rows.Select(row => (row.Month.ToString(), row.Organization.Id, row.Hash)).Order()];
    }
}
