using CloudmoreAutotask.Billing;
using FsCheck;
using FsCheck.Fluent;
using NUnit.Framework;

namespace CloudmoreAutotask.Tests.Billing;

public sealed class ChargeFiguresTests
{
    [Test]
    public void For_AnyQuantityAndMoney_GivesAmountAndCostBackToTheCent()
    {
        var quantities = Gen.OneOf(
            Gen.Choose(-10, 100_000).Select(number => (decimal)number),
            Gen.Choose(int.MinValue, int.MaxValue).Select(number => number / 10_000m),
            Gen.Choose(int.MinValue, int.MaxValue).Select(number => number / 1_000_000_000m));
        var cents = Gen.Choose(-100_000_000, 100_000_000).Select(number => number / 100m);

        Prop.ForAll(quantities.Zip(cents.Zip(cents)).ToArbitrary(), sample =>
        {
            var (quantity, (amount, cost)) = sample;
            var figures = ChargeFigures.For(quantity, amount, cost);
            return figures.Amount == amount && figures.CostAmount == cost
                && (figures.Carries(quantity) || figures == new ChargeFigures(1, amount, cost))
                && new[] { figures.Quantity, figures.UnitPrice, figures.UnitCost }.All(value => Money.ToFourDecimals(value) == value);
        }).QuickCheckThrowOnFailure();
    }

    [TestCase(0)]
    [TestCase(-3)]
    public void For_QuantityThatCannotCarryTheAmount_IsQuantityOne(int quantity) =>
        Assert.That(ChargeFigures.For(quantity, 30m, 12m), Is.EqualTo(new ChargeFigures(1, 30m, 12m)));

    [Test]
    public void For_CostThatIsLost_IsQuantityOneToo() => Assert.That(ChargeFigures.For(700_000m, 700m, 123.45m), Is.EqualTo(new ChargeFigures(1, 700m, 123.45m)));
}
