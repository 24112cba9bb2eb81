using CloudmoreAutotask.Ledger;
using CloudmoreAutotask.Simulators.Autotask;
using CloudmoreAutotask.Simulators.Cloudmore;
using NUnit.Framework;

namespace CloudmoreAutotask.Tests.Export;

public sealed class SeatExportTests
{
    private static readonly DateOnly October8 = new(2026, 10, 8);
    private static readonly DateOnly November8 = new(2026, 11, 8);

    private ExportHarness _export = null!;

    [SetUp]
    public async Task SetUp() => _export = await ExportHarness.StartAsync();

    [TearDown]
    public async Task TearDown() => await _export.DisposeAsync();

    [Test]
    public async Task Run_NewSubscription_MakesContractWithUnitsAndPrice()
    {
        _export.Organization("Contoso").Bill(BrokerLine.Of(October8, "S1", "P1", 10, 16.90m, 20.60m));

        var report = await _export.RunAsync("2026-10-09");

        Assert.That(_export.Failures, Is.Empty);
        var contract = _export.Tenant.FindContract("CM-S1");
        Assert.That(contract, Is.Not.Null);
        Assert.Multiple(() =>
        {
            Assert.That(report.Outcomes, Is.EqualTo(new Dictionary<Outcome, int> { [Outcome.Created] = 1 }));
            Assert.That(report.Exported["EUR"], Is.EqualTo(206.00m));
            Assert.That(contract!.SubscriptionId, Is.EqualTo("S1"));
            Assert.That(contract.Start, Is.EqualTo(new DateOnly(2026, 10, 1)));
            Assert.That(contract.End, Is.EqualTo(new DateOnly(2029, 9, 30)));
            Assert.That(contract.PeriodType, Is.EqualTo(2));
        });
        var service = _export.Tenant.ServicesOf(contract!.Id).Single();
        var row = _export.Tenant.UnitsOf(service.Id).Single(units => units.Start == new DateOnly(2026, 10, 1));
        Assert.That((row.Units, row.Price, row.Cost), Is.EqualTo((10, 206.00m, 169.00m)));
    }

    [Test]
    public async Task Run_SecondTime_WritesNothing()
    {
        _export.Organization("Contoso").Bill(BrokerLine.Of(October8, "S1", "P1", 10, 16.90m, 20.60m));
        await _export.RunAsync("2026-10-09");
        _export.Autotask.Calls.Clear();

        var report = await _export.RunAsync("2026-10-10");

        Assert.That(_export.Autotask.Calls.Writes, Is.Empty);
        Assert.That(report.Rows, Is.Empty);
    }

    [Test]
    public async Task Run_NextMonthWithMoreSeatsAndNewPrice_AdjustsOnPeriodStart()
    {
        var organization = _export.Organization("Contoso").Bill(BrokerLine.Of(October8, "S1", "P1", 10, 16.90m, 20.60m));
        await _export.RunAsync("2026-10-09");
        organization.Bill(BrokerLine.Of(November8, "S1", "P1", 12, 17.00m, 21.00m));

        var report = await _export.RunAsync("2026-11-09");

        Assert.That(_export.Failures, Is.Empty);
        var service = _export.Tenant.AllContractServices.Single();
        var rows = _export.Tenant.UnitsOf(service.Id);
        Assert.Multiple(() =>
        {
            Assert.That(report.Outcomes, Is.EqualTo(new Dictionary<Outcome, int> { [Outcome.Updated] = 1 }));
            Assert.That(rows.Single(row => row.Start == new DateOnly(2026, 10, 1)).Price, Is.EqualTo(206.00m));
            Assert.That(rows.Single(row => row.Start == new DateOnly(2026, 11, 1)).Price, Is.EqualTo(252.00m));
            Assert.That(_export.Tenant.AllAdjustments, Has.Count.EqualTo(2));
        });
    }

    [Test]
    public async Task Run_ContentComesBackInTheSameMonth_TellsWhatWasDoneNow()
    {
        _export.Tenant.Rules.SecondAdjustments = SecondAdjustment.Accept;
        var organization = _export.Organization("Contoso");
        var told = new List<Outcome>();
        foreach (var (seats, day) in new[] { (10, "2026-10-09"), (12, "2026-10-10"), (10, "2026-10-11") })
        {
            organization.Lines = [BrokerLine.Of(October8, "S1", "P1", seats, 16.90m, 20.60m), BrokerLine.Of(October8, "S2", "P1", 3, 16.90m, 20.60m)];
            told.AddRange((await _export.RunAsync(day)).Rows.OrderBy(row => row.SubscriptionKey, StringComparer.Ordinal).Select(row => row.Outcome));
        }

        Assert.That(told, Is.EqualTo(new[] { Outcome.Created, Outcome.Created, Outcome.Updated, Outcome.Unchanged, Outcome.Updated, Outcome.Unchanged }));
        Assert.That(_export.Tenant.AllContractServices.Select(service => _export.Tenant.UnitsOf(service.Id).Single(row => row.Start == new DateOnly(2026, 10, 1)).Units), Is.EquivalentTo(new[] { 10, 3 }));
    }

    [Test]
    public async Task Run_BothMonthsAtOnce_ExportsOldestFirst()
    {
        _export.Organization("Contoso").Bill(
            BrokerLine.Of(October8, "S1", "P1", 10, 16.90m, 20.60m),
            BrokerLine.Of(November8, "S1", "P1", 8, 16.90m, 20.60m));

        var report = await _export.RunAsync("2026-11-09");

        var rows = _export.Tenant.UnitsOf(_export.Tenant.AllContractServices.Single().Id);
        Assert.Multiple(() =>
        {
            Assert.That(_export.Failures, Is.Empty);
            Assert.That(report.Outcomes, Is.EqualTo(new Dictionary<Outcome, int> { [Outcome.Created] = 1, [Outcome.Updated] = 1 }));
            Assert.That(rows.Single(row => row.Start == new DateOnly(2026, 10, 1)).Units, Is.EqualTo(10));
            Assert.That(rows.Single(row => row.Start == new DateOnly(2026, 11, 1)).Units, Is.EqualTo(8));
        });
    }

    [Test]
    public async Task Run_PeriodIsPosted_DefersToNextPeriod()
    {
        var organization = _export.Organization("Contoso").Bill(BrokerLine.Of(October8, "S1", "P1", 10, 16.90m, 20.60m));
        await _export.RunAsync("2026-10-09");
        _export.Tenant.Post(_export.Tenant.AllContractServices.Single().Id, new DateOnly(2026, 11, 1));
        organization.Bill(BrokerLine.Of(November8, "S1", "P1", 12, 16.90m, 20.60m));

        var report = await _export.RunAsync("2026-11-09");

        var rows = _export.Tenant.UnitsOf(_export.Tenant.AllContractServices.Single().Id);
        Assert.Multiple(() =>
        {
            Assert.That(_export.Failures, Is.Empty);
            Assert.That(report.Rows.Single().Outcome, Is.EqualTo(Outcome.Deferred));
            Assert.That(report.Rows.Single().Difference, Is.EqualTo(41.20m));
            Assert.That(rows.Single(row => row.Start == new DateOnly(2026, 11, 1)).Units, Is.EqualTo(10));
            Assert.That(rows.Single(row => row.Start == new DateOnly(2026, 12, 1)).Units, Is.EqualTo(12));
        });
    }

    [Test]
    public async Task Run_ProductLeftAndTwoPeriodsArePosted_SetsTheNextOpenOneToZero()
    {
        var organization = _export.Organization("Contoso").Bill(BrokerLine.Of(October8, "S1", "P1", 10, 16.90m, 20.60m), BrokerLine.Of(October8, "S1", "P2", 3, 4m, 5m));
        await _export.RunAsync("2026-10-09");
        var left = _export.Tenant.AllContractServices.Single(service => _export.Tenant.UnitsOf(service.Id).Any(row => row.Units == 3));
        _export.Tenant.Post(left.Id, new DateOnly(2026, 11, 1));
        _export.Tenant.Post(left.Id, new DateOnly(2026, 12, 1));
        organization.Bill(BrokerLine.Of(November8, "S1", "P1", 10, 16.90m, 20.60m));

        var report = await _export.RunAsync("2026-11-09");

        Assert.That(_export.Failures, Is.Empty);
        Assert.That(report.Rows.Single().Outcome, Is.EqualTo(Outcome.Deferred));
        Assert.That(_export.Tenant.UnitsOf(left.Id).Where(row => row.Start >= new DateOnly(2026, 11, 1)).Take(4).Select(row => row.Units), Is.EqualTo(new[] { 3, 3, 0, 0 }));
    }

    [Test]
    public async Task Run_AdoptedContractFromTheMiddleOfAMonth_SeesWhatAPersonChangedInTheNextMonth()
    {
        var organization = _export.Organization("Contoso").Bill(BrokerLine.Of(October8, "S1", "P1", 10, 16.90m, 20.60m));
        var company = long.Parse(organization.CustomProperties.Single().Value!, System.Globalization.CultureInfo.InvariantCulture);
        var contract = _export.Tenant.AddContract(company, "By hand", new DateOnly(2026, 9, 15), new DateOnly(2029, 9, 14), subscriptionId: "S1");
        var service = _export.Tenant.AddContractService(contract, _export.Tenant.AddService("Theirs"), 20.60m, 16.90m, units: 10);
        _export.Tenant.AdjustByHand(service, 2, new DateOnly(2026, 11, 3));

        var report = await _export.RunAsync("2026-10-09");

        Assert.That(_export.Failures, Is.Empty);
        Assert.That(report.Rows.Single().Reason, Does.Contain("units change inside the period from 2026-10-15").And.Contain("EUR 221.95 instead of EUR 206.00"));
    }

    [Test]
    public async Task Run_Unmapped_WritesNothingUntilMapped()
    {
        var organization = _export.Organization("Contoso", mapped: false).Bill(BrokerLine.Of(October8, "S1", "P1", 10, 16.90m, 20.60m));
        var first = await _export.RunAsync("2026-10-09");
        organization.CustomProperties = [new BrokerProperty("AutotaskCompanyID", _export.Tenant.AddCompany("Contoso 2").ToString(System.Globalization.CultureInfo.InvariantCulture))];

        var second = await _export.RunAsync("2026-10-10");

        Assert.Multiple(() =>
        {
            Assert.That(first.Rows.Single().Outcome, Is.EqualTo(Outcome.Unmapped));
            Assert.That(first.NeedsPerson, Is.True);
            Assert.That(second.Rows.Single().Outcome, Is.EqualTo(Outcome.Created));
            Assert.That(second.NeedsPerson, Is.False);
        });
    }
}
