using CloudmoreAutotask.Billing;
using CloudmoreAutotask.Planning;
using CloudmoreAutotask.Setup;
using NUnit.Framework;

namespace CloudmoreAutotask.Tests.Planning;

public sealed class ContractKeysTests
{
    private static readonly string Long = new('A', 60);

    [Test]
    public void ContractNumber_Id_IsPrefixed() => Assert.That(ContractKeys.ContractNumber(" 1f0c2d "), Is.EqualTo("CM-1f0c2d"));

    [Test]
    public void ContractNumber_LongIds_FitAndStayApart()
    {
        var (one, other) = (ContractKeys.ContractNumber(Long + "1"), ContractKeys.ContractNumber(Long + "2"));

        Assert.That((one.Length, other.Length, one == other), Is.EqualTo((50, 50, false)));
    }

    [Test]
    public void ContractNumberAndSku_LongIdInOtherCase_AreTheSameIgnoringCase()
    {
        Assert.That(ContractKeys.ContractNumber(Long), Is.EqualTo(ContractKeys.ContractNumber(Long.ToLowerInvariant())).IgnoreCase);
        Assert.That(ContractKeys.Sku(Long, PaymentFrequency.Monthly), Is.EqualTo(ContractKeys.Sku(Long.ToLowerInvariant(), PaymentFrequency.Monthly)).IgnoreCase);
    }

    [Test]
    public void Sku_ProductAndFrequency_AreBothInIt()
    {
        Assert.That(ContractKeys.Sku("P1", PaymentFrequency.Monthly), Is.EqualTo("CM:P1:monthly"));
        Assert.That(ContractKeys.Sku("P1", PaymentFrequency.Yearly), Is.EqualTo("CM:P1:yearly"));
    }

    [TestCase(40, 50)]
    [TestCase(39, 50)]
    [TestCase(41, 50)]
    [TestCase(10, 21)]
    public void Sku_LongProduct_IsShortenedByAHash(int length, int expected)
    {
        var sku = ContractKeys.Sku(new string('x', length), PaymentFrequency.Monthly);

        Assert.That(sku, Has.Length.EqualTo(expected));
        Assert.That(sku, Is.Not.EqualTo(ContractKeys.Sku(new string('x', length), PaymentFrequency.Yearly)));
    }

    [Test]
    public void ServiceName_LongProduct_KeepsTheFrequency()
    {
        var name = ContractKeys.ServiceName(new string('x', 200), PaymentFrequency.Yearly);

        Assert.That(name, Has.Length.EqualTo(150).And.EndsWith(" (yearly)"));
    }

    [TestCase(ServiceKind.Subscription, "Microsoft 365 - Sales")]
    [TestCase(ServiceKind.Consumption, "Microsoft Azure - Sales")]
    [TestCase(ServiceKind.OneTime, "Microsoft software - Sales")]
    public void ContractName_Kind_HasItsTemplate(ServiceKind kind, string expected) =>
        Assert.That(ContractKeys.ContractName(new ContractNameOptions(), kind, "Sales"), Is.EqualTo(expected));

    [Test]
    public void ContractName_LongNames_AreCutWithoutBreakingASurrogate()
    {
        var template = new ContractNameOptions { Subscription = "{SubscriptionName}" };

        Assert.That(ContractKeys.ContractName(template, ServiceKind.Subscription, new string('x', 120)), Has.Length.EqualTo(100));
        Assert.That(ContractKeys.ContractName(template, ServiceKind.Subscription, new string('x', 99) + "🙂"), Is.EqualTo(new string('x', 99)));
        Assert.That(ContractKeys.ContractName(template, ServiceKind.Subscription, new string('x', 98) + "🙂z"), Is.EqualTo(new string('x', 98) + "🙂"));
    }

    [Test]
    public void ChargeKey_Subject_IsSubscriptionAndProduct()
    {
        var key = Actual.Key("s1", "P1");

        Assert.That(key, Does.Match("^CM-2026-10-[0-9a-f]{16}$"));
        Assert.That(Actual.Key("s1", "p1"), Is.EqualTo(key));
        Assert.That(new[] { Actual.Key("s1", "P2"), Actual.Key("s2", "P1"), Actual.Key("s1", null), Actual.Key("s1", "P1", "D") }, Has.None.EqualTo(key));
    }

    [TestCase("D")]
    [TestCase("P")]
    [TestCase("Y")]
    public void ChargeKey_Letter_StandsAtItsEnd(string letter) => Assert.That(Actual.Key("s1", "P1", letter), Is.EqualTo(Actual.Key("s1", "P1") + "-" + letter));

    [Test]
    public void ChargeName_Long_KeepsTheSuffix() => Assert.That(ContractKeys.ChargeName(new string('x', 120), " 2026-10"), Has.Length.EqualTo(100).And.EndsWith(" 2026-10"));
}
