using System.Text.Json;
using CloudmoreAutotask.Cloudmore;
using CloudmoreAutotask.Setup;
using NUnit.Framework;

namespace CloudmoreAutotask.Tests.Cloudmore;

/// <summary>What a line may cost in memory: about twice what it does. A report has up to a million of them.</summary>
public sealed class ReadingCostTests
{
    private const int Lines = 1000;
    private static readonly FieldNames Names = FieldNames.From(new CloudmoreOptions());

    [TestCase("\"PO 1\"")]
    [TestCase("null")]
    public void Read_SoundLines_AllocatesLittleForEachLine(string optional)
    {
        var line = TestReport.Line.Replace("\"currencyCode\"", $"\"purchaseOrderNumber\":{optional},\"billingLineDetails\":{optional},\"note\":{optional},\"currencyCode\"", StringComparison.Ordinal);
        using var organization = JsonDocument.Parse(TestReport.Organization(string.Join(',', Enumerable.Repeat(line, Lines))));
        var window = new BillWindow(new DateOnly(2026, 10, 1), new DateOnly(2026, 10, 31));

        Assert.That(Allocation.ForEach(Lines, () => new OrganizationReading(Names, window, 1).Read(organization.RootElement)), Is.LessThan(2000));
    }

    [Test]
    public void Read_SoundRowsOfAFile_AllocatesLittleForEachRow()
    {
        string[] headings =
        [
            "Billing Date", "Service Name", "Organization Name", "Product Name", "Quantity", "Unit Cost Price", "Unit Sales Price", "Total Cost", "Total Sales", "Currency Code",
            "Product ID", "Payment Frequency", "Subscription ID",
        ];
        string[] row = ["2026-10-08", "CSP", "Contoso", "BP", "10", "16.90", "20.60", "169.00", "206.00", "EUR", "P1", "Monthly", "s-1"];
        var table = new CsvTable(headings, [.. Enumerable.Repeat((2L, row), Lines)]);
        var columns = CsvColumns.Find(table, Names, "report.csv");
        var forms = CsvForms.Of(table, columns);

        Assert.That(Allocation.ForEach(Lines, () => ReadAll(table, columns, forms)), Is.LessThan(950));
    }

    private static void ReadAll(CsvTable table, CsvColumns columns, CsvForms forms)
    {
        foreach (var (_, values) in table.Rows)
            _ = new LineReading(new CsvLine(columns, values, forms)).Read() ?? throw new InvalidOperationException("A sound row was not read.");
    }
}
