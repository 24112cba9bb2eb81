using System.Text.Json;
using CloudmoreAutotask.Billing;

namespace CloudmoreAutotask.Cloudmore;

/// <summary>Reads one organization of the report: organization, services, products, billing lines.</summary>
/// <remarks>Whatever is odd becomes a fault; nothing is dropped.</remarks>
/// <param name="names">What the fields are called.</param>
/// <param name="window">The billing dates that were asked for.</param>
/// <param name="position">The organization's place in the report, from 1.</param>
internal sealed class OrganizationReading(FieldNames names, BillWindow window, int position)
{
    private readonly List<BillingLine> lines = [];
    private readonly List<LineFault> faults = [];

    /// <summary>How many lines lay outside the billing dates that were asked for, and were left out.</summary>
    public int Outside { get; private set; }

    /// <summary>Reads the organization.</summary>
    public ReportedOrganization Read(JsonElement element)
    {
        var where = $"organization {position} of the report";
        if (element.ValueKind != JsonValueKind.Object)
        {
            faults.Add(new LineFault(where, ReportFields.Organizations, RawField.Shorten(element.GetRawText()), null));
            return new ReportedOrganization(new BilledOrganization("", "", null, null), lines, faults);
        }

        var organization = new BilledOrganization(
            Label(element, ReportFields.OrganizationId, where)?.ToLowerInvariant() ?? "",
            Label(element, ReportFields.OrganizationName, where) ?? "",
            Label(element, ReportFields.CustomerNumber, where),
            Label(element, ReportFields.OrganizationCurrencyCode, where)?.ToUpperInvariant());
        if (organization.Id.Length == 0)
            faults.Add(new LineFault(organization.Name.Length == 0 ? where : $"organization '{organization.Name}'", ReportFields.OrganizationId, null, null));
        foreach (var (service, number) in Parts(element, ReportFields.Services, where))
            ReadService(service, Named("service", service, ReportFields.ServiceName, number));
        return new ReportedOrganization(organization, lines, faults);
    }

    private void ReadService(JsonElement service, string where)
    {
        foreach (var (product, number) in Parts(service, ReportFields.Products, where))
            ReadProduct(service, product, $"{where}, {Named("product", product, ReportFields.ProductName, number)}");
    }

    private void ReadProduct(JsonElement service, JsonElement product, string where)
    {
        foreach (var (item, number) in Parts(product, ReportFields.ServiceItems, where))
        {
            var reading = new LineReading(new JsonLine(names, service, product, item));
            var line = reading.Read();
            if (reading.BillingDate is { } day && !window.Contains(day))
                Outside++;
            else if (line is null)
                faults.AddRange(reading.Faults($"line {number} of {where}"));
            else
                lines.Add(line);
        }
    }

    /// <summary>The objects of a list, numbered from 1.</summary>
    /// <remarks>A missing list is a fault as well: taken for an empty one it would look like ended subscriptions.</remarks>
    private IEnumerable<(JsonElement Part, int Number)> Parts(JsonElement parent, string field, string where)
    {
        var list = names.Find(parent, field);
        if (list is not { ValueKind: JsonValueKind.Array })
        {
            faults.Add(new LineFault(where, field, list is { } odd ? RawField.Shorten(odd.GetRawText()) : null, null));
            yield break;
        }

        var number = 0;
        foreach (var part in list.Value.EnumerateArray())
        {
            number++;
            if (part.ValueKind == JsonValueKind.Object)
                yield return (part, number);
            else
                faults.Add(new LineFault($"entry {number} of {where}", field, RawField.Shorten(part.GetRawText()), null));
        }
    }

    private string Named(string kind, JsonElement element, string field, int number)
    {
        var name = JsonLine.Raw(names.Find(element, field));
        return name is { Usable: true, Text: { } text } ? $"{kind} '{RawField.Shorten(text)}'" : $"{kind} {number}";
    }

    private string? Label(JsonElement element, string field, string where)
    {
        var value = JsonLine.Raw(names.Find(element, field));
        if (value.Usable)
            return value.Text;
        faults.Add(new LineFault(where, field, RawField.Shorten(value.Text ?? ""), null));
        return null;
    }
}

/// <summary>A billing line in the JSON report, with the service and the product it stands under.</summary>
internal sealed class JsonLine(FieldNames names, JsonElement service, JsonElement product, JsonElement item) : ILineFields
{
    /// <summary>A JSON value as text; numbers keep their digits as they were written.</summary>
    public static RawField Raw(JsonElement? value) => value?.ValueKind switch
    {
        null or JsonValueKind.Null or JsonValueKind.Undefined => new RawField(null),
        JsonValueKind.String => Text(value.Value),
        JsonValueKind.Number => new RawField(value.Value.GetRawText()),
        _ => new RawField(value.Value.GetRawText(), Usable: false),
    };

    /// <inheritdoc />
    public RawField Value(string field) => Raw(names.Find(LevelOf(field), field));

    /// <inheritdoc />
    public string NameOf(string field) => field;

    private static RawField Text(JsonElement value)
    {
        try
        {
            return new RawField(RawField.Clean(value.GetString()));
        }
        catch (InvalidOperationException)
        {
            // The bytes are no valid text.
            return new RawField(value.GetRawText(), Usable: false);
        }
    }

    private JsonElement LevelOf(string field) => field switch
    {
        ReportFields.ServiceName => service,
        ReportFields.ProductId or ReportFields.ProductName or ReportFields.ItemCode => product,
        _ => item,
    };
}
