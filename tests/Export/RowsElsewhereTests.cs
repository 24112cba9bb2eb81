using System.Globalization;
using CloudmoreAutotask.Ledger;
using CloudmoreAutotask.Simulators.Cloudmore;
using NUnit.Framework;

namespace CloudmoreAutotask.Tests.Export;

/// <summary>Units rows that count for a bill although they lie outside the months that a run reads at first (architecture, "Speed, as calls").</summary>
public sealed class RowsElsewhereTests
{
    private static readonly DateOnly October8 = new(2026, 10, 8);

    private ExportHarness _export = null!;
    private BrokerOrganization _contoso = null!;
    private long _company;

    [SetUp]
    public async Task SetUp()
    {
        _export = await ExportHarness.StartAsync();
        _contoso = _export.Organization("Contoso");
        _company = long.Parse(_contoso.CustomProperties.Single().Value!, CultureInfo.InvariantCulture);
    }

    [TearDown]
    public async Task TearDown() => await _export.DisposeAsync();

    [Test]
    public async Task Run_PersonChangesAYearlyTermMonthsAhead_IsSeen()
    {
        _export.Settings["Export:ManualEdits"] = "Hold";
        _contoso.Bill(BrokerLine.Of(October8, "S1", "P1", 25, 100m, 137.50m) with { PaymentFrequency = "Yearly" });
        await _export.RunAsync("2026-10-09");
        var contract = _export.Tenant.FindContract("CM-S1")!;
        _export.Tenant.AdjustByHand(_export.Tenant.ServicesOf(contract.Id).Single().Id, 3, new DateOnly(2027, 2, 1));
        _contoso.Bill(BrokerLine.Of(October8, "S2", "P2", 1, 10m, 12m));

        var report = await _export.RunAsync("2026-11-03");

        var outcome = report.Rows.Single(row => row.SubscriptionKey == "s1");
        var term = _export.Tenant.AllUnits.Where(row => row.ContractId == contract.Id && row.Start < new DateOnly(2027, 10, 1)).Sum(row => row.Price);
        Assert.That((outcome.Outcome, outcome.Exported), Is.EqualTo((Outcome.Held, term)), outcome.Reason);
        Assert.That(term, Is.GreaterThan(3437.50m));
    }

    [Test]
    public async Task Run_ChangeInATermThatWasSplitBefore_IsHeldAgainstTheWholeTerm()
    {
        var contract = _export.Tenant.AddContract(_company, "Yearly", new DateOnly(2025, 11, 1), new DateOnly(2028, 10, 31), "CM-S1", "S1", periodType: 5);
        var service = _export.Tenant.AddContractService(contract, _export.Tenant.AddService("P1 (yearly)", 100m, 80m, 5, "CM:P1:yearly"), 100m, 80m, units: 10);
        _export.Tenant.AdjustByHand(service, -9, new DateOnly(2026, 3, 1));
        _contoso.Bill(BrokerLine.Of(October8, "S1", "P1", 3, 40m, 50m) with { PaymentFrequency = "Yearly" });

        var report = await _export.RunAsync("2026-10-09");

        // The term bills 395.89: 1000.00 for 120 days of it and 100.00 for 245. Its last part alone bills less than twice the line.
        var outcome = report.Rows.Single();
        Assert.That((outcome.Outcome, outcome.Exported), Is.EqualTo((Outcome.Updated, 150m)), outcome.Reason);
        Assert.That(_export.Tenant.ChargesOf(contract).Single().Amount, Is.EqualTo(150m));
    }

    [TestCase("Shadow")]
    [TestCase("Approve")]
    public async Task Run_LaterPeriodIsPosted_ShowsTheDeferralThatItWouldBe(string mode)
    {
        _contoso.Bill(BrokerLine.Of(October8, "S1", "P1", 10, 16m, 20m));
        await _export.RunAsync("2026-10-09");
        _export.Tenant.Post(_export.Tenant.AllContractServices.Single().Id, new DateOnly(2026, 12, 1));
        _contoso.Bill(BrokerLine.Of(October8.AddMonths(1), "S1", "P1", 11, 16m, 20m));
        _export.Settings["Export:Mode"] = mode;

        var outcome = (await _export.RunAsync("2026-11-09")).Rows.Single();

        Assert.That(outcome.Outcome, Is.EqualTo(mode == "Shadow" ? Outcome.Deferred : Outcome.Held));
        Assert.That(outcome.Reason, Does.Contain("from 2027-01-01").And.Contain("EUR 200.00 instead of EUR 220.00"));
    }

    [TestCase("Shadow")]
    [TestCase("Approve")]
    [TestCase("Automatic")]
    public async Task Run_ContractEndedLongAgoWithUnits_IsHeldAndNothingIsAnnounced(string mode)
    {
        var contract = _export.Tenant.AddContract(_company, "Monthly", new DateOnly(2026, 1, 1), new DateOnly(2026, 7, 31), "CM-S1", "S1");
        _export.Tenant.AddContractService(contract, _export.Tenant.AddService("P1 (monthly)", 20m, 16m, 2, "CM:P1:monthly"), 20m, 16m, units: 10);
        _contoso.Bill(BrokerLine.Of(October8, "S1", "P1", 10, 16m, 20m));
        _export.Settings["Export:Mode"] = mode;

        var report = await _export.RunAsync("2026-10-09");

        var outcome = report.Rows.Single();
        Assert.That((outcome.Outcome, outcome.Exported, outcome.PlanId), Is.EqualTo((Outcome.Held, 0m, (string?)null)));
        Assert.That(outcome.Reason, Does.StartWith($"Contract {contract} ended on 2026-07-31 with units on it"));
        Assert.That(_export.Autotask.Calls.Writes, Is.Empty);
    }
}
