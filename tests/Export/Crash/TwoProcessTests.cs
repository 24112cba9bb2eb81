using CloudmoreAutotask.Simulators.Faults;
using NUnit.Framework;

namespace CloudmoreAutotask.Tests.Export.Crash;

/// <summary>Two local hosts as processes of their own on one storage account; one of them is killed in the middle of the busy month and started again.</summary>
[Parallelizable(ParallelScope.All)]
public sealed class TwoProcessTests
{
    // The second host has to wait for the lease of the first.
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);
    private static readonly TimeSpan UnansweredWait = TimeSpan.FromSeconds(2);

    [Test]
    public async Task RunOnce_TwoAtOnce_EndAsUninterrupted()
    {
        var whole = await Uninterrupted.GetAsync();
        await Uninterrupted.AssertAsync([""], sideBySide: 1, UnansweredWait, async (export, _) =>
        {
            await using var one = HostProcess.Start(export, BusyMonth.Day);
            await using var other = HostProcess.Start(export, BusyMonth.Day);
            var ends = await Task.WhenAll(one.EndAsync(Patience), other.EndAsync(Patience));
            var writes = export.Autotask.Calls.Writes.Count;
            return ends.All(end => end.Exit is 0 or 2) && writes == whole.Writes.Count ? null : $"{writes} writes; {Tell(ends)}";
        });
    }

    /// <summary>The host that is killed has a call to Autotask on its way, the other one runs.</summary>
    [Test]
    public async Task RunOnce_OneKilledAtACall_EndsAsUninterrupted()
    {
        int[] calls = Uninterrupted.IsComplete ? [.. Enumerable.Range(1, 46).Where(call => call % 2 == 1)] : [3, 21, 30, 41];
        await Uninterrupted.AssertAsync(calls, sideBySide: 4, UnansweredWait, async (export, call) =>
        {
            var killed = HostProcess.Start(export, BusyMonth.Day);
            await using var first = killed;
            var seen = 0;
            var died = new TaskCompletionSource();
            export.Autotask.Faults.On(_ => Interlocked.Increment(ref seen) == call && Kills(killed, died), Fault.DropThenDo(TimeSpan.FromSeconds(0.5)));
            while (seen == 0 && !died.Task.IsCompleted)
                await Task.Delay(20);
            await using var other = HostProcess.Start(export, BusyMonth.Day);
            await Task.WhenAny(died.Task, Task.Delay(Patience));
            await using var again = HostProcess.Start(export, BusyMonth.Day);
            var ends = await Task.WhenAll(other.EndAsync(Patience), again.EndAsync(Patience));
            return died.Task.IsCompleted && ends.All(end => end.Exit is 0 or 2) ? null : Tell(ends);
        });
    }

    private static bool Kills(HostProcess host, TaskCompletionSource died)
    {
        host.Kill();
        died.SetResult();
        return true;
    }

    private static string Tell(IEnumerable<(int Exit, string LastLine, string Errors)> ends) =>
        string.Join('\n', ends.Select(end => $"exit code {end.Exit}, {end.LastLine}\n{string.Join('\n', end.Errors.Split('\n').TakeLast(15))}"));
}
