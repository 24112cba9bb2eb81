using System.Diagnostics;
using Azure.Core;
using Azure.Core.Pipeline;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Specialized;
using CloudmoreAutotask.Setup;
using CloudmoreAutotask.Storage;
using CloudmoreAutotask.Tests.Autotask;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using NUnit.Framework;

namespace CloudmoreAutotask.Tests.Storage;

[NonParallelizable]
public sealed class ExporterLeaseTests
{
    private readonly List<ExporterLease> _leases = [];
    private string _account = "";

    [SetUp]
    public void SetUp() => _account = AzuriteFixture.NewAccount();

    [TearDown]
    public async Task TearDown()
    {
        foreach (var lease in _leases)
            await lease.DisposeAsync();
        _leases.Clear();
        await AzuriteFixture.ReleaseAsync(_account);
    }

    [Test]
    public async Task TryHoldAsync_SecondHolder_IsRefused()
    {
        await using var first = await Lease().TryHoldAsync(CancellationToken.None);

        Assert.That(first, Is.Not.Null);
        Assert.That(await Lease().TryHoldAsync(CancellationToken.None), Is.Null);
    }

    [Test]
    public async Task IsHeldElsewhereAsync_HeldAndLetGo_IsTrueForTheOtherOnly()
    {
        var (ours, theirs) = (Lease(), Lease());
        Assert.That(await theirs.IsHeldElsewhereAsync(CancellationToken.None), Is.False, "nobody ever held it");

        await using (await ours.TryHoldAsync(CancellationToken.None))
        {
            Assert.That(await ours.IsHeldElsewhereAsync(CancellationToken.None), Is.False, "the holder itself");
            Assert.That(await theirs.IsHeldElsewhereAsync(CancellationToken.None), Is.True);
        }

        await EndAsync(ours);
        Assert.That(await theirs.IsHeldElsewhereAsync(CancellationToken.None), Is.False, "it was let go");
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

        await EndAsync(ours);

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
        await BreakAsync();
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

    [Test]
    public async Task TryHoldAsync_LastHolderDied_WaitsUntilItsWritesHaveTakenEffectBeforeReading()
    {
        var (ours, read) = (Lease(unansweredWait: TimeSpan.FromSeconds(2)), TimeSpan.Zero);
        await Lease().TryHoldAsync(CancellationToken.None);
        await BreakAsync();

        var began = Stopwatch.StartNew();
        await using (await ours.TryHoldAsync(CancellationToken.None))
            read = began.Elapsed;

        Assert.That(read, Is.AtLeast(TimeSpan.FromSeconds(1.9)));
    }

    [Test]
    public async Task TryHoldAsync_CallerGivesUpTheWait_LeavesItToTheNextCaller()
    {
        var ours = Lease(unansweredWait: TimeSpan.FromSeconds(3));
        await Lease().TryHoldAsync(CancellationToken.None);
        await BreakAsync();
        var began = Stopwatch.StartNew();
        using var caller = new CancellationTokenSource(TimeSpan.FromSeconds(1));

        Assert.That(() => ours.TryHoldAsync(caller.Token), Throws.InstanceOf<OperationCanceledException>());
        await using var hold = await ours.TryHoldAsync(CancellationToken.None);

        Assert.That((hold is not null, began.Elapsed > TimeSpan.FromSeconds(2.9)), Is.EqualTo((true, true)));
    }

    [Test]
    public async Task TryHoldAsync_LastHolderGaveItBack_BeginsAtOnce()
    {
        var first = Lease();
        await (await first.TryHoldAsync(CancellationToken.None))!.DisposeAsync();
        await EndAsync(first);

        var began = Stopwatch.StartNew();
        await using var hold = await Lease(unansweredWait: TimeSpan.FromMinutes(5)).TryHoldAsync(CancellationToken.None);

        Assert.That((hold is not null, began.Elapsed < TimeSpan.FromMinutes(1)), Is.EqualTo((true, true)));
    }

    [TestCase(60, false)]
    [TestCase(-1, true)]
    public async Task DisposeAsync_WriteWithoutAnswer_IsNotGivenBackBeforeItsEnd(int secondsAhead, bool isFree)
    {
        var first = Lease();
        await (await first.TryHoldAsync(CancellationToken.None))!.DisposeAsync();
        first.NoteUnanswered(DateTimeOffset.UtcNow.AddSeconds(secondsAhead));
        first.NoteUnanswered(DateTimeOffset.UtcNow.AddSeconds(-10));
        await EndAsync(first);

        Assert.That(await Lease().TryHoldAsync(CancellationToken.None), isFree ? Is.Not.Null : Is.Null);
    }

    [Test]
    public async Task EnsureHeldAsync_ProcessHungPastTheEnd_IsLost()
    {
        var time = new StoppedTime();
        var ours = Lease(time);
        var hold = (await ours.TryHoldAsync(CancellationToken.None))!;
        Assert.That(ours.EnsureHeldAsync, Throws.Nothing);

        time.Ahead = ExporterLease.Length;

        Assert.That(ours.EnsureHeldAsync, Throws.InstanceOf<OperationCanceledException>());
        Assert.That((hold.IsLost, hold.Token.IsCancellationRequested), Is.EqualTo((true, true)));
    }

    [Test]
    public async Task Hold_RenewalWithoutAnswer_EndsBeforeTheLeaseDoes()
    {
        var transport = new SilentRenewals();
        var ours = Lease(options: new BlobClientOptions { Transport = transport });
        var began = Stopwatch.StartNew();
        var hold = (await ours.TryHoldAsync(CancellationToken.None))!;

        await EndAsync(hold.Token);

        Assert.That((hold.IsLost, began.Elapsed < ExporterLease.Length, transport.Asked), Is.EqualTo((true, true, true)));
    }

    private Task BreakAsync() => new BlobServiceClient(_account).GetBlobContainerClient("leases").GetBlobClient("exporter").GetBlobLeaseClient().BreakAsync(TimeSpan.Zero);

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

    private ExporterLease Lease(TimeProvider? time = null, TimeSpan unansweredWait = default, BlobClientOptions? options = null)
    {
        var limits = Options.Create(new LimitsOptions { UnansweredWait = unansweredWait });
        var lease = new ExporterLease(new ExportBlobs(new BlobServiceClient(_account, options)), limits, time ?? TimeProvider.System, NullLogger<ExporterLease>.Instance);
        _leases.Add(lease);
        return lease;
    }

    /// <summary>Ends the process that has the lease, in good order.</summary>
    private async Task EndAsync(ExporterLease lease)
    {
        _leases.Remove(lease);
        await lease.DisposeAsync();
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
        public TimeSpan Ahead { get; set; }

        public override DateTimeOffset GetUtcNow() => base.GetUtcNow() + Ahead;

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
            base.CreateTimer(callback, state, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>A storage that never answers a renewal.</summary>
    private sealed class SilentRenewals : HttpPipelineTransport
    {
        private readonly HttpClientTransport _inner = new();

        public bool Asked { get; private set; }

        public override Request CreateRequest() => _inner.CreateRequest();

        public override void Process(HttpMessage message) => throw new NotSupportedException();

        public override async ValueTask ProcessAsync(HttpMessage message)
        {
            if (message.Request.Headers.TryGetValue("x-ms-lease-action", out var action) && action == "renew")
            {
                Asked = true;
                await Task.Delay(Timeout.Infinite, message.CancellationToken);
            }

            await _inner.ProcessAsync(message);
        }
    }
}
