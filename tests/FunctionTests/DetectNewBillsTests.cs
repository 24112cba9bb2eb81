using System.Text.Json;
using CloudmoreAutotask.Functions;
using CloudmoreAutotask.Simulators.Cloudmore;
using NUnit.Framework;

namespace CloudmoreAutotask.Tests.FunctionTests;

public sealed class DetectNewBillsTests
{
    private static readonly DateOnly September8 = new(2026, 9, 8);
    private static readonly DateOnly October8 = new(2026, 10, 8);
    private static readonly DateOnly November8 = new(2026, 11, 8);

    private FunctionBench _bench = null!;

    [SetUp]
    public async Task SetUp() => _bench = await FunctionBench.StartAsync();

    [TearDown]
    public async Task TearDown() => await _bench.DisposeAsync();

    [Test]
    public async Task Run_DueBills_QueuesOneMessagePerOrganizationWithTheOldest()
    {
        var both = _bench.Organization("Contoso").Bill(BrokerLine.Of(October8, "S1", "P1", 10, 16.90m, 20.60m), BrokerLine.Of(November8, "S1", "P1", 12, 16.90m, 20.60m));
        var late = _bench.Organization("Fabrikam").Bill(BrokerLine.Of(November8, "S2", "P1", 3, 16.90m, 20.60m));
        _bench.Organization("Northwind").Bill(BrokerLine.Of(September8, "S3", "P1", 3, 16.90m, 20.60m));
        _bench.Organization("Tailspin");

        await _bench.RunAsync(FunctionBench.Settled, typeof(DetectNewBills));

        var messages = await FunctionBench.PeekAsync(_bench.Bills);
        Assert.That(_bench.Ends, Is.EqualTo(["DetectNewBills Done"]));
        Assert.That(messages.Select(BillOf), Is.EquivalentTo([(both.Id, "2026-10"), (late.Id, "2026-11")]));
    }

    [Test]
    public async Task Run_Message_CarriesMonthOrganizationHashAndRunAndNothingElse()
    {
        _bench.Organization("Contoso").Bill(BrokerLine.Of(October8, "S1", "P1", 10, 16.90m, 20.60m));

        await _bench.RunAsync(FunctionBench.Settled, typeof(DetectNewBills));

        var message = JsonDocument.Parse((await FunctionBench.PeekAsync(_bench.Bills)).Single()).RootElement;
        Assert.That(message.EnumerateObject().Select(field => field.Name), Is.EquivalentTo(["billMonth", "organizationId", "contentHash", "runId"]));
        Assert.That(message.EnumerateObject().Select(field => field.Value.GetString()!.Length), Is.All.InRange(1, 100));
    }

    [Test]
    public async Task Run_RunningMonthNotSettled_QueuesNothing()
    {
        _bench.Organization("Contoso").Bill(BrokerLine.Of(November8, "S1", "P1", 10, 16.90m, 20.60m));

        await _bench.RunAsync("2026-11-08", typeof(DetectNewBills));

        Assert.That(await FunctionBench.PeekAsync(_bench.Bills), Is.Empty);
    }

    [Test]
    public async Task Run_MessageLost_NextDetectionSendsItAgain()
    {
        _bench.Organization("Contoso").Bill(BrokerLine.Of(October8, "S1", "P1", 10, 16.90m, 20.60m));
        await _bench.RunAsync(FunctionBench.Settled, typeof(DetectNewBills));
        await _bench.Bills.ClearMessagesAsync();

        await _bench.RunAsync("2026-11-10", typeof(DetectNewBills));

        Assert.That(await FunctionBench.PeekAsync(_bench.Bills), Has.Count.EqualTo(1));
    }

    [Test]
    public async Task Run_ReportCutOff_FailsInPlainWordsAndRecordsNothing()
    {
        _bench.Organization("Contoso").Bill(BrokerLine.Of(October8, "S1", "P1", 10, 16.90m, 20.60m));
        _bench.Organization("Fabrikam").Bill(BrokerLine.Of(October8, "S2", "P1", 10, 16.90m, 20.60m));
        _bench.Cloudmore.Behaviour.CutReportAfter = 1000;

        await _bench.RunAsync(FunctionBench.Settled, typeof(DetectNewBills), typeof(PlanExport), typeof(ApplyPlan));

        Assert.That(_bench.FailedTimers.Single(), Does.StartWith("DetectNewBills: Report ").And.Contain(" broke off ").And.EndWith("Nothing of it is used."));
        Assert.That(_bench.Autotask.Calls.Writes, Is.Empty);
        Assert.That(await _bench.OutcomesAsync(), Is.Empty);
    }

    [Test]
    public async Task Run_ReportWithoutOrganizations_NamesWhatItHasAndTheSetting()
    {
        _bench.Cloudmore.Behaviour.ReportText = """{"status":"Completed","customers":[]}""";

        await _bench.RunAsync(FunctionBench.Settled, typeof(DetectNewBills));

        Assert.That(_bench.FailedTimers.Single(), Does.Contain("has no list 'organizations'").And.Contain("customers").And.Contain("Cloudmore:FieldAliases:organizations"));
    }

    [Test]
    public async Task Run_ReportIsNoJson_FailsAndRecordsNothing()
    {
        _bench.Organization("Contoso").Bill(BrokerLine.Of(October8, "S1", "P1", 10, 16.90m, 20.60m));
        _bench.Cloudmore.Behaviour.ReportText = "<html><body>Maintenance</body></html>";

        await _bench.RunAsync(FunctionBench.Settled, typeof(DetectNewBills));

        Assert.That(_bench.FailedTimers.Single(), Does.Contain("broke off before its first organization").And.EndWith("Nothing of it is used."));
        Assert.That(await FunctionBench.PeekAsync(_bench.Bills), Is.Empty);
    }

    private static (string Organization, string Month) BillOf(string message)
    {
        var fields = JsonDocument.Parse(message).RootElement;
        return (fields.GetProperty("organizationId").GetString()!, fields.GetProperty("billMonth").GetString()!);
    }
}
