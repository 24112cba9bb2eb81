using CloudmoreAutotask.LocalHost.Running;
using NUnit.Framework;

namespace CloudmoreAutotask.Tests.LocalHostTests;

[Parallelizable(ParallelScope.All)]
public sealed class OpenWorkTests
{
    [Test]
    public void IsIdle_WorkBeganAndEnded_FollowsIt()
    {
        var work = new OpenWork(TimeProvider.System);
        var before = work.Version;

        var open = work.Begin();

        Assert.That(work.IsIdle, Is.False);
        open.Dispose();
        open.Dispose();
        Assert.That(work.IsIdle, Is.True);
        Assert.That(work.Version, Is.EqualTo(before + 2));
    }

    [Test]
    public void IsIdle_MessageComesBack_OnlyAfterItsTime()
    {
        var time = new HandTime();
        var work = new OpenWork(time);
        work.ComesBack(time.GetUtcNow().AddSeconds(5));
        var waiting = work.Version;

        Assert.That(work.IsIdle, Is.False);
        time.Now += TimeSpan.FromSeconds(5);

        Assert.That(work.Version, Is.EqualTo(waiting + 1), "the queues are looked at again");
        Assert.That(work.IsIdle, Is.True);
    }

    private sealed class HandTime : TimeProvider
    {
        public DateTimeOffset Now { get; set; } = DateTimeOffset.UnixEpoch;

        public override DateTimeOffset GetUtcNow() => Now;
    }
}
