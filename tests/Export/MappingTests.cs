using System.Globalization;
using System.Text;
using CloudmoreAutotask.Ledger;
using CloudmoreAutotask.Mapping;
using CloudmoreAutotask.Simulators.Cloudmore;
using Microsoft.Extensions.DependencyInjection;
using NUnit.Framework;

namespace CloudmoreAutotask.Tests.Export;

/// <summary>Waiting bills follow the mapping, wherever it comes from.</summary>
public sealed class MappingTests
{
    private const string Property = "AutotaskCompanyID";

    private static readonly DateOnly October8 = new(2026, 10, 8);

    private ExportHarness _export = null!;
    private BrokerOrganization _contoso = null!;
    private long _right;
    private long _wrong;

    [SetUp]
    public async Task SetUp()
    {
        _export = await ExportHarness.StartAsync();
        (_right, _wrong) = (_export.Tenant.AddCompany("Contoso"), _export.Tenant.AddCompany("Fabrikam"));
        _contoso = _export.Cloudmore.Broker.Add("Contoso", "1001").Bill(BrokerLine.Of(October8, "S1", "P1", 10, 16.90m, 20.60m));
    }

    [TearDown]
    public async Task TearDown() => await _export.DisposeAsync();

    [Test]
    public async Task Run_UnmappedThenMappedByCsv_IsExportedByTheNextRun()
    {
        var waiting = await _export.RunAsync("2026-10-09");
        await UseAsync(mappings => mappings.ImportAsync(Csv($"{_contoso.Id},Contoso,{_right}"), "companies.csv", "ann", CancellationToken.None));

        var report = await _export.RunAsync("2026-10-10");

        Assert.That(waiting.Rows.Single().Outcome, Is.EqualTo(Outcome.Unmapped));
        Assert.That(report.Rows.Single().Outcome, Is.EqualTo(Outcome.Created));
        Assert.That(_export.Tenant.AllContracts.Single().CompanyId, Is.EqualTo(_right));
    }

    [Test]
    public async Task Run_PropertyChangesLater_ThePersonsValueWins()
    {
        await _export.RunAsync("2026-10-09");
        await UseAsync(mappings => mappings.SetAsync(_contoso.Id, _right, "ann", CancellationToken.None));
        SetProperty(_wrong);

        await _export.RunAsync("2026-10-10");

        Assert.That(_export.Tenant.AllContracts.Single().CompanyId, Is.EqualTo(_right));
        await UseAsync(async mappings => Assert.That((await mappings.ListAsync(CancellationToken.None)).Select(mapping => (mapping.CompanyId, mapping.Source, mapping.SetBy)), Is.EqualTo(new[] { ((long?)_right, MappingSource.Operator, "ann") })));
    }

    [Test]
    public async Task Run_PersonsValueIsTakenAway_ThePropertyCountsAgain()
    {
        _export.Tenant.EditByHand("Companies", _wrong, "isActive", true);
        await _export.RunAsync("2026-10-09");
        await UseAsync(mappings => mappings.SetAsync(_contoso.Id, _wrong, "ann", CancellationToken.None));
        _export.Tenant.EditByHand("Companies", _wrong, "isActive", false);
        SetProperty(_right);
        var waiting = await _export.RunAsync("2026-10-10");
        await UseAsync(mappings => mappings.RemoveAsync(_contoso.Id, "ann", CancellationToken.None));

        var report = await _export.RunAsync("2026-10-11");

        Assert.That(waiting.Rows.Single().Reason, Is.EqualTo($"Company {_wrong} ('Fabrikam') is not active in Autotask."));
        Assert.That(report.Rows.Single().Outcome, Is.EqualTo(Outcome.Created));
        Assert.That(_export.Tenant.AllContracts.Single().CompanyId, Is.EqualTo(_right));
    }

    [Test]
    public async Task Run_PropertyIsEmptiedWhileTheBillWaits_WaitsOn()
    {
        SetProperty(_right);
        _export.Tenant.EditByHand("Companies", _right, "isActive", false);
        await _export.RunAsync("2026-10-09");
        _contoso.CustomProperties = [];

        var report = await _export.RunAsync("2026-10-10");

        Assert.That(report.Rows.Single().Reason, Is.EqualTo($"The organization has no {Property} in Cloudmore."));
    }

    [Test]
    public async Task Run_TaxIdIsACustomProperty_NamesTheCompanyOfThatTaxId()
    {
        var company = _export.Tenant.AddCompany("An Entirely Different Name");
        _export.Tenant.EditByHand("Companies", company, "taxID", "DE 123.456.789");
        _contoso.CustomProperties = [new BrokerProperty("USt-IdNr.", "DE123456789"), new BrokerProperty("Floor", "3")];

        var report = await _export.RunAsync("2026-10-09");

        Assert.That(report.Rows.Single().Action, Does.EndWith($"It may be company {company} 'An Entirely Different Name' (same tax id), or {_right} 'Contoso' (same name)."));
        Assert.That(_export.Tenant.AllContracts, Is.Empty, "a candidate is never applied by itself");
    }

    [Test]
    public async Task Run_TwoOrganizationsOfOneCompany_AreBothExported()
    {
        SetProperty(_right);
        _export.Cloudmore.Broker.Add("Contoso Labs", "1002", _right.ToString(CultureInfo.InvariantCulture)).Bill(BrokerLine.Of(October8, "S2", "P1", 1, 1m, 2m));

        var report = await _export.RunAsync("2026-10-09");

        Assert.That(report.Rows.Select(row => row.Outcome), Is.EqualTo(new[] { Outcome.Created, Outcome.Created }));
        Assert.That(_export.Tenant.AllContracts.Select(contract => contract.CompanyId), Is.All.EqualTo(_right));
    }

    private void SetProperty(long company) => _contoso.CustomProperties = [new BrokerProperty(Property, company.ToString(CultureInfo.InvariantCulture))];

    private async Task UseAsync(Func<CompanyMappings, Task> use)
    {
        await using var provider = _export.Build("2026-10-09");
        await use(provider.GetRequiredService<CompanyMappings>());
    }

    private static MemoryStream Csv(params string[] rows) => new(Encoding.UTF8.GetBytes(string.Join('\n', rows.Prepend("Organization ID,Organization Name,Company ID"))));
}
