using CloudmoreAutotask.Functions;
using CloudmoreAutotask.Ledger;
using CloudmoreAutotask.Simulators.Cloudmore;
using NUnit.Framework;

namespace CloudmoreAutotask.Tests.FunctionTests;

/// <summary>What a message does when it comes twice, late, damaged or for nobody.</summary>
public sealed class QueueMessageTests
{
    private static readonly DateOnly November8 = new(2026, 11, 8);

    private FunctionBench _bench = null!;

    [SetUp]
    public async Task SetUp() => _bench = await FunctionBench.StartAsync();

    [TearDown]
    public async Task TearDown() => await _bench.DisposeAsync();

    [Test]
    public async Task PlanExport_MessageAgainWhenDone_ChangesNothing()
    {
        var message = await DetectedAsync();
        await _bench.RunAsync(FunctionBench.Settled, typeof(PlanExport), typeof(ApplyPlan));
        var (tenant, outcomes) = (_bench.TenantBytes(), await _bench.OutcomesAsync());
        _bench.Autotask.Calls.Clear();

        await FunctionBench.SendAsync(_bench.Bills, message);
        await _bench.RunAsync(FunctionBench.Settled, typeof(PlanExport), typeof(ApplyPlan));

        Assert.That(outcomes.Single().Outcome, Is.EqualTo(Outcome.Created));
        Assert.That(_bench.Ends, Is.EqualTo(["PlanExport Done"]));
        Assert.That(_bench.Autotask.Calls.Writes, Is.Empty);
        Assert.That(_bench.TenantBytes(), Is.EqualTo(tenant));
        Assert.That(await _bench.OutcomesAsync(), Is.EqualTo(outcomes));
    }

    [Test]
    public async Task PlanExport_MessageTwiceAtOnce_ExportsOnce()
    {
        await FunctionBench.SendAsync(_bench.Bills, await DetectedAsync());

        await _bench.RunAsync(FunctionBench.Settled, typeof(PlanExport), typeof(ApplyPlan));

        AssertExportedOnce();
        Assert.That((await _bench.OutcomesAsync()).Single().Outcome, Is.EqualTo(Outcome.Created));
    }

    [Test]
    public async Task ApplyPlan_MessageTwiceAtOnce_WritesOnce()
    {
        await DetectedAsync();
        await _bench.RunAsync(FunctionBench.Settled, typeof(PlanExport));
        await FunctionBench.SendAsync(_bench.Plans, (await FunctionBench.PeekAsync(_bench.Plans)).Single());

        await _bench.RunAsync(FunctionBench.Settled, typeof(ApplyPlan));

        AssertExportedOnce();
        Assert.That((await _bench.OutcomesAsync()).Single().Outcome, Is.EqualTo(Outcome.Created));
        Assert.That(await _bench.PoisonedAsync(_bench.Plans), Is.Empty);
    }

    [Test]
    public async Task PlanExport_BillChangedSince_DoesNothing()
    {
        var message = await DetectedAsync();
        _bench.Cloudmore.Broker.Organization("Contoso").Bill(BrokerLine.Of(November8, "S1", "P1", 12, 16.90m, 20.60m));
        await _bench.RunAsync(FunctionBench.Settled, typeof(DetectNewBills));
        await _bench.Bills.ClearMessagesAsync();
        await FunctionBench.SendAsync(_bench.Bills, message);

        await _bench.RunAsync(FunctionBench.Settled, typeof(PlanExport), typeof(ApplyPlan));

        Assert.That(_bench.Ends, Is.EqualTo(["PlanExport Done"]));
        Assert.That(_bench.Autotask.Calls.Writes, Is.Empty);
        Assert.That(await _bench.OutcomesAsync(), Is.Empty);
    }

    [Test]
    public async Task ApplyPlan_BillChangedSince_DoesNothing()
    {
        await DetectedAsync();
        await _bench.RunAsync(FunctionBench.Settled, typeof(PlanExport));
        _bench.Cloudmore.Broker.Organization("Contoso").Bill(BrokerLine.Of(November8, "S1", "P1", 12, 16.90m, 20.60m));
        await _bench.RunAsync(FunctionBench.Settled, typeof(DetectNewBills));
        await _bench.Bills.ClearMessagesAsync();

        await _bench.RunAsync(FunctionBench.Settled, typeof(PlanExport), typeof(ApplyPlan));

        Assert.That(_bench.Autotask.Calls.Writes, Is.Empty);
        Assert.That(await FunctionBench.PeekAsync(_bench.Plans), Is.Empty);
    }

    [TestCase("this is no JSON")]
    [TestCase("[]")]
    [TestCase("{}")]
    [TestCase("""{"billMonth":"2026-13","organizationId":"a","contentHash":"b","runId":"c"}""")]
    public async Task PlanExport_UnreadableMessage_GoesToThePoisonQueueAndTheOthersGoOn(string text)
    {
        await DetectedAsync();
        await FunctionBench.SendAsync(_bench.Bills, text);

        await _bench.RunAsync(FunctionBench.Settled, typeof(PlanExport), typeof(ApplyPlan));

        Assert.That(await _bench.PoisonedAsync(_bench.Bills), Is.EqualTo([text]));
        Assert.That(_bench.Ends.Count(end => end == "PlanExport Retry"), Is.EqualTo(FunctionBench.MaxDequeueCount - 1));
        Assert.That(_bench.Ends.Count(end => end == "PlanExport Failed"), Is.EqualTo(1));
        AssertExportedOnce();
    }

    [Test]
    public async Task PlanExport_OrganizationNobodyKnows_DoesNothing()
    {
        await FunctionBench.SendAsync(_bench.Bills, """{"billMonth":"2026-10","organizationId":"nobody","contentHash":"b","runId":"c"}""");

        await _bench.RunAsync(FunctionBench.Settled, typeof(PlanExport), typeof(ApplyPlan));

        Assert.That(_bench.Ends, Is.EqualTo(["PlanExport Done"]));
        Assert.That(_bench.Autotask.Calls.Writes, Is.Empty);
    }

    private async Task<string> DetectedAsync()
    {
        _bench.Organization("Contoso").Bill(BrokerLine.Of(November8, "S1", "P1", 10, 16.90m, 20.60m));
        await _bench.RunAsync(FunctionBench.Settled, typeof(DetectNewBills));
        return (await FunctionBench.PeekAsync(_bench.Bills)).Single();
    }

    private void AssertExportedOnce()
    {
        Assert.That(_bench.Tenant.AllContracts.Select(contract => contract.SubscriptionId), Is.EqualTo(["S1"]));
        Assert.That(_bench.Tenant.AllAdjustments.Select(adjustment => adjustment.UnitChange), Is.EqualTo([10]));
    }
}
