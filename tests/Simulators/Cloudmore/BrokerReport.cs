using System.Globalization;
using System.Text;
using System.Text.Json;

namespace CloudmoreAutotask.Simulators.Cloudmore;

/// <summary>The billing lines of some billing dates as they were when the report was asked for, and its two forms: JSON and CSV.</summary>
internal sealed class BrokerReport
{
    /// <summary>The columns of the General Billing Report, in the documented order.</summary>
    private static readonly (string Title, Func<BrokerOrganization, BrokerLine, object?> Value)[] Columns =
    [
        ("Billing Date", (_, line) => line.BillingDate),
        ("Service Name", (_, line) => line.ServiceName),
        ("Organization Name", (organization, _) => organization.Name),
        ("Customer Number", (organization, _) => organization.CustomerNumber),
        ("Product Name", (_, line) => line.ProductName),
        ("Item Code", (_, line) => line.ItemCode),
        ("Quantity", (_, line) => line.Quantity),
        ("Unit Cost Price", (_, line) => line.UnitCostPrice),
        ("Unit Sales Price", (_, line) => line.UnitSalesPrice),
        ("Total Cost", (_, line) => line.TotalCost),
        ("Total Sales", (_, line) => line.TotalSales),
        ("Margin Amount", (_, line) => line.TotalSales - line.TotalCost),
        ("Margin Percentage", (_, line) => line.TotalSales == 0 ? null : decimal.Round((line.TotalSales - line.TotalCost) / line.TotalSales * 100, 2)),
        ("Currency Code", (_, line) => line.CurrencyCode),
        ("Product ID", (_, line) => line.ProductId),
        ("Payment Frequency", (_, line) => line.PaymentFrequency),
        ("Purchase Order Number", (_, line) => line.PurchaseOrderNumber),
        ("Subscription ID", (_, line) => line.SubscriptionId),
        ("Subscription Name", (_, line) => line.SubscriptionName),
        ("Billing Line Details", (_, line) => line.BillingLineDetails),
        ("Organization Currency Code", (organization, _) => organization.CurrencyCode),
        ("Organization Groups", (_, _) => null),
        ("Note", (_, line) => line.Note),
    ];

    private readonly DateOnly from;
    private readonly DateOnly to;
    private readonly IReadOnlyList<(BrokerOrganization Organization, IReadOnlyList<BrokerLine> Lines)> parts;

    /// <summary>Takes the lines as they are now; an organization without any is not in the report.</summary>
    public BrokerReport(CloudmoreBroker broker, DateOnly from, DateOnly to)
    {
        this.from = from;
        this.to = to;
        parts =
        [
            .. broker.Organizations
                .Select(organization => (organization, LinesOf(organization)))
                .Where(part => part.Item2.Count > 0),
        ];
    }

    /// <summary>Writes the JSON report, one organization after the other.</summary>
    public async Task WriteJsonAsync(Stream stream, CloudmoreBehaviour behaviour, CancellationToken cancellation)
    {
        await using var json = new Utf8JsonWriter(stream);
        if (!behaviour.BareList)
        {
            json.WriteStartObject();
            json.WriteString("startDate", Day(from));
            json.WriteString("endDate", Day(to));
            json.WritePropertyName(behaviour.Name("organizations"));
        }

        json.WriteStartArray();
        foreach (var (organization, lines) in parts)
        {
            new OrganizationWriter(json, behaviour).Write(organization, lines);
            await json.FlushAsync(cancellation);
        }

        json.WriteEndArray();
        if (!behaviour.BareList)
            json.WriteEndObject();
        await json.FlushAsync(cancellation);
    }

    /// <summary>The CSV that Cloudmore's "Export" gives; with semicolons the decimals have a comma.</summary>
    public string ToCsv(char separator)
    {
        var csv = new StringBuilder();
        csv.AppendJoin(separator, Columns.Select(column => column.Title)).Append("\r\n");
        foreach (var (organization, lines) in parts)
        {
            foreach (var line in lines)
                csv.AppendJoin(separator, Columns.Select(column => Cell(column.Value(organization, line), separator))).Append("\r\n");
        }

        return csv.ToString();
    }

    private IReadOnlyList<BrokerLine> LinesOf(BrokerOrganization organization) =>
        [.. organization.Lines.Where(line => line.BillingDate >= from && line.BillingDate <= to)];

    private static string Cell(object? value, char separator)
    {
        var text = value switch
        {
            DateOnly day => Day(day),
            decimal number when separator == ';' => number.ToString(CultureInfo.InvariantCulture).Replace('.', ','),
            IFormattable other => other.ToString(null, CultureInfo.InvariantCulture),
            _ => value?.ToString() ?? "",
        };
        return text.AsSpan().IndexOfAny("\",;\r\n") < 0 ? text : $"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
    }

    private static string Day(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}
