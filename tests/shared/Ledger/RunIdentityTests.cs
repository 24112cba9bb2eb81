using CloudmoreAutotask.Ledger;
using CloudmoreAutotask.Setup;
using NUnit.Framework;

namespace CloudmoreAutotask.Tests.Ledger;

internal sealed class RunIdentityTests
{
    [Test]
    public void Of_ProcessBeganNoRun_IsTheMessagesOwn() => Assert.That(Identity().Of("20261108T040000-aaaaaa", null), Is.EqualTo("20261108T040000-aaaaaa"));

    [TestCase("20261108T040000-aaaaaa")]
    [TestCase("20261109T040000-aaaaaa")]
    public void Of_ProcessBeganARunSince_IsThatRun(string message)
    {
        var identity = Identity();

        var run = identity.Begin(null);

        Assert.That(identity.Of(message, null), Is.EqualTo(run));
    }

    [TestCase("20261109T040001-aaaaaa", null)]
    [TestCase("20261108T040000-aaaaaa", ExportMode.Shadow)]
    [TestCase("replay", null)]
    public void Of_MessageOfALaterRunOrWithAModeOfItsOwn_IsTheMessagesOwn(string message, ExportMode? mode)
    {
        var identity = Identity();

        identity.Begin(null);

        Assert.That(identity.Of(message, mode), Is.EqualTo(message));
    }

    [Test]
    public void Of_ProcessBeganARunWithAModeOfItsOwn_IsTheMessagesOwn()
    {
        var identity = Identity();

        identity.Begin(ExportMode.Shadow);

        Assert.That(identity.Of("20261108T040000-aaaaaa", null), Is.EqualTo("20261108T040000-aaaaaa"));
    }

    private static RunIdentity Identity() => new(new ProductClock(new StoppedTime()));

    private sealed class StoppedTime : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => new(2026, 11, 9, 4, 0, 0, TimeSpan.Zero);
    }
}
