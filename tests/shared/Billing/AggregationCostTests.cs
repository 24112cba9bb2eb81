using CloudmoreAutotask.Billing;
using NUnit.Framework;

namespace CloudmoreAutotask.Tests.Billing;

/// <summary>What a line may cost in memory: about twice what it does. A report has up to a million of them.</summary>
public sealed class AggregationCostTests
{
    private const int LinesPerSubscription = 3;

    [TestCase(1000)]
    [TestCase(20_000)]
    public void Aggregate_BillOfAnySize_AllocatesLittleForEachLine(int lines)
    {
        var (aggregator, bill) = (Bills.Aggregator(), BillOf(lines));

        Assert.That(Allocation.ForEach(lines, () => aggregator.Aggregate(bill)), Is.LessThan(1400));
    }

    [TestCase(1000)]
    [TestCase(20_000)]
    public void Aggregate_OneSubscriptionOfAnySize_AllocatesLittleForEachLine(int lines)
    {
        var usage = Bills.Bill([.. Enumerable.Range(0, lines).Select(number => Bills.Usage(number % 7, number))]);
        var aggregator = Bills.Aggregator();

        Assert.That(Allocation.ForEach(lines, () => aggregator.Aggregate(usage)), Is.LessThan(200));
    }

    [Test]
    public void Hash_LargeBill_AllocatesLittleForEachLine()
    {
        var bill = BillOf(1000);

        Assert.That(Allocation.ForEach(bill.Lines.Count, () => BillHash.Of(bill)), Is.LessThan(1300));
    }

    private static OrganizationBill BillOf(int lines) => Bills.Bill(
        [.. Enumerable.Range(0, lines).Select(number => Bills.Line(10 + (number % LinesPerSubscription), 20.60m, 16.90m, subscription: $"subscription-{number / LinesPerSubscription}"))]);
}
