namespace CloudmoreAutotask.Billing;

/// <summary>What lines are gathered under: ids without regard to case (export rules, "Aggregation").</summary>
public static class SubscriptionKey
{
    /// <summary>The subscription id in lower case; for a line without one, its service and product.</summary>
    public static string Of(BillingLine line) => string.IsNullOrWhiteSpace(line.SubscriptionId)
        ? $"{line.ServiceName}|{ProductOf(line)}".ToLowerInvariant()
        : Of(line.SubscriptionId);

    /// <summary>A subscription id, trimmed and in lower case.</summary>
    public static string Of(string subscriptionId) => subscriptionId.Trim().ToLowerInvariant();

    /// <summary>The product id; where the report gives none, the item code or the name.</summary>
    public static string ProductOf(BillingLine line) => Given(line.ProductId) ?? Given(line.ItemCode) ?? Given(line.ProductName) ?? line.ServiceName;

    private static string? Given(string? text) => string.IsNullOrWhiteSpace(text) ? null : text.Trim();
}
