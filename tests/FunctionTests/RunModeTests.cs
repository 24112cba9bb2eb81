using CloudmoreAutotask.Functions;
using CloudmoreAutotask.Functions.Exports;
using CloudmoreAutotask.Ledger;
using CloudmoreAutotask.Setup;
using CloudmoreAutotask.Simulators.Cloudmore;
using CloudmoreAutotask.Simulators.Faults;
using NUnit.Framework;

namespace CloudmoreAutotask.Tests.FunctionTests;

/// <summary>A run with a mode of its own, through the product's queues: it holds for all messages of that run and for no other run.</summary>
public sealed class RunModeTests
{
    private static readonly Type[] Asked = [typeof(RunExport), typeof(PlanExport), typeof(ApplyPlan)];
    private static readonly Type[] Scheduled = [typeof(DetectNewBills), typeof(PlanExport), typeof(ApplyPlan)];
    private static readonly DateOnly October8 = new(2026, 10, 8);
    private static readonly DateOnly November8 = new(2026, 11, 8);

    private FunctionBench _bench = null!;

    [SetUp]
    public async Task SetUp() => _bench = await FunctionBench.StartAsync();

    [TearDown]
    public async Task TearDown() => await _bench.DisposeAsync();

    [Test]
    public async Task Run_ShadowAskedFor_WritesNothingOfAnyMonthAndTheNextRunWrites()
    {
        TwoMonths();

        await AskAsync("""{"who":"Ada","askedAt":"2026-11-09T04:00:00Z","mode":"Shadow"}""");
        var (writes, told) = (_bench.Autotask.Calls.Writes.Count, await _bench.OutcomesAsync());
        await _bench.RunAsync(FunctionBench.Settled, Scheduled);

        Assert.That(writes, Is.Zero);
        Assert.That(told.Select(outcome => (outcome.Month.Month, outcome.IsPreview, outcome.Exported)), Is.EquivalentTo(new[] { (10, true, 0m), (11, true, 0m) }));
        Assert.That((await _bench.OutcomesAsync()).Sum(outcome => outcome.Exported), Is.EqualTo(206m + 247.20m));
    }

    [Test]
    public async Task Run_ApproveAskedFor_WaitsAlsoWhenAMessageComesAgainAfterAFailure()
    {
        TwoMonths();
        _bench.Autotask.Faults.On("POST", "Contracts", Fault.Answer(503), times: 10);

        await AskAsync("""{"who":"Ada","askedAt":"2026-11-09T04:00:00Z","mode":"Approve"}""");

        var outcomes = await _bench.OutcomesAsync();
        Assert.That(_bench.Ends, Does.Contain("PlanExport Retry"), "a message came again");
        Assert.That(_bench.Autotask.Calls.Writes, Is.Empty);
        Assert.That(outcomes.Select(outcome => (outcome.Month.Month, outcome.Outcome)), Is.EquivalentTo(new[] { (10, Outcome.Held), (11, Outcome.Held) }));
        Assert.That(outcomes, Has.All.Matches<SavedOutcome>(outcome => outcome!.PlanId is not null && outcome.Action.Contains("The next run by the schedule writes", StringComparison.Ordinal)));
    }

    [Test]
    public async Task ApplyPlan_MessageOfAShadowRun_WritesNothing()
    {
        TwoMonths();
        await _bench.RunAsync(FunctionBench.Settled, typeof(DetectNewBills), typeof(PlanExport));
        var message = (await FunctionBench.PeekAsync(_bench.Plans)).Single();
        await _bench.Plans.ClearMessagesAsync();

        await FunctionBench.SendAsync(_bench.Plans, message.TrimEnd('}') + ""","mode":"Shadow"}""");
        await _bench.RunAsync(FunctionBench.Settled, typeof(PlanExport), typeof(ApplyPlan));

        Assert.That(_bench.Ends, Does.Contain("ApplyPlan Done"));
        Assert.That(_bench.Autotask.Calls.Writes, Is.Empty);
    }

    [TestCase(ExportMode.Automatic, null, ExportMode.Automatic)]
    [TestCase(ExportMode.Automatic, ExportMode.Shadow, ExportMode.Shadow)]
    [TestCase(ExportMode.Approve, ExportMode.Automatic, ExportMode.Approve)]
    [TestCase(ExportMode.Approve, null, ExportMode.Approve)]
    [TestCase(ExportMode.Shadow, ExportMode.Approve, ExportMode.Shadow)]
    public void Of_SettingAndWhatWasAskedFor_TakesTheStricter(ExportMode setting, ExportMode? asked, ExportMode expected) =>
        Assert.That(ExportModes.Of(setting, asked), Is.EqualTo(expected));

    private void TwoMonths() => _bench.Organization("Contoso").Bill(BrokerLine.Of(October8, "S1", "P1", 10, 16.90m, 20.60m), BrokerLine.Of(November8, "S1", "P1", 12, 16.90m, 20.60m));

    private async Task AskAsync(string request)
    {
        await _bench.Requests.CreateIfNotExistsAsync();
        await FunctionBench.SendAsync(_bench.Requests, request);
        await _bench.RunAsync(FunctionBench.Settled, Asked);
    }
}
