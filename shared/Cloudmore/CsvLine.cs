namespace CloudmoreAutotask.Cloudmore;

/// <summary>A billing line in the CSV; numbers and dates are turned into the form of the API.</summary>
/// <param name="columns">Where the fields stand.</param>
/// <param name="row">The row's values.</param>
/// <param name="forms">How the file writes numbers and dates.</param>
internal sealed class CsvLine(CsvColumns columns, string[] row, CsvForms forms) : ILineFields
{
    /// <inheritdoc />
    public RawField Value(string field) => columns.Value(row, field) is not { } text ? new RawField(null)
        : field == ReportFields.BillingDate ? forms.Dates.Read(text)
        : CsvForms.NumberFields.Contains(field, StringComparer.Ordinal) ? forms.Numbers.Read(text)
        : new RawField(text);

    /// <inheritdoc />
    public string NameOf(string field) => CsvColumns.TitleOf(field);
}

/// <summary>How a file writes numbers and dates.</summary>
internal sealed record CsvForms(CsvNumbers Numbers, CsvDates Dates)
{
    /// <summary>The fields that are numbers.</summary>
    public static readonly string[] NumberFields =
    [
        ReportFields.Quantity, ReportFields.UnitCostPrice, ReportFields.UnitSalesPrice, ReportFields.TotalCost, ReportFields.TotalSales,
    ];

    /// <summary>Decides by all rows of the file.</summary>
    public static CsvForms Of(CsvTable table, CsvColumns columns) => new(
        CsvNumbers.Of(table.Rows.SelectMany(row => NumberFields.Select(field => columns.Value(row.Values, field))).OfType<string>()),
        CsvDates.Of(table.Rows.Select(row => columns.Value(row.Values, ReportFields.BillingDate)).OfType<string>()));
}
