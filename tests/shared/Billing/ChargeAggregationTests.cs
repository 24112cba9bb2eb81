using CloudmoreAutotask.Billing;
using CloudmoreAutotask.Setup;
using NUnit.Framework;

namespace CloudmoreAutotask.Tests.Billing;

/// <summary>Export rules, "Aggregation", Consumption and OneTime: one test per sentence.</summary>
public sealed class ChargeAggregationTests
{
    [Test]
    public void Aggregate_Usage_SumsQuantityAmountAndCost()
    {
        var charge = Bills.Charge(Bills.Usage(10, 12.50m, 10m), Bills.Usage(30, 37.50m, 30m));

        Assert.That((charge.TotalQuantity, charge.Amount, charge.CostAmount, charge.LineCount), Is.EqualTo((40m, 50.00m, 40.00m, 2)));
        Assert.That(charge.Figures, Is.EqualTo(new ChargeFigures(40, 1.25m, 1m)));
    }

    [Test]
    public void Aggregate_UsageOfSeveralProducts_IsOneLine()
    {
        var charge = Bills.Charge(Bills.Usage(1, 10m, product: "Storage"), Bills.Usage(2, 20m, product: "Compute"));

        Assert.That((charge.ProductId, charge.ProductName, charge.Amount), Is.EqualTo(((string?)null, Bills.Azure, 30m)));
    }

    [Test]
    public void Aggregate_UsageCredit_IsPartOfTheSum()
    {
        var charge = Bills.Charge(Bills.Usage(10, 50m), Bills.Usage(-2, -10m));

        Assert.That((charge.TotalQuantity, charge.Amount), Is.EqualTo((8m, 40m)));
    }

    [Test]
    public void Aggregate_UsageOfOnlyCredits_IsANegativeCharge()
    {
        var subscription = Bills.One(Bills.Usage(-2, -10.005m, -8m));

        Assert.That(subscription.IsEnded, Is.False);
        Assert.That(subscription.Charges.Single().Figures, Is.EqualTo(new ChargeFigures(1, -10.01m, -8m)));
    }

    [Test]
    public void Aggregate_PriceThatDoesNotGiveTheAmountBack_IsQuantityOneWithTheAmount()
    {
        var charge = Bills.Charge(Bills.Usage(812.40123m, 100.005m, 80.004m));

        Assert.That(charge.Figures, Is.EqualTo(new ChargeFigures(1, 100.01m, 80.00m)));
        Assert.That((charge.TotalQuantity, charge.Figures.Carries(charge.TotalQuantity)), Is.EqualTo((812.40123m, false)));
    }

    [Test]
    public void Aggregate_LargeQuantityAtFourDecimals_FallsBackWhenACentIsLost()
    {
        var charge = Bills.Charge(Bills.Usage(700_000m, 123.45m));

        Assert.That(charge.Figures, Is.EqualTo(new ChargeFigures(1, 123.45m, 0)));
    }

    [Test]
    public void Aggregate_ManySmallLines_SumsBeforeItRounds()
    {
        var lines = Enumerable.Repeat(Bills.Usage(1, 0.004m, 0.004m), 10).ToList();

        Assert.That(Bills.Charge(lines), Has.Property("Amount").EqualTo(0.04m).And.Property("CostAmount").EqualTo(0.04m));
    }

    [Test]
    public void Aggregate_OneTimeItems_AreOneChargePerProduct()
    {
        var subscription = Bills.One(Bills.Once(2, 100m, "Office"), Bills.Once(1, 50m, "Visio"), Bills.Once(1, 100m, "Office"));

        Assert.That(subscription.Charges.Select(charge => (charge.Kind, charge.ProductId, charge.TotalQuantity, charge.Amount)),
            Is.EqualTo(new[] { (ServiceKind.OneTime, "Office", 3m, 300m), (ServiceKind.OneTime, "Visio", 1m, 50m) }));
    }

    [Test]
    public void Aggregate_SeatsUsageAndItemsOfOneSubscription_KeepTheirKinds()
    {
        var subscription = Bills.One(Bills.Line(10, 20m), Bills.Usage(1, 10m, subscription: "S1"), Bills.Once(1, 50m, "Office", "S1"));

        Assert.That(subscription.Seats, Has.Count.EqualTo(1));
        Assert.That(subscription.Charges.Select(charge => charge.Kind), Is.EqualTo(new[] { ServiceKind.OneTime, ServiceKind.Consumption }));
        Assert.That((subscription.Kind, subscription.Billed), Is.EqualTo((ServiceKind.Subscription, 260m)));
    }

    [Test]
    public void Aggregate_Charges_CarryTheLastBillingDate()
    {
        var charge = Bills.Charge(Bills.Usage(1, 10m) with { BillingDate = new DateOnly(2026, 10, 30) }, Bills.Usage(1, 10m));

        Assert.That(charge.LastBillingDate, Is.EqualTo(new DateOnly(2026, 10, 30)));
    }
}
