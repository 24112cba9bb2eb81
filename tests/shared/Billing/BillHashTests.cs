using CloudmoreAutotask.Billing;
using CloudmoreAutotask.Ledger;
using FsCheck;
using FsCheck.Fluent;
using NUnit.Framework;

namespace CloudmoreAutotask.Tests.Billing;

public sealed class BillHashTests
{
    private static readonly BillingLine Line = Bills.Line(10, 20.60m, 16.90m) with { ItemCode = "SKU", PurchaseOrderNumber = "PO", BillingLineDetails = "details", Note = "note" };

    private static readonly Gen<BillingLine> Lines =
        from quantity in Gen.Choose(-40, 400).Select(number => number / 10m)
        from price in Gen.Choose(0, 9999).Select(number => number / 100m)
        from product in Gen.Elements("P1", "P2")
        select Bills.Line(quantity, price, price / 2, product: product);

    private static IEnumerable<TestCaseData> Changes()
    {
        yield return Change("BillingDate", line => line with { BillingDate = new DateOnly(2026, 10, 9) });
        yield return Change("ServiceName", line => line with { ServiceName = "Other" });
        yield return Change("ProductId", line => line with { ProductId = "Other" });
        yield return Change("ProductName", line => line with { ProductName = "Other" });
        yield return Change("ItemCode", line => line with { ItemCode = null });
        yield return Change("SubscriptionId", line => line with { SubscriptionId = "S2" });
        yield return Change("SubscriptionName", line => line with { SubscriptionName = "Other" });
        yield return Change("Quantity", line => line with { Quantity = 10.0001m });
        yield return Change("UnitCostPrice", line => line with { UnitCostPrice = 16.9001m });
        yield return Change("UnitSalesPrice", line => line with { UnitSalesPrice = 20.6001m });
        yield return Change("TotalCost", line => line with { TotalCost = 169.01m });
        yield return Change("TotalSales", line => line with { TotalSales = 206.01m });
        yield return Change("CurrencyCode", line => line with { CurrencyCode = "USD" });
        yield return Change("PaymentFrequency", line => line with { PaymentFrequency = "Yearly" });
        yield return Change("PurchaseOrderNumber", line => line with { PurchaseOrderNumber = null });
        yield return Change("BillingLineDetails", line => line with { BillingLineDetails = "other" });
        yield return Change("Note", line => line with { Note = "other" });
    }

    [TestCaseSource(nameof(Changes))]
    public void Of_AnyValueChanged_IsAnother(string field, Func<BillingLine, BillingLine> change) =>
        Assert.That(BillHash.Of(Bills.Bill(change(Line))), Is.Not.EqualTo(BillHash.Of(Bills.Bill(Line))), field);

    [Test]
    public void Changes_CoverEveryFieldOfALine() =>
        Assert.That(Changes().Select(change => change.Arguments[0]), Is.EquivalentTo(typeof(BillingLine).GetProperties().Select(property => property.Name)));

    [Test]
    public void Of_LinesInAnyOrder_IsTheSame()
    {
        var shuffled = from lines in Gen.ListOf(Lines) from order in Gen.Shuffle(lines.ToArray()) select (Lines: lines.ToList(), Order: order.ToList());

        Prop.ForAll(shuffled.ToArbitrary(), bill => Hashes(bill.Lines) == Hashes(bill.Order)).QuickCheckThrowOnFailure();
    }

    [Test]
    public void Of_TrailingZeros_AreTheSame()
    {
        Prop.ForAll(Gen.NonEmptyListOf(Lines).ToArbitrary(), lines => Hashes([.. lines]) == Hashes([.. lines.Select(Padded)])).QuickCheckThrowOnFailure();
    }

    [Test]
    public void Of_LineTwice_IsAnother() => Assert.That(BillHash.Of(Bills.Bill(Line, Line)), Is.Not.EqualTo(BillHash.Of(Bills.Bill(Line))));

    [Test]
    public void Of_FaultMore_IsAnother()
    {
        var bill = Bills.Bill(Line);

        Assert.That(BillHash.Of(bill with { Faults = [new LineFault("line 2", "quantity", "ten", null)] }), Is.Not.EqualTo(BillHash.Of(bill)));
    }

    [Test]
    public void IsRepricedBy_OnlyPricesChanged_IsTrue()
    {
        var baseline = BillBaseline.Of(Bills.Bill(Line));

        Assert.That(baseline.IsRepricedBy(BillBaseline.Of(Bills.Bill(Line with { UnitSalesPrice = 21m, TotalSales = 210m }))), Is.True);
        Assert.That(baseline.IsRepricedBy(BillBaseline.Of(Bills.Bill(Line with { TotalSales = 200m }))), Is.True);
    }

    [Test]
    public void IsRepricedBy_QuantityOrCountOrLabelChanged_IsFalse()
    {
        var baseline = BillBaseline.Of(Bills.Bill(Line));

        Assert.That(baseline.IsRepricedBy(BillBaseline.Of(Bills.Bill(Line with { Quantity = 11, TotalSales = 226.60m }))), Is.False);
        Assert.That(baseline.IsRepricedBy(BillBaseline.Of(Bills.Bill(Line, Line))), Is.False);
        Assert.That(baseline.IsRepricedBy(BillBaseline.Of(Bills.Bill(Line with { Note = "other" }))), Is.False);
    }

    private static TestCaseData Change(string field, Func<BillingLine, BillingLine> change) => new TestCaseData(field, change).SetArgDisplayNames(field);

    private static (string, string, string) Hashes(List<BillingLine> lines) =>
        (BillHash.Of(Bills.Bill(lines)), BillHash.OfQuantities(Bills.Bill(lines)), BillHash.OfMoney(Bills.Bill(lines)));

    // Adding 0.0000 keeps the value and lengthens the scale.
    private static BillingLine Padded(BillingLine line) => line with
    {
        Quantity = line.Quantity + 0.0000m,
        UnitSalesPrice = line.UnitSalesPrice + 0.000000m,
        UnitCostPrice = line.UnitCostPrice + 0.000000m,
        TotalSales = line.TotalSales + 0.000000m,
        TotalCost = line.TotalCost + 0.000000m,
    };
}
