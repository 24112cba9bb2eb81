using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Specialized;
using CloudmoreAutotask.Storage;
using CloudmoreAutotask.Tests.Autotask;
using Microsoft.Extensions.Logging.Abstractions;
using NUnit.Framework;

namespace CloudmoreAutotask.Tests.Storage;

[NonParallelizable]
public sealed class ExporterLeaseTests
{
    private readonly List<ExporterLease> _leases = [];

    [TearDown]
    public async Task TearDown()
    {
        foreach (var lease in _leases)
            await lease.DisposeAsync();
        _leases.Clear();
    }

    [Test]
    public async Task TryHoldAsync_SecondHolder_IsRefused()
    {
        await using var first = await Lease().TryHoldAsync(CancellationToken.None);

        Assert.That(first, Is.Not.Null);
        Assert.That(await Lease().TryHoldAsync(CancellationToken.None), Is.Null);
    }

    [Test]
    public async Task TryHoldAsync_SeveralUsersOfOneProcess_ShareItUntilTheLastLetsGo()
    {
        var (ours, theirs) = (Lease(), Lease());
        var holds = await Task.WhenAll(Enumerable.Range(0, 5).Select(_ => ours.TryHoldAsync(CancellationToken.None)));
        Assert.That(holds, Has.None.Null);

        foreach (var hold in holds[1..])
            await hold!.DisposeAsync();
        Assert.That(await theirs.TryHoldAsync(CancellationToken.None), Is.Null);
        await holds[0]!.DisposeAsync();

        Assert.That(await TakeAsync(theirs), Is.Not.Null);
    }

    [Test]
    public async Task TryHoldAsync_NextUserWithinAMoment_FindsItHeldStill()
    {
        var (ours, theirs) = (Lease(new StoppedTime()), Lease());
        await (await ours.TryHoldAsync(CancellationToken.None))!.DisposeAsync();

        Assert.That(await theirs.TryHoldAsync(CancellationToken.None), Is.Null);
        Assert.That(await ours.TryHoldAsync(CancellationToken.None), Is.Not.Null);
    }

    [Test]
    public async Task DisposeAsync_LingeringLease_IsLetGoAtOnce()
    {
        var ours = Lease();
        await (await ours.TryHoldAsync(CancellationToken.None))!.DisposeAsync();

        await ours.DisposeAsync();
        _leases.Remove(ours);

        Assert.That(await Lease().TryHoldAsync(CancellationToken.None), Is.Not.Null);
    }

    [Test]
    public async Task TryHoldAsync_HeldByAnotherSince_CallsTakenOver()
    {
        var (ours, theirs, called) = (Lease(), Lease(), 0);
        await (await ours.TryHoldAsync(CancellationToken.None))!.DisposeAsync();
        ours.TakenOver = () => called++;

        await (await ours.TryHoldAsync(CancellationToken.None))!.DisposeAsync();
        Assert.That(called, Is.Zero, "nobody else held it");
        await (await TakeAsync(theirs)).DisposeAsync();
        await (await TakeAsync(ours)).DisposeAsync();

        Assert.That(called, Is.EqualTo(1));
    }

    [Test]
    public async Task TryHoldAsync_FirstTime_CallsTakenOver()
    {
        var (lease, called) = (Lease(), 0);
        lease.TakenOver = () => called++;

        await (await lease.TryHoldAsync(CancellationToken.None))!.DisposeAsync();

        Assert.That(called, Is.EqualTo(1));
    }

    [Test]
    public async Task Hold_LeaseTakenByAnother_EndsItsTokenAndCanBeTakenAgainLater()
    {
        var (ours, theirs) = (Lease(new ImpatientTime()), Lease());
        var hold = (await ours.TryHoldAsync(CancellationToken.None))!;
        await new BlobServiceClient(AzuriteFixture.ConnectionString).GetBlobContainerClient("leases").GetBlobClient("exporter").GetBlobLeaseClient().BreakAsync(TimeSpan.Zero);
        var other = await theirs.TryHoldAsync(CancellationToken.None);

        await EndAsync(hold.Token);
        Assert.That((other is not null, hold.IsLost), Is.EqualTo((true, true)));
        Assert.That(await ours.TryHoldAsync(CancellationToken.None), Is.Null, "its other users have not noticed yet");
        await hold.DisposeAsync();
        Assert.That(await ours.TryHoldAsync(CancellationToken.None), Is.Null, "the other holds it");
        await other!.DisposeAsync();

        Assert.That(await TakeAsync(ours), Is.Not.Null);
    }

    [Test]
    public async Task TryHoldAsync_HolderThatNeverRenews_IsTakenOverWhenTheLeaseEnds()
    {
        var (dead, theirs) = (Lease(new StoppedTime()), Lease());
        var hold = await dead.TryHoldAsync(CancellationToken.None);
        Assert.That(await theirs.TryHoldAsync(CancellationToken.None), Is.Null);

        await Task.Delay(ExporterLease.Length + TimeSpan.FromSeconds(1));

        Assert.That(hold, Is.Not.Null);
        Assert.That(await theirs.TryHoldAsync(CancellationToken.None), Is.Not.Null);
    }

    [Test]
    public async Task Hold_CallerEnds_EndsItsTokenWithoutLosingTheLease()
    {
        using var caller = new CancellationTokenSource();
        await using var hold = await Lease().TryHoldAsync(caller.Token);

        await caller.CancelAsync();

        Assert.That((hold!.Token.IsCancellationRequested, hold.IsLost), Is.EqualTo((true, false)));
    }

    /// <summary>Takes the lease as soon as its holder has let it go.</summary>
    private static async Task<ExporterLease.Hold> TakeAsync(ExporterLease lease)
    {
        for (var attempt = 0; attempt < 200; attempt++)
        {
            if (await lease.TryHoldAsync(CancellationToken.None) is { } hold)
                return hold;
            await Task.Delay(50);
        }

        throw new InvalidOperationException("The lease was not let go.");
    }

    private ExporterLease Lease(TimeProvider? time = null)
    {
        var lease = new ExporterLease(new ExportBlobs(new BlobServiceClient(AzuriteFixture.ConnectionString)), time ?? TimeProvider.System, NullLogger<ExporterLease>.Instance);
        _leases.Add(lease);
        return lease;
    }

    private static async Task EndAsync(CancellationToken token)
    {
        var ended = new TaskCompletionSource();
        await using var registration = token.Register(ended.SetResult);
        await ended.Task.WaitAsync(TimeSpan.FromSeconds(30), CancellationToken.None);
    }

    /// <summary>Time in which no timer ever fires: a process that hangs.</summary>
    private sealed class StoppedTime : TimeProvider
    {
        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
            base.CreateTimer(callback, state, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }
}
