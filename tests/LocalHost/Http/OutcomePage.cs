using System.Globalization;
using System.Net;
using System.Text;
using CloudmoreAutotask.LocalHost.Output;

namespace CloudmoreAutotask.LocalHost.Http;

/// <summary>The outcomes of a run as a plain web page.</summary>
internal static class OutcomePage
{
    private const string Head = """
        <!doctype html><html lang="en"><head><meta charset="utf-8"><title>Cloudmore to Autotask</title>
        <style>body{font-family:sans-serif}table{border-collapse:collapse}td,th{padding:.2em .7em;text-align:left;vertical-align:top}td.n,th.n{text-align:right}tr:nth-child(even){background:#f2f2f2}</style>
        </head><body><h1>Cloudmore to Autotask</h1>
        """;

    public static string Write(ExportReport report)
    {
        var page = new StringBuilder(Head);
        page.Append(CultureInfo.InvariantCulture, $"<p>Run {Text(report.RunId)}, as of {report.AsOf.UtcDateTime:yyyy-MM-dd HH:mm} UTC.</p>");
        page.Append("<table><thead><tr><th>Organization</th><th>Subscription</th><th>Month</th><th>Outcome</th>");
        page.Append("<th class=\"n\">Billed</th><th class=\"n\">Exported</th><th class=\"n\">Difference</th><th>What to do</th></tr></thead><tbody>");
        foreach (var row in report.Rows)
            page.Append(Row(row));
        return page.Append("</tbody></table></body></html>").ToString();
    }

    private static string Row(OutcomeRow row) => string.Create(
        CultureInfo.InvariantCulture,
        $"<tr><td>{Text(row.Organization)}</td><td>{Text(row.Subscription)}</td><td>{Text(row.Month)}</td><td>{Text(row.Outcome)}</td>" +
        $"<td class=\"n\">{row.Billed:0.00} {Text(row.Currency)}</td><td class=\"n\">{row.Exported:0.00} {Text(row.Currency)}</td>" +
        $"<td class=\"n\">{row.Difference:0.00}</td><td>{Text(row.ToDo)}</td></tr>");

    private static string Text(string text) => WebUtility.HtmlEncode(text);
}
