using System.Diagnostics;
using System.Text;
using CloudmoreAutotask.LocalHost.Queues;
using NUnit.Framework;

namespace CloudmoreAutotask.Tests.LocalHostTests;

/// <summary>The queue rules of Azure, on the real emulator.</summary>
[Parallelizable(ParallelScope.Self)]
public sealed class QueueRulesTests
{
    [Test]
    public async Task RunOnce_MessageServed_IsRemoved()
    {
        var bench = await new RunnerBench().WithQueueAsync();
        await bench.SendAsync("one");

        var finished = await bench.RunOnceAsync(typeof(TextFunction));

        Assert.That(finished, Is.True);
        Assert.That(bench.Script.Seen, Is.EqualTo(["one"]));
        Assert.That(await bench.CountAsync(), Is.Zero);
        Assert.That(bench.Ends, Is.EqualTo(["Text Done"]));
    }

    [Test]
    public async Task RunOnce_QueueMissing_EndsLikeAnEmptyOne()
    {
        Assert.That(await new RunnerBench().RunOnceAsync(typeof(TextFunction)), Is.True);
    }

    [TestCase(typeof(RawFunction), "{\"name\":\"a\",\"amount\":1.10} 1")]
    [TestCase(typeof(BytesFunction), "{\"name\":\"a\",\"amount\":1.10}")]
    [TestCase(typeof(RecordFunction), "a 1.10 try 1")]
    public async Task RunOnce_ParameterType_GetsTheMessage(Type function, string seen)
    {
        var bench = await new RunnerBench().WithQueueAsync();
        await bench.SendAsync("""{"name":"a","amount":1.10}""");

        await bench.RunOnceAsync(function);

        Assert.That(bench.Script.Seen, Is.EqualTo([seen]));
    }

    [Test]
    public async Task RunOnce_FunctionThrows_MessageComesAgainAfterTheVisibilityTimeout()
    {
        var bench = await new RunnerBench { Queues = new QueueSettings { VisibilityTimeout = TimeSpan.FromSeconds(2) } }.WithQueueAsync();
        var times = new List<long>();
        bench.Script.OnMessage = (_, _) =>
        {
            times.Add(Stopwatch.GetTimestamp());
            return times.Count == 1 ? throw new InvalidOperationException("first try") : Task.CompletedTask;
        };
        await bench.SendAsync("""{"name":"a","amount":1}""");

        await bench.RunOnceAsync(typeof(RecordFunction));

        Assert.That(bench.Script.Seen, Is.EqualTo(["a 1 try 1", "a 1 try 2"]));
        Assert.That(Stopwatch.GetElapsedTime(times[0], times[1]), Is.GreaterThan(TimeSpan.FromSeconds(1)).And.LessThan(TimeSpan.FromSeconds(30)));
        Assert.That(bench.Ends, Is.EqualTo(["Record Retry", "Record Done"]));
        Assert.That(await bench.PoisonedAsync(), Is.Null);
    }

    [Test]
    public async Task RunOnce_EveryTryFails_MessageGoesToThePoisonQueueAsItWas()
    {
        var bench = await new RunnerBench { Queues = new QueueSettings { MaxDequeueCount = 3 } }.WithQueueAsync();
        bench.Script.OnMessage = (_, _) => throw new InvalidOperationException("always");
        await bench.SendAsync("poor");

        var finished = await bench.RunOnceAsync(typeof(TextFunction));

        Assert.That(finished, Is.True);
        Assert.That(bench.Script.Seen, Has.Count.EqualTo(3));
        Assert.That(await bench.CountAsync(), Is.Zero);
        Assert.That(await bench.PoisonedAsync(), Is.EqualTo([Convert.ToBase64String(Encoding.UTF8.GetBytes("poor"))]));
        Assert.That(bench.Run.Poisoned, Is.EqualTo(1));
    }

    [TestCase("this is no Base64", TestName = "RunOnce_NoBase64_GoesToThePoisonQueue")]
    [TestCase("eyBubyBqc29uIA==", TestName = "RunOnce_NoJson_GoesToThePoisonQueue")]
    [TestCase("bnVsbA==", TestName = "RunOnce_JsonNull_GoesToThePoisonQueue")]
    public async Task RunOnce_MessageThatCannotBeBound_GoesToThePoisonQueueUnchanged(string raw)
    {
        var bench = await new RunnerBench { Queues = new QueueSettings { MaxDequeueCount = 2 } }.WithQueueAsync();
        await bench.SendRawAsync(raw);
        await bench.SendAsync("""{"name":"good","amount":2}""");

        await bench.RunOnceAsync(typeof(RecordFunction));

        Assert.That(bench.Script.Seen, Is.EqualTo(["good 2 try 1"]));
        Assert.That(await bench.PoisonedAsync(), Is.EqualTo([raw]));
        Assert.That(bench.Ends.Count(end => end == "Record Retry"), Is.EqualTo(1));
    }

    [Test]
    public async Task RunOnce_PlainTextEncoding_ReadsMessagesAsTheyAre()
    {
        var bench = await new RunnerBench { Queues = new QueueSettings { Base64 = false } }.WithQueueAsync();
        await bench.SendRawAsync("plain");

        await bench.RunOnceAsync(typeof(TextFunction));

        Assert.That(bench.Script.Seen, Is.EqualTo(["plain"]));
    }

    [Test]
    public async Task RunOnce_ManyMessages_SeveralAreInWorkAtOnceWithinTheBatchRules()
    {
        var bench = await new RunnerBench { Queues = new QueueSettings { BatchSize = 4, NewBatchThreshold = 2 } }.WithQueueAsync();
        bench.Script.OnMessage = (_, cancellation) => Task.Delay(100, cancellation);
        for (var number = 0; number < 20; number++)
            await bench.SendAsync($"{number}");

        await bench.RunOnceAsync(typeof(TextFunction));

        Assert.That(bench.Script.Seen.Distinct().Count(), Is.EqualTo(20));
        Assert.That(bench.Script.Seen, Has.Count.EqualTo(20));
        Assert.That(bench.Script.MostAtOnce, Is.InRange(4, 6));
    }

    [Test]
    public async Task RunOnce_WorkLongerThanTheHoldTime_MessageStaysHidden()
    {
        var bench = await new RunnerBench { Queues = new QueueSettings { HoldTime = TimeSpan.FromSeconds(2) } }.WithQueueAsync();
        bench.Script.OnMessage = (_, cancellation) => Task.Delay(TimeSpan.FromSeconds(5), cancellation);
        await bench.SendAsync("slow");

        await bench.RunOnceAsync(typeof(TextFunction));

        Assert.That(bench.Script.Seen, Is.EqualTo(["slow"]));
        Assert.That(await bench.CountAsync(), Is.Zero);
    }

    [Test]
    public async Task RunOnce_HostKilledDuringTheLastTry_GoesToThePoisonQueueWithoutACall()
    {
        var bench = await new RunnerBench { Queues = new QueueSettings { MaxDequeueCount = 1 } }.WithQueueAsync();
        await bench.SendAsync("killed");
        var hidden = (await bench.Queue.ReceiveMessageAsync()).Value;
        await bench.Queue.UpdateMessageAsync(hidden.MessageId, hidden.PopReceipt, visibilityTimeout: TimeSpan.Zero);

        await bench.RunOnceAsync(typeof(TextFunction));

        Assert.That(bench.Script.Seen, Is.Empty);
        Assert.That(await bench.PoisonedAsync(), Has.Count.EqualTo(1));
    }

    [Test]
    public async Task RunOnce_MessageTakenByAnotherProcess_RunGoesOn()
    {
        var bench = await new RunnerBench().WithQueueAsync();
        bench.Script.OnMessage = (_, cancellation) => bench.Queue.ClearMessagesAsync(cancellation);
        await bench.SendAsync("gone");

        Assert.That(await bench.RunOnceAsync(typeof(TextFunction)), Is.True);
    }

    [Test]
    public async Task RunOnce_StoppedInTheMiddle_MessageIsGivenBackAtOnce()
    {
        var bench = await new RunnerBench().WithQueueAsync();
        using var stop = new CancellationTokenSource();
        bench.Script.OnMessage = async (_, cancellation) =>
        {
            await stop.CancelAsync();
            await Task.Delay(Timeout.Infinite, cancellation);
        };
        await bench.SendAsync("half");

        var finished = await bench.Runner(typeof(TextFunction)).RunOnceAsync(stop.Token);

        Assert.That(finished, Is.False);
        Assert.That(bench.Ends, Is.EqualTo(["Text Stopped"]));
        Assert.That((await bench.Queue.ReceiveMessageAsync()).Value, Is.Not.Null);
    }
}
