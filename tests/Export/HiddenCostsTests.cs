using CloudmoreAutotask.Ledger;
using CloudmoreAutotask.Simulators.Cloudmore;
using NUnit.Framework;

namespace CloudmoreAutotask.Tests.Export;

/// <summary>The API user's level hides costs (Can't Read Costs): the export goes on, as the doctor says.</summary>
public sealed class HiddenCostsTests
{
    private static readonly DateOnly October = new(2026, 10, 8);

    private ExportHarness _export = null!;

    [SetUp]
    public async Task SetUp()
    {
        _export = await ExportHarness.StartAsync();
        _export.Tenant.Rules.CanReadCosts = false;
        _export.Organization("Contoso").Bill(
            BrokerLine.Of(October, "S1", "P1", 10, 16.90m, 20.60m),
            BrokerLine.Of(October, "A1", "VM", 1.25m, 8m, 10m) with { ServiceName = "Microsoft Azure" });
    }

    [TearDown]
    public async Task TearDown() => await _export.DisposeAsync();

    [Test]
    public async Task Run_CostsHidden_WritesThemAndTheNextRunChangesNothing()
    {
        var first = await _export.RunAsync("2026-10-09");
        _export.Autotask.Calls.Clear();
        await _export.RunAsync("2026-10-10");
        _export.Cloudmore.Broker.Organization("Contoso").Bill(BrokerLine.Of(October, "S2", "P2", 1, 5m, 6m));
        var third = await _export.RunAsync("2026-10-11");

        Assert.That(first.Outcomes, Is.EqualTo(new Dictionary<Outcome, int> { [Outcome.Created] = 2 }));
        Assert.That(third.Outcomes, Is.EqualTo(new Dictionary<Outcome, int> { [Outcome.Created] = 1, [Outcome.Unchanged] = 2 }), "what stands is not taken for different");
        Assert.That(_export.Tenant.AllCharges.Single(), Has.Property("Cost").EqualTo(10m));
        Assert.That(_export.Tenant.AllAdjustments.Select(adjustment => adjustment.UnitCost), Is.EquivalentTo(new decimal?[] { 16.90m, 5m }));
    }
}
