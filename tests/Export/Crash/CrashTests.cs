using System.Collections.Concurrent;
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

    // Nothing is still on its way when a process dies between two calls.
    private static readonly TimeSpan NoWait = TimeSpan.FromMilliseconds(20);

    private static readonly Lazy<Task<Uninterrupted>> Whole = new(UninterruptedAsync);

    [Test]
    public async Task Run_Uninterrupted_WritesEverythingItCanWrite()
    {
        var whole = await Whole.Value;

        Assert.That(BusyMonth.Kinds.Where(kind => !whole.Writes.Any(kind.Value)).Select(kind => kind.Key), Is.Empty, "kinds of writes that never occurred");
        TestContext.Out.WriteLine($"{whole.Calls.Count} calls, {whole.Writes.Count} of them writes in Autotask");
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

    private static async Task ForEachCallAsync(int part, Func<ExportHarness, int, Task> kill)
    {
        var whole = await Whole.Value;
        var wrong = new ConcurrentQueue<string>();
        for (var call = 1 + part; call <= whole.Calls.Count + 1; call += Parts)
        {
            await using var export = await BusyMonth.StartAsync(NoWait);
            await kill(export, call);
            var state = await WholeState.DescribeAsync(export);
            if (state != whole.State)
                wrong.Enqueue($"call {call}, about {whole.Calls.ElementAtOrDefault(call - 1)}:\n{Difference(whole.State, state)}");
        }

        Assert.That(wrong, Is.Empty);
    }

    private static async Task<Uninterrupted> UninterruptedAsync()
    {
        await using var export = await BusyMonth.StartFromOctoberAsync(NoWait);
        export.Autotask.Calls.Clear();
        var counter = ProcessKill.Never;
        await export.RunAsync(BusyMonth.Day, counter);
        Assert.That(export.Failures, Is.Empty);
        var writes = export.Autotask.Calls.Writes;
        await export.RunAsync(BusyMonth.NextDay);
        Assert.That(export.Autotask.Calls.Writes, Has.Count.EqualTo(writes.Count), "the next day writes nothing");
        return new Uninterrupted(await WholeState.DescribeAsync(export), [.. counter.Names], writes);
    }

    private static string Difference(string expected, string found)
    {
        var (wanted, got) = (expected.Split('\n').ToList(), found.Split('\n').ToList());
        foreach (var line in wanted.ToList().Where(got.Remove))
            wanted.Remove(line);
        return string.Join('\n', wanted.Select(line => $"  lacks {line}").Concat(got.Select(line => $"  has {line}")));
    }

    private sealed record Uninterrupted(string State, IReadOnlyList<string> Calls, IReadOnlyList<SimulatedCall> Writes);
}
