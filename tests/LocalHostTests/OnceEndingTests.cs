using System.Diagnostics;
using CloudmoreAutotask.LocalHost.Queues;
using CloudmoreAutotask.LocalHost.Running;
using NUnit.Framework;

namespace CloudmoreAutotask.Tests.LocalHostTests;

/// <summary>What a run with --once waits for, and what it does not.</summary>
public sealed class OnceEndingTests
{
    [Test]
    public async Task RunOnce_NothingToDo_EndsSoon()
    {
        var bench = await new RunnerBench().WithQueueAsync();
        var start = Stopwatch.GetTimestamp();

        await bench.RunOnceAsync(typeof(TextFunction), typeof(TimerFunction));

        Assert.That(Stopwatch.GetElapsedTime(start), Is.LessThan(TimeSpan.FromSeconds(20)));
    }

    [Test]
    public async Task RunOnce_TimerSendsMessages_TheyAreServed()
    {
        var bench = await new RunnerBench().WithQueueAsync();
        var fired = 0;
        bench.Script.OnTimer = async cancellation =>
        {
            fired++;
            await Task.Delay(500, cancellation);
            await bench.SendAsync("from the timer");
        };

        await bench.RunOnceAsync(typeof(TextFunction), typeof(TimerFunction));

        Assert.That(fired, Is.EqualTo(1));
        Assert.That(bench.Script.Seen, Is.EqualTo(["from the timer"]));
    }

    [Test]
    public async Task RunOnce_MessageSendsAnother_TheChainIsServed()
    {
        var bench = await new RunnerBench().WithQueueAsync();
        bench.Script.OnMessage = (message, _) => message.Length < 5 ? bench.SendAsync(message + "+") : Task.CompletedTask;
        await bench.SendAsync("1");

        await bench.RunOnceAsync(typeof(TextFunction));

        Assert.That(bench.Script.Seen, Is.EqualTo(["1", "1+", "1++", "1+++", "1++++"]));
    }

    [Test]
    public async Task RunOnce_PostponedCopy_IsWaitedFor()
    {
        var bench = await new RunnerBench().WithQueueAsync();
        bench.Script.OnMessage = (message, _) => message == "now" ? PostponeAsync(bench, TimeSpan.FromSeconds(3)) : Task.CompletedTask;
        await bench.SendAsync("now");

        await bench.RunOnceAsync(typeof(TextFunction));

        Assert.That(bench.Script.Seen, Is.EqualTo(["now", "later"]));
    }

    [Test]
    public async Task RunOnce_CopyPostponedForLong_IsLeft()
    {
        var bench = await new RunnerBench().WithQueueAsync();
        bench.Script.OnMessage = (_, _) => PostponeAsync(bench, TimeSpan.FromMinutes(3));
        await bench.SendAsync("now");

        var finished = await bench.RunOnceAsync(typeof(TextFunction));

        Assert.That(finished, Is.True);
        Assert.That(bench.Script.Seen, Is.EqualTo(["now"]));
        Assert.That(await bench.CountAsync(), Is.EqualTo(1));
    }

    [Test]
    public async Task RunOnce_MessageHiddenByAnotherProcess_IsLeft()
    {
        var bench = await new RunnerBench().WithQueueAsync();
        await bench.SendAsync("elsewhere");
        await bench.Queue.ReceiveMessageAsync(TimeSpan.FromMinutes(10));

        var finished = await bench.RunOnceAsync(typeof(TextFunction));

        Assert.That(finished, Is.True);
        Assert.That(bench.Script.Seen, Is.Empty);
    }

    [Test]
    public async Task RunOnce_TimerFails_QueuesAreServedAndTheFailureIsKept()
    {
        var bench = await new RunnerBench().WithQueueAsync();
        bench.Script.OnTimer = _ => throw new InvalidOperationException("no answer");
        await bench.SendAsync("one");

        var finished = await bench.RunOnceAsync(typeof(TextFunction), typeof(TimerFunction));

        Assert.That(finished, Is.True);
        Assert.That(bench.Script.Seen, Is.EqualTo(["one"]));
        Assert.That(bench.Run.FailedTimers, Is.EqualTo(["Tick: no answer"]));
    }

    [Test]
    public async Task StayUp_AfterTheFirstRun_SettlesOnceAndServesOn()
    {
        var bench = await new RunnerBench { Queues = new QueueSettings() }.WithQueueAsync();
        using var stop = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        var settled = 0;
        bench.Script.OnMessage = (_, _) => stop.CancelAsync();

        var finished = await bench.Runner(typeof(TextFunction), typeof(TimerFunction)).StayUpAsync(
            () =>
            {
                settled++;
                return bench.SendAsync("after");
            },
            stop.Token);

        Assert.That(finished, Is.True);
        Assert.That(settled, Is.EqualTo(1));
        Assert.That(bench.Script.Seen, Is.EqualTo(["after"]));
    }

    [Test]
    public async Task RunOnce_AnotherProcessHasItsWork_WaitsAndFinishesWhatIsSentAgain()
    {
        var others = new Others(Unfinished.InWorkElsewhere, Unfinished.InWorkElsewhere, Unfinished.SentAgain, Unfinished.Nothing);
        var bench = await new RunnerBench { Unfinished = others }.WithQueueAsync();
        others.SendAgain = () => bench.SendAsync("again");

        var finished = await bench.RunOnceAsync(typeof(TextFunction), typeof(TimerFunction));

        Assert.That(finished, Is.True);
        Assert.That(others.Looks, Is.EqualTo(4));
        Assert.That(bench.Script.Seen, Is.EqualTo(["again"]));
        Assert.That(bench.Ends, Is.EqualTo(["Tick Done", "waits", "waits", "goes on", "Text Done", "goes on"]));
    }

    [Test]
    public async Task RunOnce_StoppedWhileAnotherProcessWorks_Ends()
    {
        using var stop = new CancellationTokenSource();
        var others = new Others([.. Enumerable.Repeat(Unfinished.InWorkElsewhere, 100)]) { OnLook = stop.CancelAsync };
        var bench = await new RunnerBench { Unfinished = others }.WithQueueAsync();

        Assert.That(await bench.Runner(typeof(TextFunction)).RunOnceAsync(stop.Token), Is.False);
        Assert.That(others.Looks, Is.EqualTo(1));
    }

    private static async Task PostponeAsync(RunnerBench bench, TimeSpan delay)
    {
        await bench.SendAsync("later", delay);
        bench.Postponed.Add(TimeProvider.System.GetUtcNow() + delay);
    }

    /// <summary>Another process on the same storage, as a script.</summary>
    private sealed class Others(params Unfinished[] script) : IUnfinishedWork
    {
        public int Looks { get; private set; }

        public Func<Task> SendAgain { get; set; } = () => Task.CompletedTask;

        public Func<Task> OnLook { get; init; } = () => Task.CompletedTask;

        public async Task<Unfinished> LookAsync(CancellationToken cancellation)
        {
            var found = script[Looks++];
            await OnLook();
            if (found == Unfinished.SentAgain)
                await SendAgain();
            return found;
        }
    }
}
