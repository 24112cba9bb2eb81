using Azure.Storage.Queues;
using CloudmoreAutotask.LocalHost.Functions;
using CloudmoreAutotask.LocalHost.Queues;
using CloudmoreAutotask.LocalHost.Settings;
using CloudmoreAutotask.LocalHost.Timers;
using CloudmoreAutotask.Setup;
using CloudmoreAutotask.Storage;
using Microsoft.Extensions.Logging;

namespace CloudmoreAutotask.LocalHost.Running;

/// <summary>Runs timer and queue functions on one machine by the rules of Azure.</summary>
public sealed class FunctionRunner
{
    /// <summary>A message that this process postponed is waited for up to this long.</summary>
    public static readonly TimeSpan LongestPostponement = TimeSpan.FromMinutes(2);

    // A process of its own has no bill to save on polling.
    private static readonly TimeSpan LongestPollAtOnce = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan SettleCheck = TimeSpan.FromMilliseconds(25);
    private static readonly TimeSpan OthersCheck = TimeSpan.FromSeconds(1);

    private readonly RunState run;
    private readonly PostponedMessages postponed;
    private readonly IUnfinishedWork? unfinished;
    private readonly IReadOnlyList<TimerListener> timers;
    private readonly IReadOnlyList<QueueListener> queues;

    /// <summary>Prepares the functions.</summary>
    /// <param name="functions">The functions; HTTP functions are not the runner's.</param>
    /// <param name="host">How queues behave.</param>
    /// <param name="account">Finds the storage account of a setting.</param>
    /// <param name="clock">What schedules follow.</param>
    /// <param name="invoker">Calls the functions.</param>
    /// <param name="run">What the run shares.</param>
    /// <param name="postponed">Messages that this process postponed.</param>
    /// <param name="unfinished">Looks after what another process took from this run; null where there is nothing of the kind.</param>
    /// <param name="logger">Where failures are written.</param>
    /// <exception cref="MustFixException">A schedule or a connection string cannot be used.</exception>
    public FunctionRunner(
        IReadOnlyList<FunctionEntry> functions,
        HostFile host,
        Func<string, QueueServiceClient> account,
        ProductClock clock,
        FunctionInvoker invoker,
        RunState run,
        PostponedMessages postponed,
        IUnfinishedWork? unfinished,
        ILogger<FunctionRunner> logger)
    {
        this.run = run;
        this.postponed = postponed;
        this.unfinished = unfinished;
        var longestPoll = host.Queues.MaxPollingInterval < LongestPollAtOnce ? host.Queues.MaxPollingInterval : LongestPollAtOnce;
        timers = [.. functions.Where(one => one.Trigger is FunctionTrigger.OnSchedule).Select(one => new TimerListener(one, clock, invoker, run, logger))];
        queues =
        [
            .. functions
                .Where(one => one.Trigger is FunctionTrigger.OnMessage)
                .Select(one => new QueueListener(one, account(((FunctionTrigger.OnMessage)one.Trigger).Connection), host.Queues, longestPoll, invoker, run, logger)),
        ];
    }

    /// <summary>
    /// Calls the timer functions once and serves the queues until they are empty, nothing is due and no other process works on what is left; then it calls the timer functions
    /// that look every few minutes once more.
    /// </summary>
    /// <returns>False when <paramref name="stopping"/> ended it before that.</returns>
    /// <exception cref="Azure.RequestFailedException">Storage does not answer, or refuses.</exception>
    public Task<bool> RunOnceAsync(CancellationToken stopping) => RunAsync(FinishAsync, _ => Task.CompletedTask, stopping);

    /// <summary>Does what <see cref="RunOnceAsync"/> does, says so, and goes on by schedule until <paramref name="stopping"/>.</summary>
    /// <exception cref="Azure.RequestFailedException">Storage does not answer, or refuses.</exception>
    public Task<bool> StayUpAsync(Func<Task> settled, CancellationToken stopping) => RunAsync(
        SettleAsync,
        async until =>
        {
            await settled();
            await Task.WhenAll(timers.Select(timer => timer.KeepAsync(until)).Append(UntilAsync(until)));
        },
        stopping);

    private static async Task UntilAsync(CancellationToken stopping) =>
        await Task.Delay(Timeout.Infinite, stopping).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);

    private async Task<bool> RunAsync(Func<CancellationToken, Task<bool>> settle, Func<CancellationToken, Task> afterwards, CancellationToken stopping)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(stopping);
        var serving = Task.WhenAll(queues.Select(queue => EndAllOnFailureAsync(queue.ListenAsync(stop.Token), stop)));
        try
        {
            await Task.WhenAll(timers.Select(timer => timer.FireAsync(stop.Token)));
            if (!await settle(stop.Token))
                return false;
            await Task.WhenAll(timers.Where(timer => timer.IsFrequent).Select(timer => timer.FireAsync(stop.Token)));
            await afterwards(stop.Token);
            return true;
        }
        finally
        {
            await stop.CancelAsync();
            await serving;
        }
    }

    private static async Task EndAllOnFailureAsync(Task listening, CancellationTokenSource stop)
    {
        try
        {
            await listening;
        }
        catch
        {
            await stop.CancelAsync();
            throw;
        }
    }

    /// <summary>Settles until nothing is left that this run can finish. What another process works on is waited for as long as it renews its lease.</summary>
    private async Task<bool> FinishAsync(CancellationToken stopping)
    {
        while (await SettleAsync(stopping))
        {
            // Without detection nothing was decided of what is due.
            if (unfinished is null || run.FailedTimers.Count > 0)
                return true;
            var found = await LookAsync(unfinished, stopping);
            run.Watcher.WaitsForOthers(found == Unfinished.InWorkElsewhere);
            if (found == Unfinished.Nothing)
                return true;
            if (found == Unfinished.InWorkElsewhere)
                await Task.Delay(OthersCheck, stopping).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        return false;
    }

    private async Task<Unfinished> LookAsync(IUnfinishedWork work, CancellationToken stopping)
    {
        try
        {
            using (run.Work.Begin())
                return await work.LookAsync(stopping);
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            return Unfinished.InWorkElsewhere;
        }
    }

    private async Task<bool> SettleAsync(CancellationToken stopping)
    {
        DateTimeOffset? expected = null;
        while (!stopping.IsCancellationRequested)
        {
            var version = run.Work.Version;
            if (postponed.NextWithin(LongestPostponement) is { } next && next != expected)
            {
                run.Work.ComesBack(next + QueueListener.ClockTolerance);
                expected = next;
            }

            if (run.Work.IsIdle && queues.All(queue => queue.EmptyAt == version) && run.Work.Version == version)
                return true;
            await Task.Delay(SettleCheck, stopping).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        return false;
    }
}
