using System.Text.Json;
using CloudmoreAutotask.Billing;
using NUnit.Framework;

namespace CloudmoreAutotask.Tests.Billing;

public sealed class BillMonthTests
{
    [TestCase(2026, 2, 28)]
    [TestCase(2028, 2, 29)]
    [TestCase(2026, 12, 31)]
    public void LastDay_AnyMonth_IsItsLast(int year, int month, int day)
    {
        var bill = new BillMonth(year, month);

        Assert.That((bill.FirstDay, bill.LastDay), Is.EqualTo((new DateOnly(year, month, 1), new DateOnly(year, month, day))));
        Assert.That(bill.Contains(bill.LastDay) && !bill.Contains(bill.LastDay.AddDays(1)), Is.True);
    }

    [Test]
    public void AddMonths_OverTheYear_GoesOn()
    {
        Assert.That(new BillMonth(2026, 12).AddMonths(1), Is.EqualTo(new BillMonth(2027, 1)));
        Assert.That(new BillMonth(2026, 1).AddMonths(-1), Is.EqualTo(new BillMonth(2025, 12)));
    }

    [Test]
    public void Compare_YearBeforeMonth() => Assert.That(new BillMonth(2025, 12) < new BillMonth(2026, 1) && new BillMonth(2026, 2) >= new BillMonth(2026, 2), Is.True);

    [TestCase("2026-10", true)]
    [TestCase("2026-13", false)]
    [TestCase("2026-1", false)]
    [TestCase("2026-10-01", false)]
    [TestCase("", false)]
    [TestCase(null, false)]
    public void TryParse_Text_TakesOnlyYearAndMonth(string? text, bool valid) => Assert.That(BillMonth.TryParse(text, out _), Is.EqualTo(valid));

    [Test]
    public void Parse_WrongText_SaysHowToWriteIt() => Assert.That(() => BillMonth.Parse("October"), Throws.TypeOf<FormatException>().With.Message.Contains("2026-10"));

    [Test]
    public void Json_RoundTrip_IsText()
    {
        var json = JsonSerializer.Serialize(Bills.October);

        Assert.That((json, JsonSerializer.Deserialize<BillMonth>(json)), Is.EqualTo(("\"2026-10\"", Bills.October)));
        Assert.That(() => JsonSerializer.Deserialize<BillMonth>("\"10/2026\""), Throws.TypeOf<JsonException>());
    }
}
