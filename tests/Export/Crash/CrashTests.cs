using CloudmoreAutotask.Simulators.Faults;
using NUnit.Framework;

namespace CloudmoreAutotask.Tests.Export.Crash;

/// <summary>
/// A process is thrown away before and after every single Autotask, Cloudmore, table, blob and queue call of a month with every kind of write; the next one runs to
/// rest, and Autotask and the ledger hold what they would hold had nothing happened.
/// </summary>
[Parallelizable(ParallelScope.All)]
public sealed class CrashTests
{
    private const int Parts = 2;

    [Test]
    public async Task Run_Uninterrupted_WritesEverythingItCanWrite()
    {
        var whole = await Uninterrupted.GetAsync();

        var writes = whole.Autotask.Where(call => call.IsWrite).ToList();
        Assert.That(BusyMonth.Kinds.Where(kind => !writes.Any(kind.Value)).Select(kind => kind.Key), Is.Empty, "kinds of writes that never occurred");
        await TestContext.Out.WriteLineAsync($"{whole.Calls.Count} calls, {whole.Autotask.Count} of them to Autotask, {writes.Count} of these writes");
    }

    /// <summary>A worker dies: its messages come back at once and a new worker goes on.</summary>
    [Test]
    public async Task Run_WorkerKilledAfterEachCall_EndsAsUninterrupted([Range(0, Parts - 1)] int part) => await ForEachCallAsync(part, async (export, call) =>
    {
        var held = await export.KillAsync(BusyMonth.Day, ProcessKill.AfterCall(call));
        await held.ShowAsync();
        await using (var next = export.Build(BusyMonth.Day))
            await export.PumpAsync(next);
        await export.RunAsync(BusyMonth.NextDay);
    });

    /// <summary>A host dies: the next detection sends its bills again, and only then do its messages come back.</summary>
    [Test]
    public async Task Run_HostKilledBeforeEachCall_EndsAsUninterrupted([Range(0, Parts - 1)] int part) => await ForEachCallAsync(part, async (export, call) =>
    {
        var held = await export.KillAsync(BusyMonth.Day, ProcessKill.BeforeCall(call));
        await export.RunAsync(BusyMonth.NextDay);
        await held.ShowAsync();
        await using var late = export.Build(BusyMonth.NextDay);
        await export.PumpAsync(late);
    });

    /// <summary>A process dies with a write to Autotask on its way, which takes effect only when the next process is at work already.</summary>
    [Test]
    public async Task Run_KilledDuringEachWrite_EndsAsUninterrupted([Values] bool isHost)
    {
        var whole = await Uninterrupted.GetAsync();
        var (late, wait) = (TimeSpan.FromSeconds(0.3), TimeSpan.FromSeconds(1.5));
        var writes = whole.Writes.Where((_, number) => Uninterrupted.IsComplete || number % 2 == (isHost ? 0 : 1));
        await Uninterrupted.AssertAsync(writes, sideBySide: 6, wait, async (export, write) =>
        {
            var kill = ProcessKill.Never;
            var fault = export.Autotask.Faults.On(call => call.IsWrite && Uninterrupted.NameOf(call) == write && Dies(kill), Fault.DropThenDo(late));
            var held = await export.KillAsync(BusyMonth.Day, kill);
            if (!isHost)
                await held.ShowAsync();
            await export.RunAsync(BusyMonth.NextDay);
            await held.ShowAsync();
            await using var last = export.Build(BusyMonth.NextDay);
            await export.PumpAsync(last);
            return fault.Fired == 1 && kill.IsDead ? null : "nothing was killed";
        });
    }

    private static bool Dies(ProcessKill kill)
    {
        kill.Die();
        return true;
    }

    private static async Task ForEachCallAsync(int part, Func<ExportHarness, int, Task> kill)
    {
        var whole = await Uninterrupted.GetAsync();

        // One call more than there are: the process that is never killed.
        var calls = Enumerable.Range(1, whole.Calls.Count + 1).Where(call => call % Parts == part).Select(call => (Call: call, About: whole.Calls.ElementAtOrDefault(call - 1)));
        await Uninterrupted.AssertAsync(calls, sideBySide: 1, Uninterrupted.NoWait, async (export, way) =>
        {
            await kill(export, way.Call);
            return null;
        });
    }
}
