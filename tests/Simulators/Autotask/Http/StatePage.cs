using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;

namespace CloudmoreAutotask.Simulators.Autotask.Http;

/// <summary>The state as a page for people: each contract with its services as of the tenant's day and with its charges.</summary>
internal static class StatePage
{
    private const string Head = """
        <!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>Simulated Autotask</title><style>
        body{font:14px/1.4 system-ui,sans-serif;margin:2rem;color:#1b1b1b}h1{font-size:1.4rem}
        table{border-collapse:collapse;width:100%}th,td{text-align:left;padding:.3rem .6rem;border-bottom:1px solid #ddd;vertical-align:top}
        th{background:#f3f3f3;position:sticky;top:0}td.n,th.n{text-align:right;font-variant-numeric:tabular-nums}
        tr.first td{border-top:2px solid #bbb}small{color:#666}.charge{color:#7a4b00}.off{color:#a00}
        </style></head><body><h1>Simulated Autotask</h1>
        """;

    private const string Columns = """
        <table><thead><tr><th>Company</th><th>Contract</th><th>Number / subscription</th><th>Term</th><th>Service or charge</th>
        <th>Period or day</th><th class="n">Units</th><th class="n">Unit price</th><th class="n">Amount</th><th>Posted</th></tr></thead><tbody>
        """;

    public static string Render(IReadOnlyList<TenantLine> lines)
    {
        var page = new StringBuilder(Head);
        var contracts = lines.Select(line => line.ContractId).Distinct().Count();
        page.Append(CultureInfo.InvariantCulture, $"<p>{contracts} contracts, {lines.Count(line => line.IsCharge)} charges.</p>").Append(Columns);
        long? previous = null;
        foreach (var line in lines)
        {
            Append(page, line, isFirst: line.ContractId != previous);
            previous = line.ContractId;
        }

        return page.Append("</tbody></table></body></html>").ToString();
    }

    private static void Append(StringBuilder page, TenantLine line, bool isFirst)
    {
        page.Append(isFirst ? "<tr class=\"first\">" : "<tr>");
        if (isFirst)
        {
            var inactive = line.IsActive ? "" : " <span class=\"off\">inactive</span>";
            page.Append(CultureInfo.InvariantCulture, $"<td>{Text(line.Company)}</td><td>{Text(line.Contract)}{inactive}<br><small>{line.ContractId}</small></td>");
            page.Append(CultureInfo.InvariantCulture, $"<td>{Text(line.Number)}<br><small>{Text(line.SubscriptionId)}</small></td><td>{line.Start:O} &ndash; {line.End:O}</td>");
        }
        else
        {
            page.Append("<td></td><td></td><td></td><td></td>");
        }

        page.Append(CultureInfo.InvariantCulture, $"<td class=\"{(line.IsCharge ? "charge" : "service")}\">{Text(line.Item)}</td><td>{line.Day:O}</td>");
        page.Append(CultureInfo.InvariantCulture, $"<td class=\"n\">{line.Quantity:0.####}</td><td class=\"n\">{line.UnitPrice:0.00##}</td><td class=\"n\">{line.Amount:0.00}</td>");
        page.Append(CultureInfo.InvariantCulture, $"<td>{(line.IsPosted ? "yes" : "")}</td></tr>");
    }

    private static string Text(string? text) => HtmlEncoder.Default.Encode(text ?? "");
}
