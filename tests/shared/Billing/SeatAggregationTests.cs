using CloudmoreAutotask.Billing;
using NUnit.Framework;

namespace CloudmoreAutotask.Tests.Billing;

/// <summary>Export rules, "Aggregation", Subscription: one test per sentence.</summary>
public sealed class SeatAggregationTests
{
    [Test]
    public void Aggregate_SeveralLines_TakesTheHighestQuantity()
    {
        var seat = Bills.Seat(Bills.Line(8, 20.60m), Bills.Line(10, 20.60m), Bills.Line(9, 20.60m));

        Assert.That(seat.Quantity, Is.EqualTo(10));
    }

    [Test]
    public void Aggregate_SeveralPrices_TakesTheHighestAndTheCostOfThatLine()
    {
        var seat = Bills.Seat(Bills.Line(10, 12.30m, cost: 19m), Bills.Line(10, 20.60m, cost: 16.90m), Bills.Line(10, 4.10m, cost: 25m));

        Assert.That((seat.UnitPrice, seat.UnitCost), Is.EqualTo((20.60m, 16.90m)));
    }

    [Test]
    public void Aggregate_QuantityAndPriceOnDifferentLines_TakesEachFromItsOwn()
    {
        var seat = Bills.Seat(Bills.Line(10, 12.30m, cost: 10m), Bills.Line(6, 20.60m, cost: 16.90m));

        Assert.That((seat.Quantity, seat.UnitPrice, seat.UnitCost, seat.Hold), Is.EqualTo((10m, 20.60m, 16.90m, (string?)null)));
        Assert.That(seat.Amount, Is.EqualTo(206.00m));
    }

    [Test]
    public void Aggregate_PriceTie_TakesTheCostOfTheLargerLineThenTheHigherCost()
    {
        var larger = Bills.Seat(Bills.Line(4, 20m, cost: 18m), Bills.Line(10, 20m, cost: 15m));
        var equal = Bills.Seat(Bills.Line(10, 20m, cost: 15m), Bills.Line(10, 20m, cost: 16m));

        Assert.That((larger.UnitCost, equal.UnitCost), Is.EqualTo((15m, 16m)));
    }

    [Test]
    public void Aggregate_PriceTieOfSmallAndLargeLine_IsNotHeld()
    {
        var seat = Bills.Seat(Bills.Line(1, 20m), Bills.Line(10, 20m));

        Assert.That(seat.Hold, Is.Null);
    }

    [Test]
    public void Aggregate_CreditByQuantity_DoesNotCountForQuantityOrPrice()
    {
        var seat = Bills.Seat(Bills.Line(10, 20m), Bills.Line(-12, 99m));

        Assert.That((seat.Quantity, seat.UnitPrice), Is.EqualTo((10m, 20m)));
    }

    [Test]
    public void Aggregate_CreditByAmount_DoesNotCountForQuantityOrPrice()
    {
        var seat = Bills.Seat(Bills.Line(10, 20m), Bills.Line(12, 99m, total: -5m));

        Assert.That((seat.Quantity, seat.UnitPrice), Is.EqualTo((10m, 20m)));
    }

    [Test]
    public void Aggregate_CreditNextToALine_IsTheDifference()
    {
        var seat = Bills.Seat(Bills.Line(10, 20m), Bills.Line(-2, 20m));

        Assert.That((seat.Billed, seat.Amount, seat.DifferenceReason), Is.EqualTo((160m, 200m, "credit")));
    }

    [TestCase(5, null)]
    [TestCase(4, "The highest price (30) stands on a line with only 4 of 10 units: 10 x 20 = 200.00; 4 x 30 = 120.00.")]
    public void Aggregate_PriceOnASmallLine_NeedsHalfOfTheHighestQuantity(int quantity, string? hold)
    {
        var seat = Bills.Seat(Bills.Line(10, 20m), Bills.Line(quantity, 30m));

        Assert.That(seat.Hold, hold is null ? Is.Null : Does.StartWith(hold!));
    }

    [Test]
    public void Aggregate_OddHighestQuantity_HalfIsNotRoundedDown()
    {
        Assert.That(Bills.Seat(Bills.Line(5, 20m), Bills.Line(2, 30m)).Hold, Is.Not.Null);
        Assert.That(Bills.Seat(Bills.Line(5, 20m), Bills.Line(3, 30m)).Hold, Is.Null);
    }

    [TestCase("2.5", true)]
    [TestCase("3.0000", false)]
    public void Aggregate_QuantityThatIsNoWholeNumber_IsHeld(string quantity, bool held)
    {
        var seat = Bills.Seat(Bills.Line(decimal.Parse(quantity, System.Globalization.CultureInfo.InvariantCulture), 20m));

        Assert.That(seat.Hold, held ? Does.Contain("is no whole number") : Is.Null);
    }

    [Test]
    public void Aggregate_QuantityBeyondAutotask_IsHeld() =>
        Assert.That(Bills.Seat(Bills.Line(3_000_000_000m, 1m)).Hold, Does.Contain("more than Autotask can hold"));

    [Test]
    public void Aggregate_OnlyCredits_CountsAsNotInTheBill()
    {
        var subscription = Bills.One(Bills.Line(-2, 20m), Bills.Line(1, 20m, total: -20m));

        Assert.That((subscription.IsEnded, subscription.Seats.Count, subscription.Billed), Is.EqualTo((true, 0, -60m)));
        Assert.That(subscription.CreditsOnly, Is.EqualTo(new[] { new CreditLine("P1", "Product P1", -60m, 0m, Bills.Line(1, 20m).BillingDate) }));
    }

    [Test]
    public void Aggregate_OneProductWithOnlyCredits_LeavesTheOther()
    {
        var subscription = Bills.One(Bills.Line(10, 20m), Bills.Line(-1, 5m, product: "P2"));

        Assert.That(subscription.Seats.Single().ProductId, Is.EqualTo("P1"));
        Assert.That(subscription.CreditsOnly.Single().ProductId, Is.EqualTo("P2"));
        Assert.That(subscription.IsEnded, Is.False);
    }

    [Test]
    public void Aggregate_SeveralProducts_AreALineEach()
    {
        var subscription = Bills.One(Bills.Line(10, 20m), Bills.Line(3, 5m, product: "P2"), Bills.Line(4, 5m, product: "P2"));

        Assert.That(subscription.Seats.Select(seat => (seat.ProductId, seat.Quantity, seat.UnitPrice)), Is.EqualTo(new[] { ("P1", 10m, 20m), ("P2", 4m, 5m) }));
    }

    [Test]
    public void Aggregate_SubscriptionAndProductInOtherCase_AreTheSame()
    {
        var seat = Bills.Seat(Bills.Line(10, 20m), Bills.Line(4, 20m, product: "p1", subscription: " s1 "));

        Assert.That((seat.Quantity, seat.Billed), Is.EqualTo((10m, 280m)));
    }

    [Test]
    public void Aggregate_LineWithoutProductId_GoesByItemCodeThenName()
    {
        var line = Bills.Line(1, 20m) with { ProductId = " " };
        var subscription = Bills.One(line with { ItemCode = "SKU-7" }, line);

        Assert.That(subscription.Seats.Select(seat => seat.ProductId), Is.EqualTo(new[] { "Product P1", "SKU-7" }));
    }

    [Test]
    public void Aggregate_ProRataLine_IsTheDifference()
    {
        var seat = Bills.Seat(Bills.Line(10, 20m), Bills.Line(2, 9.67m));

        Assert.That((seat.Billed - seat.Amount, seat.DifferenceReason), Is.EqualTo((19.34m, "pro-rata lines combined")));
    }

    [Test]
    public void Aggregate_ProRataLineAndCredit_NamesBothReasons() =>
        Assert.That(Bills.Seat(Bills.Line(10, 20m), Bills.Line(2, 9.67m), Bills.Line(-1, 5m)).DifferenceReason, Is.EqualTo("pro-rata lines combined, credit"));

    [Test]
    public void Aggregate_LineEqualToItsAmount_HasNoDifference()
    {
        var seat = Bills.Seat(Bills.Line(10, 20.60m));

        Assert.That((seat.DifferenceReason, seat.Billed), Is.EqualTo(("", seat.Amount)));
    }

    [Test]
    public void Aggregate_TotalThatIsRounded_IsARoundingDifference()
    {
        var seat = Bills.Seat(Bills.Line(3, 3.3333m, total: 9.9999m));

        Assert.That((seat.Amount, seat.DifferenceReason), Is.EqualTo((10.00m, "rounding")));
    }

    [Test]
    public void Aggregate_TotalThatIsNotItsProduct_SaysSo() =>
        Assert.That(Bills.Seat(Bills.Line(10, 20m, total: 150m)).DifferenceReason, Is.EqualTo("the line's total is not 10 x 20"));

    [Test]
    public void Aggregate_PriceOfMoreThanFourDecimals_IsRoundedAwayFromZero() =>
        Assert.That(Bills.Seat(Bills.Line(1, 1.00005m, cost: 0.99994m)), Has.Property("UnitPrice").EqualTo(1.0001m).And.Property("UnitCost").EqualTo(0.9999m));

    [TestCase("Monthly", PaymentFrequency.Monthly)]
    [TestCase(" p1m ", PaymentFrequency.Monthly)]
    [TestCase("Annual", PaymentFrequency.Yearly)]
    [TestCase("1 YEAR", PaymentFrequency.Yearly)]
    public void Aggregate_KnownFrequencyWord_IsRead(string word, PaymentFrequency frequency)
    {
        var seat = Bills.Seat(Bills.Line(1, 20m) with { PaymentFrequency = word });

        Assert.That((seat.Frequency, seat.Hold), Is.EqualTo(((PaymentFrequency?)frequency, (string?)null)));
    }

    [TestCase("Quarterly", "'Quarterly' is not known")]
    [TestCase(null, "'' is not known")]
    [TestCase("Once", "listed as Subscription")]
    public void Aggregate_OtherFrequencyWord_IsHeld(string? word, string hold)
    {
        var seat = Bills.Seat(Bills.Line(1, 20m) with { PaymentFrequency = word });

        Assert.That(seat.Frequency, Is.Null);
        Assert.That(seat.Hold, Does.Contain(hold));
    }

    [Test]
    public void Aggregate_OneProductMonthlyAndYearly_IsHeld() =>
        Assert.That(Bills.Seat(Bills.Line(1, 20m), Bills.Line(1, 200m) with { PaymentFrequency = "Yearly" }).Hold, Does.Contain("'Monthly', 'Yearly'"));

    [Test]
    public void Aggregate_ProductsMonthlyAndYearly_HoldTheSubscription()
    {
        var subscription = Bills.One(Bills.Line(1, 20m), Bills.Line(1, 200m, product: "P2") with { PaymentFrequency = "Yearly" });

        Assert.That(subscription.Hold, Does.Contain("one contract has one period type"));
    }

    [Test]
    public void Aggregate_Seats_KeepTheLastBillingDate()
    {
        var seat = Bills.Seat(Bills.Line(1, 20m) with { BillingDate = new DateOnly(2026, 10, 21) }, Bills.Line(1, 20m));

        Assert.That(seat.LastBillingDate, Is.EqualTo(new DateOnly(2026, 10, 21)));
    }
}
