namespace CloudmoreAutotask.Tests.Cloudmore;

/// <summary>Reports written by hand, for what no well-behaved simulator sends.</summary>
internal static class TestReport
{
    /// <summary>A sound line.</summary>
    public const string Line =
        """{"billingDate":"2026-10-08","subscriptionId":"s-1","quantity":10,"unitCostPrice":16.90,"unitSalesPrice":20.60,"totalCost":169.00,"totalSales":206.00,"currencyCode":"EUR"}""";

    /// <summary>A report of one organization and product with these lines.</summary>
    public static string Of(string lines) => "{\"organizations\":[" + Organization(lines) + "]}";

    /// <summary>An organization with these lines.</summary>
    public static string Organization(string lines, string id = "c1") =>
        "{\"organizationId\":\"" + id + "\",\"organizationName\":\"Contoso\",\"services\":[{\"serviceName\":\"CSP\",\"products\":[{\"productName\":\"BP\",\"serviceItems\":["
        + lines + "]}]}]}";
}
