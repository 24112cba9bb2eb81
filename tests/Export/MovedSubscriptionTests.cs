using CloudmoreAutotask.Ledger;
using CloudmoreAutotask.Simulators.Cloudmore;
using CloudmoreAutotask.Simulators.Faults;
using NUnit.Framework;

namespace CloudmoreAutotask.Tests.Export;

/// <summary>Export rules, "The contract": one contract per subscription, also when it is on the bills of two organizations.</summary>
public sealed class MovedSubscriptionTests
{
    private static readonly DateOnly October8 = new(2026, 10, 8);

    private ExportHarness _export = null!;

    [SetUp]
    public async Task SetUp() => _export = await ExportHarness.StartAsync();

    [TearDown]
    public async Task TearDown() => await _export.DisposeAsync();

    [Test]
    public async Task Run_BothBillsWouldMakeItsContract_OneDoesAndTheOtherIsAConflict()
    {
        _export.Organization("Contoso").Bill(BrokerLine.Of(October8, "S1", "P1", 10, 16.90m, 20.60m));
        _export.Organization("Fabrikam").Bill(BrokerLine.Of(October8.AddMonths(1), "S1", "P1", 10, 16.90m, 20.60m));
        // Both bills are applied at the same time, however slow the machine is.
        _export.Autotask.Faults.On("POST", "Contracts", Fault.DelayBefore(TimeSpan.FromMilliseconds(500)), times: 2);

        var report = await _export.RunAsync("2026-11-09");

        var contract = _export.Tenant.AllContracts.Single();
        Assert.That(_export.Tenant.AllUnits.Where(row => row.Start == new DateOnly(2026, 11, 1)).Sum(row => row.Price), Is.EqualTo(206m));
        Assert.That(report.Rows.Select(row => row.Outcome), Is.EquivalentTo(new[] { Outcome.Created, Outcome.Conflict }));
        Assert.That(report.Rows.Single(row => row.Outcome == Outcome.Conflict).Reason, Does.StartWith($"Contract {contract.Id} belongs to company {contract.CompanyId}"));
    }
}
