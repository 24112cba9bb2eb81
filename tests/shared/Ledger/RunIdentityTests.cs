using CloudmoreAutotask.Ledger;
using CloudmoreAutotask.Setup;
using CloudmoreAutotask.Tests.Cloudmore;
using NUnit.Framework;

namespace CloudmoreAutotask.Tests.Ledger;

internal sealed class RunIdentityTests
{
    [Test]
    public void ReportedUnder_ProcessBeganNoRun_IsTheMessagesOwn() => Assert.That(Identity().ReportedUnder("20261008T040000-aaaaaa", null), Is.EqualTo("20261008T040000-aaaaaa"));

    [TestCase("20261008T040000-aaaaaa")]
    [TestCase("20261009T040000-aaaaaa")]
    public void ReportedUnder_ProcessBeganARunSince_IsThatRun(string message)
    {
        var identity = Identity();

        var run = identity.Begin(null);

        Assert.That(identity.ReportedUnder(message, null), Is.EqualTo(run));
    }

    [TestCase("20261009T040001-aaaaaa", null)]
    [TestCase("20261008T040000-aaaaaa", ExportMode.Shadow)]
    [TestCase("replay", null)]
    public void ReportedUnder_MessageOfALaterRunOrWithAModeOfItsOwn_IsTheMessagesOwn(string message, ExportMode? mode)
    {
        var identity = Identity();

        identity.Begin(null);

        Assert.That(identity.ReportedUnder(message, mode), Is.EqualTo(message));
    }

    [Test]
    public void ReportedUnder_ProcessBeganARunWithAModeOfItsOwn_IsTheMessagesOwn()
    {
        var identity = Identity();

        identity.Begin(ExportMode.Shadow);

        Assert.That(identity.ReportedUnder("20261008T040000-aaaaaa", null), Is.EqualTo("20261008T040000-aaaaaa"));
    }

    private static RunIdentity Identity() => new(new ProductClock(new SteppingTime()));
}
