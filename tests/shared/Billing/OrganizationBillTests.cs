using CloudmoreAutotask.Billing;
using NUnit.Framework;

namespace CloudmoreAutotask.Tests.Billing;

public sealed class OrganizationBillTests
{
    private static readonly BillingLine October = Bills.Line(1, 20m);
    private static readonly BillingLine September = October with { BillingDate = new DateOnly(2026, 9, 30) };

    [Test]
    public void Split_LinesOfTwoMonths_AreTwoBillsByBillingDate()
    {
        var bills = Split([October, September, October]);

        Assert.That(bills.Select(bill => (bill.Month, bill.Lines.Count)), Is.EqualTo(new[] { (new BillMonth(2026, 9), 1), (Bills.October, 2) }));
    }

    [Test]
    public void Split_FaultWithDate_HoldsItsMonthOnly()
    {
        var bills = Split([October, September], Fault(new DateOnly(2026, 9, 3)));

        Assert.That(bills.Select(bill => bill.Faults.Count), Is.EqualTo(new[] { 1, 0 }));
    }

    [Test]
    public void Split_FaultWithoutDate_HoldsEveryMonth() =>
        Assert.That(Split([October, September], Fault(null)).Select(bill => bill.Faults.Count), Is.EqualTo(new[] { 1, 1 }));

    [Test]
    public void Split_OnlyAFaultWithoutDate_HoldsTheLastMonth() =>
        Assert.That(Split([], Fault(null)).Single(), Has.Property("Month").EqualTo(Bills.October).And.Property("Faults").Count.EqualTo(1));

    [Test]
    public void Split_FaultOfAMonthWithoutLines_MakesItsBill() =>
        Assert.That(Split([October], Fault(new DateOnly(2026, 9, 3))).Select(bill => bill.Month), Is.EqualTo(new[] { new BillMonth(2026, 9), Bills.October }));

    [Test]
    public void Split_Nothing_IsNoBill() => Assert.That(Split([]), Is.Empty);

    private static List<OrganizationBill> Split(IReadOnlyList<BillingLine> lines, params IReadOnlyList<LineFault> faults) =>
        [.. OrganizationBill.Split(new ReportedOrganization(Bills.Contoso, lines, faults), Bills.October)];

    private static LineFault Fault(DateOnly? day) => new("line 1", "quantity", null, day);
}
