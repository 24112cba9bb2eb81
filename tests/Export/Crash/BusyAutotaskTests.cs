using CloudmoreAutotask.Simulators.Faults;
using NUnit.Framework;

namespace CloudmoreAutotask.Tests.Export.Crash;

/// <summary>Autotask turns calls away for a while, without saying for how long: the run itself comes to its end.</summary>
[Parallelizable(ParallelScope.All)]
public sealed class BusyAutotaskTests
{
    private static readonly Fault ThreadLimit = Fault.Answer(500, """{"errors":["Thread Threshold Exceeded - The Autotask API thread threshold of 3 threads has been exceeded."]}""");

    [Test]
    public async Task Run_CallsInARowTurnedAway_EndsAsUninterrupted([Values(1, 3, 10, 25)] int inARow, [Values] bool areWrites) =>
        await AssertAsync(export => export.Autotask.Faults.On(call => call.IsWrite == areWrites, Fault.TooManyCalls(), nth: 3, times: inARow));

    /// <summary>Before every write comes a read; so that of every second or third call turned away it might always be the write.</summary>
    [Test]
    public async Task Run_EverySoManiethCallTurnedAway_EndsAsUninterrupted([Values(2, 3, 4)] int every)
    {
        var calls = 0;
        await AssertAsync(export => export.Autotask.Faults.On(_ => Interlocked.Increment(ref calls) % every == 0, Fault.TooManyCalls(), times: int.MaxValue));
    }

    [Test]
    public async Task Run_HalfOfTheCallsTurnedAwayInTwoWays_EndsAsUninterrupted([Values(1, 2)] int seed) =>
        await AssertAsync(export => export.Autotask.Faults.Randomly(0.5, seed, _ => true, Fault.TooManyCalls(withErrors: false), ThreadLimit));

    /// <summary>Every way in which Autotask fails, at random, on a third of all calls.</summary>
    [Test]
    public async Task Run_AThirdOfTheCallsFailInAnyWay_EndsAsUninterrupted([Range(1, 4)] int seed) => await AssertAsync(export => export.Autotask.Faults.Randomly(
        0.33, seed, _ => true,
        Fault.TooManyCalls(), ThreadLimit, Fault.DropAfter, Fault.DropBefore, Fault.ServerError, Fault.ServerError.OnceDone(), Fault.HtmlError, Fault.HtmlError.OnceDone()));

    private static Task AssertAsync(Func<ExportHarness, FaultRule> disturb) => Uninterrupted.AssertAsync([""], sideBySide: 1, Uninterrupted.NoWait, async (export, _) =>
    {
        export.Settings["Limits:ReadRetryDelay"] = "00:00:00.001";
        var rule = disturb(export);
        await export.RunAsync(BusyMonth.Day);
        return rule.Fired > 0 ? null : "nothing was turned away";
    });
}
