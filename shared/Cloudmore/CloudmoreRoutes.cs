using System.Globalization;

namespace CloudmoreAutotask.Cloudmore;

/// <summary>The addresses of Cloudmore's API. Source: API assumptions, "Cloudmore".</summary>
internal static class CloudmoreRoutes
{
    private const string Report = "billing/reports/MonthlyBillingPerOrganizationAsync";

    /// <summary>Where tokens come from.</summary>
    public static Uri Token(Uri baseUrl) => At(baseUrl, "connect/token");

    /// <summary>The broker's active organizations.</summary>
    public static Uri Organizations(Uri baseUrl, string resellerId) => Reseller(baseUrl, resellerId, "Organizations?showActive=true");

    /// <summary>One organization with its custom properties.</summary>
    public static Uri Organization(Uri baseUrl, string resellerId, string id) => Reseller(baseUrl, resellerId, $"Organizations/{Uri.EscapeDataString(id)}");

    /// <summary>Where the API's own description is.</summary>
    public static Uri Description(Uri baseUrl) => At(baseUrl, "swagger/v1/swagger.json");

    /// <summary>Where a report is asked for.</summary>
    public static Uri Reports(Uri baseUrl, string resellerId) => Reseller(baseUrl, resellerId, Report);

    /// <summary>Where a report is fetched.</summary>
    public static Uri ReportTask(Uri baseUrl, string resellerId, string task) => Reseller(baseUrl, resellerId, $"{Report}/{Uri.EscapeDataString(task)}");

    /// <summary>The body that asks for the billing dates of a window.</summary>
    public static object ReportBody(BillWindow window) => new { startDate = Day(window.From), endDate = Day(window.To) };

    private static string Day(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    private static Uri Reseller(Uri baseUrl, string resellerId, string rest) => At(baseUrl, $"api/resellers/{Uri.EscapeDataString(resellerId)}/{rest}");

    private static Uri At(Uri baseUrl, string rest) => new($"{baseUrl.AbsoluteUri.TrimEnd('/')}/{rest}");
}
