using System.Collections.Concurrent;
using CloudmoreAutotask.Autotask.Queries;
using CloudmoreAutotask.Setup;
using NUnit.Framework;

namespace CloudmoreAutotask.Tests.Autotask;

internal sealed class SharedReadTests
{
    private readonly ConcurrentQueue<TaskCompletionSource<int>> calls = new();
    private SharedRead<int> shared = null!;

    [SetUp]
    public void SetUp()
    {
        calls.Clear();
        shared = new SharedRead<int>(() =>
        {
            var call = new TaskCompletionSource<int>(TaskCreationOptions.RunContinuationsAsynchronously);
            calls.Enqueue(call);
            return call.Task;
        });
    }

    [Test]
    public async Task ReadAsync_WhileACallIsUnderWay_AllWhoAskShareTheNextOne()
    {
        var first = shared.ReadAsync(CancellationToken.None);
        var underWay = await NextAsync();
        var later = Enumerable.Range(0, 5).Select(_ => shared.ReadAsync(CancellationToken.None)).ToList();
        underWay.SetResult(1);
        (await NextAsync()).SetResult(2);

        Assert.That(await first, Is.EqualTo(1));
        Assert.That(await Task.WhenAll(later), Is.All.EqualTo(2));
        Assert.That(calls, Has.Count.EqualTo(2));
    }

    [Test]
    public async Task ReadAsync_AfterACallEnded_ReadsAgain()
    {
        var first = shared.ReadAsync(CancellationToken.None);
        (await NextAsync()).SetResult(1);
        await first;
        var second = shared.ReadAsync(CancellationToken.None);
        (await NextAsync()).SetResult(2);

        Assert.That(await second, Is.EqualTo(2));
    }

    [Test]
    public async Task ReadAsync_CallFails_FailsForAllWhoShareItAndTheNextGoesOn()
    {
        var first = shared.ReadAsync(CancellationToken.None);
        var underWay = await NextAsync();
        var later = shared.ReadAsync(CancellationToken.None);
        underWay.SetException(new TryLaterException("No answer."));
        (await NextAsync()).SetResult(2);

        await Assert.ThatAsync(() => first, Throws.TypeOf<TryLaterException>());
        Assert.That(await later, Is.EqualTo(2));
    }

    [Test]
    public async Task ReadAsync_OneStopsWaiting_TheOthersGetTheAnswer()
    {
        using var stop = new CancellationTokenSource();
        var leaves = shared.ReadAsync(stop.Token);
        var stays = shared.ReadAsync(CancellationToken.None);
        await stop.CancelAsync();
        (await NextAsync()).SetResult(1);

        await Assert.ThatAsync(() => leaves, Throws.InstanceOf<OperationCanceledException>());
        Assert.That(await stays, Is.EqualTo(1));
    }

    private async Task<TaskCompletionSource<int>> NextAsync()
    {
        var seen = calls.Count(call => call.Task.IsCompleted);
        for (var tries = 0; tries < 2000 && calls.Count == seen; tries++)
            await Task.Delay(5);
        return calls.Single(call => !call.Task.IsCompleted);
    }
}
