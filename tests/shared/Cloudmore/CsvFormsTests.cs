using System.Globalization;
using System.Text;
using CloudmoreAutotask.Cloudmore;
using CloudmoreAutotask.Setup;
using FsCheck;
using FsCheck.Fluent;
using NUnit.Framework;

namespace CloudmoreAutotask.Tests.Cloudmore;

/// <summary>The forms in which a CSV may come: numbers, dates, encodings, separators.</summary>
[Parallelizable(ParallelScope.All)]
public sealed class CsvFormsTests
{
    [TestCase("16.90 20.6 -3 1,234.50", "16.90 20.6 -3 1234.50", TestName = "Numbers_DecimalPoint_AreRead")]
    [TestCase("16,90 20,6 -3 1.234,50", "16.90 20.6 -3 1234.50", TestName = "Numbers_DecimalComma_AreRead")]
    [TestCase("1.234 5", "1.234 5", TestName = "Numbers_OnlyPoints_AreDecimals")]
    [TestCase("0,123 1,234", "0.123 1.234", TestName = "Numbers_CommaAfterALeadingZero_DecidesForAll")]
    [TestCase("1.5E-05 2", "1.5E-05 2", TestName = "Numbers_Exponent_IsRead")]
    [TestCase("1,234,567 1.5", "1234567 1.5", TestName = "Numbers_TwoGroups_AreThousands")]
    [TestCase("1.234.567 1,5", "1234567 1.5", TestName = "Numbers_TwoGroupsOfPoints_AreThousands")]
    [TestCase("12'345,5 1,5", "12345.5 1.5", TestName = "Numbers_GroupsByApostrophe_AreThousands")]
    [TestCase(".5 -.25", ".5 -.25", TestName = "Numbers_WithoutLeadingDigit_AreRead")]
    [TestCase("1,234 5", "! 5", TestName = "Numbers_OnlyOneCommaBeforeThreeDigits_IsRefused")]
    [TestCase("1,234 1.5", "! 1.5", TestName = "Numbers_CommaThatPartsDecimalsOrThousandsAmongPoints_IsRefused")]
    [TestCase("1.206 16,90", "! 16.90", TestName = "Numbers_PointThatPartsDecimalsOrThousandsAmongCommas_IsRefused")]
    [TestCase("16.90 16,90", "16.90 !", TestName = "Numbers_BothForms_OnlyTheDocumentedOneIsRead")]
    [TestCase("1,2,3 (5) €5 5- 1..2 12,34.5 1.5", "! ! ! ! ! ! 1.5", TestName = "Numbers_Nonsense_IsRefused")]
    public void Numbers_ReadTogether(string texts, string expected)
    {
        var numbers = CsvNumbers.Of(texts.Split(' '));

        Assert.That(string.Join(' ', texts.Split(' ').Select(text => numbers.Read(text)).Select(value => value.Usable ? value.Text : "!")), Is.EqualTo(expected));
    }

    [Test]
    public void Numbers_GroupsBySpaces_AreThousands([Values(' ', '\u00A0', '\u202F')] char space)
    {
        var text = $"1{space}234,50";

        Assert.That(CsvNumbers.Of([text]).Read(text), Is.EqualTo(new RawField("1234.50")));
    }

    [Test]
    public void Numbers_AnyAmountsWithDecimalComma_KeepTheirValueOrAreRefused() => Prop.ForAll<decimal[]>(amounts =>
    {
        var texts = amounts.Select(amount => decimal.Round(amount % 1_000_000, 4).ToString(CultureInfo.InvariantCulture).Replace('.', ',')).Append("0,5").ToList();
        var numbers = CsvNumbers.Of(texts);

        return texts.TrueForAll(text => numbers.Read(text) == new RawField(text.Replace(',', '.')));
    }).QuickCheckThrowOnFailure();

    [TestCase("2026-10-08")]
    [TestCase("2026-10-08T00:00:00")]
    [TestCase("2026-10-08 00:00:00Z")]
    [TestCase("2026/10/08")]
    [TestCase("20261008")]
    [TestCase("8.10.2026")]
    [TestCase("08.10.2026 00:00")]
    [TestCase("8 Oct 2026")]
    [TestCase("08-oct-2026")]
    [TestCase("October 8, 2026")]
    public void Dates_OneMeaning_AreRead(string text) => Assert.That(CsvDates.Of([text]).Read(text), Is.EqualTo(new RawField("2026-10-08")));

    [TestCase("08/10/2026", "13/10/2026", "2026-10-08")]
    [TestCase("10/8/2026 12:00:00 AM", "10/13/2026 12:00:00 AM", "2026-10-08")]
    [TestCase("08-10-2026", "13/10/2026", "2026-10-08")]
    [TestCase("08/08/2026", "10/09/2026", "2026-08-08")]
    public void Dates_AllTogetherAllowOneOrder_AreRead(string text, string other, string expected) => Assert.That(CsvDates.Of([other, text]).Read(text).Text, Is.EqualTo(expected));

    [TestCase("08/10/2026", "09/10/2026", "08/10/2026 (day or month first?)")]
    [TestCase("08/10/2026", "2026-10-13", "08/10/2026 (day or month first?)")]
    [TestCase("13/10/2026", "10/13/2026", "13/10/2026 (day or month first?)")]
    [TestCase("30/02/2026", "13/10/2026", "30/02/2026")]
    [TestCase("08/10/26", "13/10/26", "08/10/26")]
    [TestCase("46303", "46304", "46303")]
    [TestCase("2026-10", "2026-10-01", "2026-10")]
    [TestCase("yesterday", "2026-10-01", "yesterday")]
    public void Dates_TwoMeaningsOrNone_AreRefused(string text, string other, string shown) => Assert.That(CsvDates.Of([other, text]).Read(text), Is.EqualTo(new RawField(shown, Usable: false)));

    [Test]
    public async Task Load_EncodingAndSeparator_AreFoundOut([Values("utf-8", "utf-16", "utf-16BE")] string encoding, [Values] bool mark, [Values(',', ';', '\t')] char separator)
    {
        var content = string.Join(separator, "A", "B", "C") + "\r\n" + string.Join(separator, "Zürich ☂", "\"two\r\nlines\"", "\"a;b,c\td\"") + "\r\n";
        var bytes = Encoding.GetEncoding(encoding);
        using var file = new MemoryStream([.. mark ? bytes.Preamble : default, .. bytes.GetBytes(content)]);

        var table = await CsvTable.LoadAsync(file, "file", CancellationToken.None);

        Assert.That(table.Headings, Is.EqualTo(new[] { "A", "B", "C" }));
        Assert.That(table.Rows.Single().Values, Is.EqualTo(new[] { "Zürich ☂", "two\r\nlines", "a;b,c\td" }));
        Assert.That(table.Rows.Single().Line, Is.EqualTo(2));
    }

    [Test]
    public async Task Load_LastRowCutShort_NamesItsLine()
    {
        using var file = new MemoryStream("A,B,C\n1,2,3\n4,5"u8.ToArray());

        await Assert.ThatAsync(() => CsvTable.LoadAsync(file, "bill.csv", CancellationToken.None), Throws.TypeOf<MustFixException>().With.Message.Contains("in line 3; it was cut short"));
    }

    [Test]
    public async Task Load_HalfACharacter_IsRefused()
    {
        using var file = new MemoryStream([.. Encoding.Unicode.Preamble, .. "A,B\n"u8.ToArray().SelectMany(letter => new byte[] { letter, 0 }), 0x00, 0xD8, 0x41, 0x00]);

        await Assert.ThatAsync(() => CsvTable.LoadAsync(file, "bill.csv", CancellationToken.None), Throws.TypeOf<MustFixException>().With.Message.Contains("neither UTF-8 nor UTF-16"));
    }
}
