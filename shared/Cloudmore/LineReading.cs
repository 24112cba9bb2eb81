using System.Globalization;
using CloudmoreAutotask.Billing;

namespace CloudmoreAutotask.Cloudmore;

/// <summary>A field's value as it stands in the report.</summary>
/// <param name="Text">The value without surrounding space; null when it is missing, null or empty.</param>
/// <param name="Usable">False when the value is of a kind that no field has, such as an object.</param>
internal readonly record struct RawField(string? Text, bool Usable = true)
{
    private const int Shown = 60;

    /// <summary>A value for a person to see, cut where it is long.</summary>
    public static string Shorten(string text)
    {
        if (text.Length <= Shown)
            return text;
        var end = char.IsHighSurrogate(text[Shown - 1]) ? Shown - 1 : Shown;
        return text[..end] + "…";
    }

    /// <summary>Text without surrounding space; null when nothing is left, so that both readers give equal lines.</summary>
    public static string? Clean(string? text) => string.IsNullOrWhiteSpace(text) ? null : text.Trim();
}

/// <summary>The fields of one billing line, wherever it was read.</summary>
internal interface ILineFields
{
    /// <summary>The value of a documented field.</summary>
    RawField Value(string field);

    /// <summary>What the field is called there.</summary>
    string NameOf(string field);
}

/// <summary>Reads one billing line; what is missing or unreadable becomes faults, and then there is no line.</summary>
/// <param name="fields">The line's fields.</param>
internal sealed class LineReading(ILineFields fields)
{
    private readonly List<(string Field, string? Found)> bad = [];

    /// <summary>The day the line is billed on; null when it cannot be read.</summary>
    public DateOnly? BillingDate { get; private set; }

    /// <summary>What is wrong with the line.</summary>
    /// <param name="where">Where the line stands, for a person.</param>
    public IEnumerable<LineFault> Faults(string where) => bad.Select(fault => new LineFault(where, fields.NameOf(fault.Field), fault.Found, BillingDate));

    /// <summary>Reads the line.</summary>
    /// <returns>Null when it has faults.</returns>
    public BillingLine? Read()
    {
        BillingDate = Day(ReportFields.BillingDate);
        var line = new BillingLine
        {
            BillingDate = BillingDate ?? default,
            ServiceName = Required(ReportFields.ServiceName),
            ProductId = Text(ReportFields.ProductId),
            ProductName = Text(ReportFields.ProductName),
            ItemCode = Text(ReportFields.ItemCode),
            SubscriptionId = Text(ReportFields.SubscriptionId),
            SubscriptionName = Text(ReportFields.SubscriptionName),
            Quantity = Number(ReportFields.Quantity),
            UnitCostPrice = Number(ReportFields.UnitCostPrice),
            UnitSalesPrice = Number(ReportFields.UnitSalesPrice),
            TotalCost = Number(ReportFields.TotalCost),
            TotalSales = Number(ReportFields.TotalSales),
            CurrencyCode = Currency(ReportFields.CurrencyCode),
            PaymentFrequency = Text(ReportFields.PaymentFrequency),
            PurchaseOrderNumber = Text(ReportFields.PurchaseOrderNumber),
            BillingLineDetails = Text(ReportFields.BillingLineDetails),
            Note = Text(ReportFields.Note),
        };
        return bad.Count == 0 ? line : null;
    }

    /// <summary>An ISO day, alone or before a time; any other order of day and month is ambiguous and refused.</summary>
    private DateOnly? Day(string field)
    {
        var text = Required(field);
        if (text.Length == 0)
            return null;
        var alone = text.Length == 10 || (text.Length > 10 && text[10] is 'T' or 't' or ' ');
        if (alone && DateOnly.TryParseExact(text.AsSpan(0, 10), "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day))
            return day;
        Refuse(field, text);
        return null;
    }

    /// <summary>A number, kept to the last digit; trailing zeros go, so that <c>16.90</c> and <c>16.9</c> are the same line.</summary>
    private decimal Number(string field)
    {
        var text = Required(field);
        if (text.Length == 0)
            return 0;
        if (decimal.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number))
            return number == 0 ? 0 : number / 1.0000000000000000000000000000m;
        Refuse(field, text);
        return 0;
    }

    private string Currency(string field)
    {
        var text = Required(field);
        if (text.Length != 0 && (text.Length != 3 || !text.All(char.IsAsciiLetter)))
            Refuse(field, text);
        return text.ToUpperInvariant();
    }

    private string? Text(string field)
    {
        var value = fields.Value(field);
        if (!value.Usable)
            Refuse(field, value.Text);
        return value.Text;
    }

    /// <returns>Empty when the value is missing or was refused.</returns>
    private string Required(string field)
    {
        var value = fields.Value(field);
        if (value is { Usable: true, Text: { } text })
            return text;
        Refuse(field, value.Text);
        return "";
    }

    private void Refuse(string field, string? found) => bad.Add((field, found is null ? null : RawField.Shorten(found)));
}
