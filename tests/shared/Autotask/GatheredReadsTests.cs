using System.Collections.Concurrent;
using CloudmoreAutotask.Autotask.Entities;
using CloudmoreAutotask.Autotask.Queries;
using CloudmoreAutotask.Setup;
using NUnit.Framework;

namespace CloudmoreAutotask.Tests.Autotask;

internal sealed class GatheredReadsTests
{
    private readonly ConcurrentQueue<Call> calls = new();
    private GatheredReads<long, Contract> reads = null!;

    [SetUp]
    public void SetUp()
    {
        calls.Clear();
        reads = new GatheredReads<long, Contract>(
            keys =>
            {
                var call = new Call([.. keys.Order()]);
                calls.Enqueue(call);
                return call.Answer.Task;
            },
            contract => [contract.CompanyId]);
    }

    [Test]
    public async Task ReadAsync_Alone_AnswersTheRowsOfItsKeysById()
    {
        var asked = reads.ReadAsync([7, 8, 9], CancellationToken.None);
        (await NextAsync()).Return(Row(3, 8), Row(1, 7), Row(2, 7));

        Assert.That((await asked).Select(row => row.Id), Is.EqualTo(new long[] { 1, 2, 3 }));
    }

    [Test]
    public async Task ReadAsync_NoKeys_MakesNoCall()
    {
        Assert.That(await reads.ReadAsync([], CancellationToken.None), Is.Empty);
        Assert.That(calls, Is.Empty);
    }

    [Test]
    public async Task ReadAsync_WhileACallIsUnderWay_TheNextCallIsShared()
    {
        var first = reads.ReadAsync([1], CancellationToken.None);
        var underWay = await NextAsync();
        var others = new[] { reads.ReadAsync([2, 3], CancellationToken.None), reads.ReadAsync([3, 4], CancellationToken.None) };
        underWay.Return(Row(10, 1));
        var shared = await NextAsync();
        shared.Return(Row(20, 2), Row(30, 3), Row(40, 4));

        Assert.That(shared.Keys, Is.EqualTo(new long[] { 2, 3, 4 }));
        Assert.That((await first).Select(row => row.Id), Is.EqualTo(new long[] { 10 }));
        Assert.That((await others[0]).Select(row => row.Id), Is.EqualTo(new long[] { 20, 30 }));
        Assert.That((await others[1]).Select(row => row.Id), Is.EqualTo(new long[] { 30, 40 }));
        Assert.That(calls, Has.Count.EqualTo(2));
    }

    [Test]
    public async Task ReadAsync_SameKeyAsTheCallUnderWay_IsReadAgain()
    {
        var before = reads.ReadAsync([1], CancellationToken.None);
        var underWay = await NextAsync();
        var afterAWrite = reads.ReadAsync([1], CancellationToken.None);
        underWay.Return(Row(10, 1));
        (await NextAsync()).Return(Row(11, 1));

        Assert.That(((await before).Single().Id, (await afterAWrite).Single().Id), Is.EqualTo((10, 11)));
    }

    [Test]
    public async Task ReadAsync_RowWithSeveralKeys_IsAnsweredOnceToEachWhoAsksForOne()
    {
        var call = new TaskCompletionSource<IReadOnlyList<Contract>>();
        var byText = new GatheredReads<string, Contract>(_ => call.Task, contract => [contract.ContractNumber!, contract.ContractName!], StringComparer.OrdinalIgnoreCase);
        var asked = new[] { byText.ReadAsync(["CM-A", "sub-b"], CancellationToken.None), byText.ReadAsync(["CM-C"], CancellationToken.None) };
        call.SetResult([new Contract { Id = 1, ContractNumber = "cm-a", ContractName = "SUB-B" }, new Contract { Id = 2, ContractNumber = "CM-D", ContractName = "" }]);

        Assert.That((await asked[0]).Select(row => row.Id), Is.EqualTo(new long[] { 1 }));
        Assert.That(await asked[1], Is.Empty);
    }

    [Test]
    public async Task ReadAsync_CallFails_FailsForAllWhoShareItAndTheNextGoesOn()
    {
        var first = reads.ReadAsync([1], CancellationToken.None);
        var underWay = await NextAsync();
        var others = new[] { reads.ReadAsync([2], CancellationToken.None), reads.ReadAsync([3], CancellationToken.None) };
        underWay.Return();
        (await NextAsync()).Answer.SetException(new TryLaterException("No answer."));

        Assert.That(await first, Is.Empty);
        await Assert.ThatAsync(() => others[0], Throws.TypeOf<TryLaterException>());
        await Assert.ThatAsync(() => others[1], Throws.TypeOf<TryLaterException>());
        var later = reads.ReadAsync([2], CancellationToken.None);
        (await NextAsync()).Return(Row(20, 2));
        Assert.That((await later).Single().Id, Is.EqualTo(20));
    }

    [Test]
    public async Task ReadAsync_OneStopsWaiting_TheOthersGetTheirRows()
    {
        using var stop = new CancellationTokenSource();
        var first = reads.ReadAsync([1], CancellationToken.None);
        var underWay = await NextAsync();
        var leaves = reads.ReadAsync([2], stop.Token);
        var stays = reads.ReadAsync([3], CancellationToken.None);
        await stop.CancelAsync();
        underWay.Return();
        (await NextAsync()).Return(Row(30, 3));

        await Assert.ThatAsync(() => leaves, Throws.InstanceOf<OperationCanceledException>());
        Assert.That((await stays).Single().Id, Is.EqualTo(30));
        Assert.That(await first, Is.Empty);
    }

    [Test]
    public async Task ReadAsync_ManyAtOnce_EachGetsItsOwnRowsInFewCalls()
    {
        var made = 0;
        var many = new GatheredReads<long, Contract>(
            async keys =>
            {
                Interlocked.Increment(ref made);
                await Task.Delay(5);
                return [.. keys.Select(key => Row(key * 10, key))];
            },
            contract => [contract.CompanyId]);

        var rows = await Task.WhenAll(Enumerable.Range(1, 200).Select(async key => (Key: key, Rows: await Task.Run(() => many.ReadAsync([key], CancellationToken.None)))));

        Assert.That(rows.Select(entry => entry.Rows.Single().Id), Is.EqualTo(rows.Select(entry => (long)entry.Key * 10)));
        Assert.That(made, Is.LessThan(100));
    }

    private async Task<Call> NextAsync()
    {
        var seen = calls.Count(call => call.Answer.Task.IsCompleted);
        for (var tries = 0; tries < 2000 && calls.Count == seen; tries++)
            await Task.Delay(5);
        return calls.Single(call => !call.Answer.Task.IsCompleted);
    }

    private static Contract Row(long id, long company) => new() { Id = id, CompanyId = company };

    private sealed record Call(IReadOnlyList<long> Keys)
    {
        public TaskCompletionSource<IReadOnlyList<Contract>> Answer { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public void Return(params IReadOnlyList<Contract> rows) => Answer.SetResult(rows);
    }
}
