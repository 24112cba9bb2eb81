using CloudmoreAutotask.Autotask.Entities;
using CloudmoreAutotask.Planning;
using NUnit.Framework;

namespace CloudmoreAutotask.Tests.Planning;

public sealed class UnitRowsTests
{
    private static readonly DateOnly LastDay = Actual.November.AddDays(-1);

    [Test]
    public void Covering_RowsThatTouchOnTheDayOfAChange_TakesTheLaterStart()
    {
        var change = new DateOnly(2026, 10, 11);
        ContractServiceUnits[] rows = [Actual.Row(Actual.October, change, 10, 60m, 0), Actual.Row(change, LastDay, 12, 140m, 0)];

        Assert.That(UnitRows.Covering(rows, change)!.Units, Is.EqualTo(12));
        Assert.That(UnitRows.Covering(rows, change.AddDays(-1))!.Units, Is.EqualTo(10));
        Assert.That(UnitRows.Covering(rows, Actual.November), Is.Null);
    }

    [TestCase(10, "206.00", "169.00", true)]
    [TestCase(11, "206.00", "169.00", false)]
    [TestCase(10, "206.01", "169.00", false)]
    [TestCase(10, "206.00", "168.99", false)]
    [TestCase(10, "206.00", null, true)]
    public void Says_WholeRow_GoesByUnitsAndCents(int units, string price, string? cost, bool says) =>
        Assert.That(UnitRows.Says(Actual.Row(Actual.October, LastDay, units, Money(price), cost is null ? null : Money(cost)), Actual.October, Actual.November, 10, 20.60m, 16.90m), Is.EqualTo(says));

    [Test]
    public void Says_PriceOfFourDecimals_IsComparedToTheCent() =>
        Assert.That(UnitRows.Says(Actual.Row(Actual.October, LastDay, 3, 10.00m, 0), Actual.October, Actual.November, 3, 3.3333m, 0), Is.True);

    // October has 31 days; the first ten are 10/31 of 310.00.
    [TestCase("100.00", true)]
    [TestCase("100.01", true)]
    [TestCase("100.02", false)]
    [TestCase("310.00", false)]
    public void Says_SplitRow_GoesByItsShareOfDays(string price, bool says) =>
        Assert.That(UnitRows.Says(Actual.Row(Actual.October, new DateOnly(2026, 10, 11), 10, Money(price), null), Actual.October, Actual.November, 10, 31m, 0), Is.EqualTo(says));

    [Test]
    public void Says_RowCutByTheContractsEnd_CountsItsLastDay() =>
        Assert.That(UnitRows.Says(Actual.Row(Actual.October, new DateOnly(2026, 10, 10), 10, 100m, null), Actual.October, Actual.November, 10, 31m, 0), Is.True);

    [Test]
    public void Says_SplitRowWithOtherUnits_IsFalse() =>
        Assert.That(UnitRows.Says(Actual.Row(Actual.October, new DateOnly(2026, 10, 11), 9, 100m, null), Actual.October, Actual.November, 10, 31m, 0), Is.False);

    private static decimal Money(string text) => decimal.Parse(text, System.Globalization.CultureInfo.InvariantCulture);
}
