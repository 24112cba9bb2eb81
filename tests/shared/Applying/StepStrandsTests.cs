using CloudmoreAutotask.Applying;
using CloudmoreAutotask.Autotask.Entities;
using CloudmoreAutotask.Planning;
using NUnit.Framework;

namespace CloudmoreAutotask.Tests.Applying;

internal sealed class StepStrandsTests
{
    [Test]
    public void Of_StepsOfOneSubscription_StayInTheirOrder()
    {
        var strands = StepStrands.Of([Step("S1", "service"), Step("S1", "contract"), Step("S1", "units"), Step("S2", "contract")]);

        Assert.That(strands.Select(Keys), Is.EqualTo(new[] { "S1 service, S1 contract, S1 units", "S2 contract" }));
    }

    [Test]
    public void Of_SubscriptionsThatWriteOnOneContract_FollowOneAnother()
    {
        var strands = StepStrands.Of([Step("S1", "a", 7), Step("S2", "b", 8), Step("S3", "c", 7), Step("S3", "d", 9)]);

        Assert.That(strands.Select(Keys), Is.EquivalentTo(new[] { "S1 a, S3 c, S3 d", "S2 b" }));
    }

    [Test]
    public void Of_SubscriptionThatJoinsTwoContracts_MakesThemOneStrand()
    {
        var strands = StepStrands.Of([Step("S1", "a", 7), Step("S2", "b", 8), Step("S3", "c", 7), Step("S3", "d", 8), Step("S4", "e", 9)]);

        Assert.That(strands.Select(Keys), Is.EquivalentTo(new[] { "S1 a, S2 b, S3 c, S3 d", "S4 e" }));
    }

    [Test]
    public void Of_NoSteps_HasNoStrand() => Assert.That(StepStrands.Of([]), Is.Empty);

    private static string Keys(IReadOnlyList<PlanStep> strand) => string.Join(", ", strand.Select(step => step.Key));

    private static PlanStep Step(string subscription, string name, long contract = 0) => new()
    {
        Kind = StepKind.ChangeContract,
        Key = $"{subscription} {name}",
        SubscriptionKey = subscription,
        Text = name,
        ContractChange = contract == 0 ? null : new ContractChange { Id = contract },
    };
}
