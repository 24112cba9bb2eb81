using CloudmoreAutotask.Billing;
using NUnit.Framework;

namespace CloudmoreAutotask.Tests.Billing;

/// <summary>Export rules, "Which lines", and what "Aggregation" says of whole bills.</summary>
public sealed class BillAggregatorTests
{
    [Test]
    public void Aggregate_SwitchedOffService_IsShownWithItsMoneyAndAsksNobody()
    {
        var bill = Bills.Aggregate(Bills.Line(1, 20m), Bills.Line(2, 5m, service: Bills.Off), Bills.Line(1, 5m, service: " BACKUP"));

        Assert.That(bill.Subscriptions.Single().Billed, Is.EqualTo(20m));
        Assert.That(bill.SwitchedOff.Values.Sum(), Is.EqualTo(15m));
        Assert.That(bill.Subscriptions.Single().Hold, Is.Null);
    }

    [Test]
    public void Aggregate_UnlistedService_IsHeldWithItsMoney()
    {
        var subscription = Bills.One(Bills.Line(2, 5m, service: "Phones"));

        Assert.That(subscription.Billed, Is.EqualTo(10m));
        Assert.That(subscription.Hold, Does.Contain("'Phones' is unlisted"));
        Assert.That(subscription.IsEnded, Is.False);
    }

    [Test]
    public void Aggregate_ServiceNameInOtherCase_IsListed() =>
        Assert.That(Bills.One(Bills.Line(2, 5m, service: " microsoft csp ")).Hold, Is.Null);

    [TestCase(null)]
    [TestCase(" ")]
    public void Aggregate_LineWithoutSubscriptionId_IsHeldUnderServiceAndProduct(string? subscription)
    {
        var held = Bills.One(Bills.Line(2, 5m, subscription: subscription), Bills.Line(1, 5m, subscription: subscription));

        Assert.That((held.Key, held.SubscriptionId, held.Billed), Is.EqualTo(("microsoft csp|p1", (string?)null, 15m)));
        Assert.That(held.Hold, Does.Contain("no subscription id"));
    }

    [Test]
    public void Aggregate_LinesWithoutSubscriptionIdOfTwoProducts_AreHeldApart() =>
        Assert.That(Bills.Aggregate(Bills.Line(1, 5m, subscription: null), Bills.Line(1, 5m, product: "P2", subscription: null)).Subscriptions.Select(held => held.Key),
            Is.EqualTo(new[] { "microsoft csp|p1", "microsoft csp|p2" }));

    [Test]
    public void Aggregate_TwoCurrenciesInOneSubscription_HoldsTheBill()
    {
        var bill = Bills.Aggregate(Bills.Line(1, 20m), Bills.Line(1, 20m) with { CurrencyCode = "USD" });

        Assert.That(bill.Hold, Does.Contain("several currencies (EUR, USD)"));
    }

    [Test]
    public void Aggregate_TwoCurrenciesInOneSubscription_KeepsTheMoneyOfEach()
    {
        var mixed = Bills.One(Bills.Line(1, 20m), Bills.Line(2, 5m) with { CurrencyCode = "usd" }, Bills.Line(1, 7m) with { CurrencyCode = "USD" });

        Assert.That(mixed.BilledByCurrency, Is.EqualTo(new Dictionary<string, decimal> { ["EUR"] = 20m, ["USD"] = 17m }));
    }

    [Test]
    public void Aggregate_OtherCurrencyThanTheOrganization_HoldsTheBill()
    {
        var bill = Bills.Aggregate(Bills.Line(1, 20m), Bills.Line(1, 20m, subscription: "S2") with { CurrencyCode = "USD" });

        Assert.That(bill.Hold, Does.Contain("s2 is billed in USD").And.Contain("currency is EUR"));
    }

    [Test]
    public void Aggregate_CurrencyInOtherCase_IsTheSame() =>
        Assert.That(Bills.Aggregate(Bills.Line(1, 20m), Bills.Line(1, 20m) with { CurrencyCode = "eur" }).Hold, Is.Null);

    [Test]
    public void Aggregate_OrganizationWithoutCurrency_IsNotHeld()
    {
        var bill = Bills.Aggregator().Aggregate(Bills.Bill(Bills.Line(1, 20m)) with { Organization = Bills.Contoso with { CurrencyCode = null } });

        Assert.That(bill.Hold, Is.Null);
    }

    [Test]
    public void Aggregate_OtherCurrencyOfASwitchedOffService_HoldsNothing() =>
        Assert.That(Bills.Aggregate(Bills.Line(1, 20m), Bills.Line(1, 20m, service: Bills.Off) with { CurrencyCode = "USD" }).Hold, Is.Null);

    [Test]
    public void Aggregate_FaultyLines_HoldTheBillAndAreNamed()
    {
        var faults = Enumerable.Range(1, 5).Select(number => new LineFault($"line {number}", "quantity", "ten", null)).ToList();

        var bill = Bills.Aggregator().Aggregate(Bills.Bill(Bills.Line(1, 20m)) with { Faults = faults });

        Assert.That(bill.Hold, Does.Contain("line 1 has 'ten' as its 'quantity'").And.Contain("line 3").And.Contain("And 2 more.").And.Not.Contain("line 4"));
    }

    [Test]
    public void Aggregate_SeveralSubscriptions_AreOrderedByKey() =>
        Assert.That(Bills.Aggregate(Bills.Line(1, 1m, subscription: "b"), Bills.Line(1, 1m, subscription: "C"), Bills.Line(1, 1m, subscription: "A")).Subscriptions.Select(entry => entry.Key),
            Is.EqualTo(new[] { "a", "b", "c" }));

    [Test]
    public void Aggregate_RenamedSubscription_TakesTheLatestName()
    {
        var old = Bills.Line(1, 20m) with { SubscriptionName = "Old" };

        var subscription = Bills.One(old with { SubscriptionName = "New", BillingDate = old.BillingDate.AddDays(3) }, old);

        Assert.That(subscription.Name, Is.EqualTo("New"));
    }

    [Test]
    public void MonthlySeats_YearlyAndUsage_DoNotCount()
    {
        var bill = Bills.Aggregate(Bills.Line(10, 20m), Bills.Line(1, 200m, subscription: "S2") with { PaymentFrequency = "Yearly" }, Bills.Usage(1, 30m));

        Assert.That(bill.MonthlySeats(), Is.EqualTo(new Dictionary<string, decimal> { ["EUR"] = 200m }));
    }
}
