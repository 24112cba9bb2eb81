using CloudmoreAutotask.Billing;
using NUnit.Framework;

namespace CloudmoreAutotask.Tests.Billing;

public sealed class MoneyTests
{
    [Test]
    public void Rounding_Halves_GoAwayFromZero()
    {
        Assert.That((Money.ToCents(0.005m), Money.ToCents(-0.005m), Money.ToCents(0.015m)), Is.EqualTo((0.01m, -0.01m, 0.02m)));
        Assert.That((Money.ToFourDecimals(0.00005m), Money.ToFourDecimals(-0.00025m)), Is.EqualTo((0.0001m, -0.0003m)));
    }

    [Test]
    public void Text_Amount_HasTwoDecimalsAndNoGrouping() =>
        Assert.That((Money.Text(1234567.5m), Money.Text(-0.5m, "EUR")), Is.EqualTo(("1234567.50", "EUR -0.50")));
}
