using CloudmoreAutotask.LocalHost.Functions;
using CloudmoreAutotask.LocalHost.Running;
using CloudmoreAutotask.Setup;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Logging;

namespace CloudmoreAutotask.LocalHost.Timers;

/// <summary>Calls one timer function: once at the start, then by its schedule on the product's clock. A failure never ends the schedule.</summary>
public sealed class TimerListener
{
    // Longer waits are cut, so that a corrected system clock is noticed.
    private static readonly TimeSpan LongestWait = TimeSpan.FromMinutes(10);

    private static readonly TimeSpan AnHour = TimeSpan.FromHours(1);

    private readonly FunctionEntry function;
    private readonly CronSchedule schedule;
    private readonly ProductClock clock;
    private readonly FunctionInvoker invoker;
    private readonly RunState run;
    private readonly ILogger logger;
    private DateTimeOffset last;

    /// <summary>Makes a listener.</summary>
    /// <exception cref="MustFixException">The schedule cannot be read.</exception>
    public TimerListener(FunctionEntry function, ProductClock clock, FunctionInvoker invoker, RunState run, ILogger logger)
    {
        this.function = function;
        this.clock = clock;
        this.invoker = invoker;
        this.run = run;
        this.logger = logger;
        schedule = Read(function);
    }

    /// <summary>Whether it is called several times an hour, as functions are that look after others.</summary>
    public bool IsFrequent => schedule.Next(clock.Now) is { } next && schedule.Next(next) is { } second && second - next < AnHour;

    /// <summary>Calls the function now.</summary>
    /// <returns>When the call ended; a failure is noted in the run, not thrown.</returns>
    public async Task FireAsync(CancellationToken stopping)
    {
        using var work = run.Work.Begin();
        run.Watcher.Began(function.Name);
        var end = await CallAsync(stopping);
        run.Watcher.Ended(function.Name, end);
    }

    /// <summary>Calls the function by its schedule until <paramref name="stopping"/>.</summary>
    public async Task KeepAsync(CancellationToken stopping)
    {
        while (schedule.Next(clock.Now) is { } next && await WaitAsync(next, stopping))
            await FireAsync(stopping);
    }

    private static CronSchedule Read(FunctionEntry function)
    {
        try
        {
            return CronSchedule.Parse(((FunctionTrigger.OnSchedule)function.Trigger).Schedule);
        }
        catch (FormatException wrong)
        {
            throw new MustFixException($"The schedule of {function.Name} cannot be used. {wrong.Message}", wrong);
        }
    }

    private async Task<bool> WaitAsync(DateTimeOffset until, CancellationToken stopping)
    {
        try
        {
            for (var left = until - clock.Now; left > TimeSpan.Zero; left = until - clock.Now)
                await Task.Delay(left < LongestWait ? left : LongestWait, stopping);
            return true;
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }

    private async Task<CallEnd> CallAsync(CancellationToken stopping)
    {
        var now = clock.Now;
        var status = new ScheduleStatus { Last = last.UtcDateTime, Next = (schedule.Next(now) ?? now).UtcDateTime, LastUpdated = now.UtcDateTime };
        last = now;
        try
        {
            var timer = new TimerInfo { ScheduleStatus = status };
            await invoker.InvokeAsync(function, new Invocation(timer, new Dictionary<string, object?>(StringComparer.Ordinal)), stopping);
            return CallEnd.Done;
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            return CallEnd.Stopped;
        }
        catch (Exception failure)
        {
            Log.TimerFailed(logger, failure, function.Name);
            run.AddFailedTimer(function.Name, failure);
            return CallEnd.Failed;
        }
    }
}
