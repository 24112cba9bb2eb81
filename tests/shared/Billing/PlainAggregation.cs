using CloudmoreAutotask.Billing;
using CloudmoreAutotask.Setup;

namespace CloudmoreAutotask.Tests.Billing;

/// <summary>What a bill comes to for one product of a subscription, or for all its usage.</summary>
internal sealed record BilledPart(string Subscription, string What, string? Product, decimal Quantity, decimal Price, decimal Cost, decimal Billed, bool IsHeld);

/// <summary>The rules of aggregation (export rules, "Aggregation") written down a second time, sentence by sentence: each figure is looked for in all lines.</summary>
internal static class PlainAggregation
{
    public static IEnumerable<BilledPart> Of(IReadOnlyList<BillingLine> lines) =>
        InOrder(lines.Where(line => KindOf(line) is not "off").GroupBy(KeyOf).SelectMany(group => OfSubscription(group.Key, [.. group])));

    /// <summary>The same of an aggregated bill.</summary>
    public static IEnumerable<BilledPart> Of(AggregatedBill bill) => InOrder(bill.Subscriptions.SelectMany(Parts));

    private static IEnumerable<BilledPart> Parts(BilledSubscription subscription) => subscription is { Seats: [], Charges: [], CreditsOnly: [] }
        ? [new BilledPart(subscription.Key, "held", null, 0, 0, 0, subscription.Billed, subscription.Hold is not null)]
        :
        [
            .. subscription.Seats.Select(seat => new BilledPart(
                subscription.Key, "seats", seat.ProductId.ToLowerInvariant(), seat.Quantity, seat.UnitPrice, seat.UnitCost, seat.Billed, seat.Hold is not null)),
            .. subscription.CreditsOnly.Select(credit => new BilledPart(subscription.Key, "credit", credit.ProductId.ToLowerInvariant(), 0, 0, 0, credit.Billed, false)),
            .. subscription.Charges.Select(charge => new BilledPart(
                subscription.Key, charge.Kind == ServiceKind.Consumption ? "usage" : "once", charge.ProductId?.ToLowerInvariant(), charge.TotalQuantity, charge.Amount, charge.CostAmount, charge.Billed, false)),
        ];

    private static IEnumerable<BilledPart> OfSubscription(string key, IReadOnlyList<BillingLine> lines)
    {
        if (lines.Any(line => line.SubscriptionId is null || KindOf(line) is "unlisted"))
            return [new BilledPart(key, "held", null, 0, 0, 0, lines.Sum(line => line.TotalSales), true)];
        return lines.GroupBy(line => (Kind: KindOf(line), Product: KindOf(line) is "usage" ? null : line.ProductId?.ToLowerInvariant()))
            .Select(part => OfPart(key, part.Key.Kind, part.Key.Product, [.. part]));
    }

    private static string KeyOf(BillingLine line) => (line.SubscriptionId ?? $"{line.ServiceName}|{line.ProductId}").ToLowerInvariant();

    private static BilledPart OfPart(string key, string kind, string? product, IReadOnlyList<BillingLine> lines)
    {
        var billed = lines.Sum(line => line.TotalSales);
        if (kind is not "seats")
            return new BilledPart(key, kind, product, lines.Sum(line => line.Quantity), Money.ToCents(billed), Money.ToCents(lines.Sum(line => line.TotalCost)), billed, false);
        var regular = lines.Where(line => line is { Quantity: >= 0, TotalSales: >= 0 }).ToList();
        if (regular.Count == 0)
            return new BilledPart(key, "credit", product, 0, 0, 0, billed, false);

        var quantity = regular.Max(line => line.Quantity);
        var dearest = regular.Where(line => regular.All(other => other.UnitSalesPrice <= line.UnitSalesPrice)).ToList();
        var largest = dearest.Where(line => dearest.All(other => other.Quantity <= line.Quantity)).ToList();
        var words = regular.Select(line => line.PaymentFrequency is "P1M" ? "Monthly" : line.PaymentFrequency).Distinct().ToList();
        var isHeld = words is not ["Monthly" or "Yearly"] || quantity % 1 != 0 || largest[0].Quantity < quantity / 2;
        return new BilledPart(key, kind, product, quantity, Money.ToFourDecimals(dearest[0].UnitSalesPrice), Money.ToFourDecimals(largest.Max(line => line.UnitCostPrice)), billed, isHeld);
    }

    private static string KindOf(BillingLine line) => line.ServiceName.ToUpperInvariant() switch
    {
        "MICROSOFT CSP" => "seats",
        "MICROSOFT AZURE" => "usage",
        "MICROSOFT SOFTWARE" => "once",
        "BACKUP" => "off",
        _ => "unlisted",
    };

    private static IEnumerable<BilledPart> InOrder(IEnumerable<BilledPart> parts) =>
        parts.OrderBy(part => (part.Subscription, part.What, part.Product), Comparer<(string, string, string?)>.Default);
}
