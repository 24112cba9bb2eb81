using CloudmoreAutotask.Setup;

namespace CloudmoreAutotask.Cloudmore;

/// <summary>Where each field stands in the CSV of the General Billing Report.</summary>
/// <remarks>Source: Cloudmore's help page "General billing report data", which lists every column.</remarks>
internal sealed class CsvColumns
{
    private static readonly (string Field, string Title, bool Needed)[] Known =
    [
        (ReportFields.BillingDate, "Billing Date", true),
        (ReportFields.ServiceName, "Service Name", true),
        (ReportFields.OrganizationName, "Organization Name", true),
        (ReportFields.CustomerNumber, "Customer Number", false),
        (ReportFields.ProductName, "Product Name", true),
        (ReportFields.ItemCode, "Item Code", false),
        (ReportFields.Quantity, "Quantity", true),
        (ReportFields.UnitCostPrice, "Unit Cost Price", true),
        (ReportFields.UnitSalesPrice, "Unit Sales Price", true),
        (ReportFields.TotalCost, "Total Cost", true),
        (ReportFields.TotalSales, "Total Sales", true),
        (ReportFields.CurrencyCode, "Currency Code", true),
        (ReportFields.ProductId, "Product ID", true),
        (ReportFields.PaymentFrequency, "Payment Frequency", true),
        (ReportFields.PurchaseOrderNumber, "Purchase Order Number", false),
        (ReportFields.SubscriptionId, "Subscription ID", true),
        (ReportFields.SubscriptionName, "Subscription Name", false),
        (ReportFields.BillingLineDetails, "Billing Line Details", false),
        (ReportFields.OrganizationCurrencyCode, "Organization Currency Code", false),
        (ReportFields.Note, "Note", false),
    ];

    private readonly Dictionary<string, int> places;

    private CsvColumns(Dictionary<string, int> places, IReadOnlyList<string> absent)
    {
        this.places = places;
        Absent = absent;
    }

    /// <summary>The titles of columns that the file does without.</summary>
    public IReadOnlyList<string> Absent { get; }

    /// <summary>Finds the columns by their documented titles or their aliases; spaces and case do not count.</summary>
    /// <exception cref="MustFixException">Needed columns are missing, or a heading is not clear.</exception>
    public static CsvColumns Find(CsvTable table, FieldNames names, string path)
    {
        var found = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var (field, _, _) in Known)
        {
            if (Place(table, names.Of(field), path) is { } place)
                found.Add(field, place);
        }

        var shared = found.GroupBy(pair => pair.Value).FirstOrDefault(group => group.Count() > 1);
        if (shared is not null)
        {
            var titles = string.Join(" and ", shared.Select(pair => $"'{TitleOf(pair.Key)}'"));
            throw new MustFixException($"{path}: the column '{table.Headings[shared.Key]}' would be {titles}; see Cloudmore:FieldAliases.");
        }

        var missing = Known.Where(column => !found.ContainsKey(column.Field)).ToList();
        if (missing.Exists(column => column.Needed))
        {
            var titles = string.Join(", ", missing.Where(column => column.Needed).Select(column => $"'{column.Title}'"));
            throw new MustFixException($"{path} has no column {titles}. Export the General Billing Report with all its columns, or name them in Cloudmore:FieldAliases.");
        }

        return new CsvColumns(found, [.. missing.Select(column => column.Title)]);
    }

    /// <summary>A field's documented title.</summary>
    public static string TitleOf(string field) => Array.Find(Known, column => column.Field == field).Title ?? field;

    /// <summary>A field's value in a row; null when it is empty or the file has no such column.</summary>
    public string? Value(string[] row, string field) => places.TryGetValue(field, out var place) ? RawField.Clean(row[place]) : null;

    private static int? Place(CsvTable table, IReadOnlyList<string> names, string path)
    {
        foreach (var name in names)
        {
            var same = Enumerable.Range(0, table.Headings.Count).Where(place => Same(table.Headings[place], name)).ToList();
            if (same.Count > 1)
                throw new MustFixException($"{path} has the column '{table.Headings[same[0]]}' {same.Count} times.");
            if (same.Count == 1)
                return same[0];
        }

        return null;
    }

    private static bool Same(string heading, string name) => string.Equals(Word(heading), Word(name), StringComparison.OrdinalIgnoreCase);

    private static string Word(string text) => string.Concat(text.Where(char.IsLetterOrDigit));
}
