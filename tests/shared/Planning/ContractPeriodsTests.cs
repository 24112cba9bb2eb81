using CloudmoreAutotask.Autotask.Entities;
using CloudmoreAutotask.Billing;
using CloudmoreAutotask.Planning;
using NUnit.Framework;

namespace CloudmoreAutotask.Tests.Planning;

public sealed class ContractPeriodsTests
{
    [TestCase("2026-01-01", "2026-10", "2026-10-01")]
    [TestCase("2026-01-15", "2026-10", "2026-10-15")]
    [TestCase("2026-01-29", "2026-02", "2026-02-28")]
    [TestCase("2026-01-29", "2028-02", "2028-02-29")]
    [TestCase("2026-01-30", "2026-02", "2026-02-28")]
    [TestCase("2026-01-30", "2026-03", "2026-03-30")]
    [TestCase("2026-01-31", "2026-02", "2026-02-28")]
    [TestCase("2026-01-31", "2026-04", "2026-04-30")]
    [TestCase("2026-01-31", "2026-05", "2026-05-31")]
    [TestCase("2026-01-15", "2026-01", "2026-01-15")]
    [TestCase("2026-01-15", "2025-12", null)]
    public void StartIn_MonthlyContract_StepsFromItsStartDate(string start, string month, string? expected) =>
        Assert.That(new ContractPeriods(Day(start), 1).StartIn(BillMonth.Parse(month)), Is.EqualTo(expected is null ? null : Day(expected)));

    [TestCase("2024-02-29", "2025-02", "2025-02-28")]
    [TestCase("2024-02-29", "2028-02", "2028-02-29")]
    [TestCase("2024-02-29", "2025-03", null)]
    [TestCase("2026-10-15", "2027-10", "2027-10-15")]
    [TestCase("2026-10-15", "2027-04", null)]
    public void StartIn_YearlyContract_OnlyInItsMonth(string start, string month, string? expected) =>
        Assert.That(new ContractPeriods(Day(start), 12).StartIn(BillMonth.Parse(month)), Is.EqualTo(expected is null ? null : Day(expected)));

    [TestCase("2026-01-31", 1, "2026-02-28", "2026-03-31")]
    [TestCase("2026-01-31", 1, "2026-01-31", "2026-02-28")]
    [TestCase("2026-01-15", 1, "2026-12-15", "2027-01-15")]
    [TestCase("2024-02-29", 12, "2027-02-28", "2028-02-29")]
    public void Next_Period_KeepsTheAnchorDay(string start, int months, string period, string expected) =>
        Assert.That(new ContractPeriods(Day(start), months).Next(Day(period)), Is.EqualTo(Day(expected)));

    [TestCase("2026-01-31", 1, "2026-03-01", "2026-02-28")]
    [TestCase("2026-01-31", 1, "2026-02-27", "2026-01-31")]
    [TestCase("2026-01-15", 1, "2026-10-14", "2026-09-15")]
    [TestCase("2026-01-15", 1, "2026-10-15", "2026-10-15")]
    [TestCase("2026-10-15", 12, "2027-10-14", "2026-10-15")]
    [TestCase("2026-10-15", 12, "2028-12-01", "2028-10-15")]
    [TestCase("2026-10-15", 1, "2026-01-01", "2026-10-15")]
    public void Covering_Day_IsThePeriodItLiesIn(string start, int months, string day, string expected) =>
        Assert.That(new ContractPeriods(Day(start), months).Covering(Day(day)), Is.EqualTo(Day(expected)));

    [Test]
    public void NextAndStartIn_EveryAnchorDayOverFourYears_AreOneChain()
    {
        foreach (var start in Enumerable.Range(1, 31).Select(day => new DateOnly(2026, 1, day)))
        {
            var periods = new ContractPeriods(start, 1);
            var day = start;
            for (var month = BillMonth.Of(start); month < new BillMonth(2030, 1); month = month.AddMonths(1), day = periods.Next(day))
            {
                Assert.That(periods.StartIn(month), Is.EqualTo(day));
                Assert.That(periods.Covering(day), Is.EqualTo(day));
                Assert.That(periods.Covering(periods.Next(day).AddDays(-1)), Is.EqualTo(day));
            }
        }
    }

    [TestCase(2, 1)]
    [TestCase(3, 3)]
    [TestCase(4, 6)]
    [TestCase(5, 12)]
    [TestCase(null, 1)]
    public void Of_PeriodType_IsItsLength(int? periodType, int months) =>
        Assert.That(ContractPeriods.Of(new Contract { Id = 1, StartDate = Actual.January, ContractPeriodType = periodType }).Months, Is.EqualTo(months));

    private static DateOnly Day(string text) => DateOnly.ParseExact(text, "yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture);
}
