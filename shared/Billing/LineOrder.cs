namespace CloudmoreAutotask.Billing;

/// <summary>Puts lines in an order of their content: a report may give the same lines in another order, which must not count (export rules, "Aggregation").</summary>
internal static class LineOrder
{
    // The fields that tell most lines apart come first.
    private static readonly Comparison<BillingLine>[] Fields =
    [
        (one, other) => one.BillingDate.CompareTo(other.BillingDate),
        Text(line => line.ServiceName), Text(line => line.ProductId), Text(line => line.ItemCode), Text(line => line.CurrencyCode), Text(line => line.PaymentFrequency),
        Number(line => line.Quantity), Number(line => line.UnitCostPrice), Number(line => line.UnitSalesPrice), Number(line => line.TotalCost), Number(line => line.TotalSales),
        Text(line => line.ProductName), Text(line => line.SubscriptionName), Text(line => line.PurchaseOrderNumber), Text(line => line.BillingLineDetails),
        Text(line => line.Note), Text(line => line.SubscriptionId),
    ];

    /// <summary>Which line comes first; 0 for lines that are equal in every field.</summary>
    public static int Compare(BillingLine one, BillingLine other)
    {
        foreach (var compare in Fields)
        {
            if (compare(one, other) is not 0 and var order)
                return order;
        }

        return 0;
    }

    private static Comparison<BillingLine> Text(Func<BillingLine, string?> field) => (one, other) => string.CompareOrdinal(field(one), field(other));

    private static Comparison<BillingLine> Number(Func<BillingLine, decimal> field) => (one, other) => field(one).CompareTo(field(other));
}
