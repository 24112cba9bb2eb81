using CloudmoreAutotask.Ledger;
using CloudmoreAutotask.Simulators.Cloudmore;
using NUnit.Framework;

namespace CloudmoreAutotask.Tests.Export;

/// <summary>Billing codes and the service level agreement by name, in whole exports.</summary>
public sealed class NamedReferencesTests
{
    private static readonly DateOnly October8 = new(2026, 10, 8);

    private ExportHarness _export = null!;

    [SetUp]
    public async Task SetUp()
    {
        _export = await ExportHarness.StartAsync();
        foreach (var (name, subscription) in new[] { ("Contoso", "S1"), ("Fabrikam", "S2"), ("Northwind", "S3") })
            _export.Organization(name).Bill(BrokerLine.Of(October8, subscription, "P1", 10, 16.90m, 20.60m));
    }

    [TearDown]
    public async Task TearDown() => await _export.DisposeAsync();

    [Test]
    public async Task Run_Names_AreResolvedOnceForAllOrganizations()
    {
        Set("Cloud subscriptions", "Cloud products", "Premium SLA");
        Azure();

        var report = await _export.RunAsync("2026-10-09");

        Assert.That(report.Outcomes, Is.EqualTo(new Dictionary<Outcome, int> { [Outcome.Created] = 4 }));
        Assert.That(_export.Tenant.AllServices.Select(service => service.BillingCodeId), Is.All.EqualTo(_export.Tenant.ServiceBillingCodeId));
        Assert.That(_export.Tenant.AllCharges.Select(charge => charge.BillingCodeId), Is.EqualTo(new[] { _export.Tenant.ProductBillingCodeId }));
        Assert.That(_export.Tenant.Value("Contracts", _export.Tenant.FindContract("CM-S1")!.Id, "serviceLevelAgreementID"), Is.EqualTo(9L));
        Assert.That(_export.Autotask.Calls.Count("BillingCodes"), Is.EqualTo(1));
    }

    [Test]
    public async Task Run_NameThatDoesNotResolve_HoldsWhatNeedsItAndGoesOnOnceItIsMended()
    {
        Set("Clouds", "Cloud products", "Premium SLA");
        Azure();

        var held = await _export.RunAsync("2026-10-09");
        var writes = _export.Autotask.Calls.Writes.Select(call => call.Entity).Distinct().ToList();
        Set("Cloud subscriptions", "Cloud products", "Premium SLA");
        var mended = await _export.RunAsync("2026-10-10");

        Assert.That(_export.Failures, Is.Empty);
        Assert.That(held.Outcomes, Is.EqualTo(new Dictionary<Outcome, int> { [Outcome.Created] = 1, [Outcome.Held] = 3 }));
        Assert.That(held.Rows.Where(row => row.Outcome == Outcome.Held).Select(row => row.Reason), Is.All.Contains("no active billing code of use type Recurring Contract Service Code has this name. To choose from: Cloud subscriptions ("));
        Assert.That(held.Rows.Where(row => row.Outcome == Outcome.Held).Select(row => row.Action), Is.All.Contains("Set Autotask:ServiceBillingCodeId"));
        Assert.That(writes, Is.EquivalentTo(new[] { "Contracts", "ContractCharges" }), "only the charge needs no catalogue service");
        Assert.That(mended.Outcomes, Is.EqualTo(new Dictionary<Outcome, int> { [Outcome.Created] = 3 }));
    }

    [Test]
    public async Task Run_AgreementThatDoesNotResolve_MakesNoContract()
    {
        Set("Cloud subscriptions", "Cloud products", "Gold SLA");

        var report = await _export.RunAsync("2026-10-09");

        Assert.That(report.Outcomes, Is.EqualTo(new Dictionary<Outcome, int> { [Outcome.Held] = 3 }));
        Assert.That(report.Rows.Select(row => row.Exported), Is.All.Zero);
        Assert.That(_export.Autotask.Calls.Writes, Is.Empty);
    }

    [Test]
    public async Task Run_CodeSetInactiveLater_LeavesWhatNeedsItNoLongerAlone()
    {
        await _export.RunAsync("2026-10-09");
        _export.Settings["Autotask:ServiceBillingCodeId"] = _export.Tenant.InactiveServiceBillingCodeId.ToString(System.Globalization.CultureInfo.InvariantCulture);
        foreach (var (name, subscription) in new[] { ("Contoso", "S1"), ("Fabrikam", "S2"), ("Northwind", "S3") })
            _export.Cloudmore.Broker.Organization(name).Bill(BrokerLine.Of(new DateOnly(2026, 11, 8), subscription, "P1", 12, 16.90m, 20.60m));

        var report = await _export.RunAsync("2026-11-09");

        Assert.That(report.Outcomes, Is.EqualTo(new Dictionary<Outcome, int> { [Outcome.Updated] = 3 }));
    }

    private void Azure() => _export.Organization("Adventure").Bill(BrokerLine.Of(October8, "A1", "Azure", 1, 80m, 100m) with { ServiceName = "Microsoft Azure" });

    private void Set(string service, string product, string agreement)
    {
        _export.Settings["Autotask:ServiceBillingCodeId"] = service;
        _export.Settings["Autotask:ProductBillingCodeId"] = product;
        _export.Settings["Autotask:ServiceLevelAgreementId"] = agreement;
    }
}
