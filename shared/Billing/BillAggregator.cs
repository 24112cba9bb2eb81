using CloudmoreAutotask.Setup;

namespace CloudmoreAutotask.Billing;

/// <summary>Makes several billing lines into one line per subscription and product (export rules, "Aggregation"). The order of lines does not count.</summary>
/// <param name="services">The tick list.</param>
/// <param name="frequencies">The words for payment frequencies.</param>
public sealed class BillAggregator(ServiceSelection services, PaymentFrequencyWords frequencies)
{
    /// <summary>Aggregates one organization bill.</summary>
    public AggregatedBill Aggregate(OrganizationBill bill)
    {
        var lines = BillHash.Sorted(bill.Lines);
        var switchedOff = lines.Where(line => services.IsSwitchedOff(line.ServiceName))
            .GroupBy(line => line.ServiceName, StringComparer.OrdinalIgnoreCase)
            .ToDictionary(group => group.Key, group => group.Sum(line => line.TotalSales), StringComparer.OrdinalIgnoreCase);
        var subscriptions = lines.Where(line => !services.IsSwitchedOff(line.ServiceName))
            .GroupBy(SubscriptionKey.Of, StringComparer.Ordinal)
            .OrderBy(group => group.Key, StringComparer.Ordinal)
            .Select(group => Subscription(group.Key, [.. group]))
            .ToList();
        return new AggregatedBill { Subscriptions = subscriptions, SwitchedOff = switchedOff, Hold = BillHold(bill, subscriptions) };
    }

    private static string? BillHold(OrganizationBill bill, IReadOnlyList<BilledSubscription> subscriptions)
    {
        if (bill.Faults.Count > 0)
        {
            var more = bill.Faults.Count > 3 ? $" And {bill.Faults.Count - 3} more." : "";
            return $"The bill has lines that cannot be used: {string.Join(" ", bill.Faults.Take(3).Select(fault => fault.Describe()))}{more} Correct them in Cloudmore, or name the field in Cloudmore:FieldAliases.";
        }

        if (subscriptions.FirstOrDefault(subscription => subscription.Currency.Contains(',', StringComparison.Ordinal)) is { } mixed)
            return $"Subscription {mixed.Key} has lines in several currencies ({mixed.Currency}). Autotask bills a company in one currency: correct the lines in Cloudmore.";

        var organizationCurrency = bill.Organization.CurrencyCode;
        var foreign = subscriptions.FirstOrDefault(subscription => !string.IsNullOrEmpty(organizationCurrency)
            && !string.Equals(subscription.Currency, organizationCurrency, StringComparison.OrdinalIgnoreCase));
        return foreign is null
            ? null
            : $"Subscription {foreign.Key} is billed in {foreign.Currency}, but the organization's currency is {organizationCurrency}. Bill it in one currency in Cloudmore.";
    }

    private BilledSubscription Subscription(string key, IReadOnlyList<BillingLine> lines)
    {
        var latest = lines.OrderBy(line => line.BillingDate).ThenBy(line => line.SubscriptionName, StringComparer.Ordinal).Last();
        var subscriptionId = string.IsNullOrWhiteSpace(latest.SubscriptionId) ? null : latest.SubscriptionId.Trim();
        var money = lines.GroupBy(line => line.CurrencyCode.ToUpperInvariant(), StringComparer.Ordinal)
            .OrderBy(group => group.Key, StringComparer.Ordinal)
            .ToDictionary(group => group.Key, group => group.Sum(line => line.TotalSales), StringComparer.Ordinal);
        var subscription = new BilledSubscription
        {
            Key = key,
            SubscriptionId = subscriptionId,
            Name = latest.SubscriptionName ?? latest.ProductName ?? subscriptionId ?? latest.ServiceName,
            Currency = string.Join(", ", money.Keys),
            Billed = money.Values.Sum(),
            BilledByCurrency = money.Count > 1 ? money : null,
            Hold = SubscriptionHold(subscriptionId, lines),
        };
        return subscription.Hold is null ? WithParts(subscription, lines) : subscription;
    }

    private string? SubscriptionHold(string? subscriptionId, IReadOnlyList<BillingLine> lines)
    {
        if (lines.FirstOrDefault(line => !services.IsListed(line.ServiceName)) is { } unlisted)
            return $"The service '{unlisted.ServiceName}' is unlisted: add it to Export:Services with its kind, or with Enabled=false when it is not to be exported.";
        return subscriptionId is null
            ? $"Lines of '{lines[0].ServiceName}' have no subscription id, so no contract can be found for them. Give them one in Cloudmore, or bill them by hand."
            : null;
    }

    private BilledSubscription WithParts(BilledSubscription subscription, IReadOnlyList<BillingLine> lines)
    {
        var kinds = lines.ToLookup(line => services.KindOf(line.ServiceName));
        var seats = kinds[ServiceKind.Subscription].GroupBy(ProductKey, StringComparer.OrdinalIgnoreCase)
            .OrderBy(group => group.Key, StringComparer.OrdinalIgnoreCase)
            .Select(group => (Product: group.Key, Lines: (IReadOnlyList<BillingLine>)[.. group]))
            .ToList();
        var charges = kinds[ServiceKind.OneTime].GroupBy(ProductKey, StringComparer.OrdinalIgnoreCase)
            .OrderBy(group => group.Key, StringComparer.OrdinalIgnoreCase)
            .Select(group => Charge(ServiceKind.OneTime, group.Key, [.. group]));
        IReadOnlyList<BillingLine> usage = [.. kinds[ServiceKind.Consumption]];

        var whole = subscription with
        {
            Seats = [.. seats.Where(product => !product.Lines.All(IsCredit)).Select(product => SeatAggregation.Combine(product.Product, product.Lines, frequencies))],
            CreditsOnly = [.. seats.Where(product => product.Lines.All(IsCredit))
                .Select(product => new CreditLine(product.Product, ProductName(product.Lines), product.Lines.Sum(line => line.TotalSales),
                    product.Lines.Sum(line => line.TotalCost), product.Lines.Max(line => line.BillingDate)))],
            Charges = [.. charges, .. usage.Count > 0 ? [Charge(ServiceKind.Consumption, null, usage)] : Array.Empty<ChargeLine>()],
        };
        var mixed = whole.Seats.Select(seat => seat.Frequency).Where(frequency => frequency is not null).Distinct().Count() > 1;
        return mixed
            ? whole with { Hold = "The subscription has products that are paid monthly and products that are paid yearly; one contract has one period type. Split it in Cloudmore." }
            : whole;
    }

    private static ChargeLine Charge(ServiceKind kind, string? productId, IReadOnlyList<BillingLine> lines)
    {
        var billed = lines.Sum(line => line.TotalSales);
        var quantity = lines.Sum(line => line.Quantity);
        var (amount, cost) = (Money.ToCents(billed), Money.ToCents(lines.Sum(line => line.TotalCost)));
        return new ChargeLine
        {
            Kind = kind,
            ProductId = productId,
            ProductName = kind == ServiceKind.Consumption ? lines[0].ServiceName : ProductName(lines),
            Billed = billed,
            Amount = amount,
            CostAmount = cost,
            TotalQuantity = quantity,
            Figures = ChargeFigures.For(quantity, amount, cost),
            LastBillingDate = lines.Max(line => line.BillingDate),
            LineCount = lines.Count,
        };
    }

    /// <summary>A credit is a line with a negative quantity or negative total sales.</summary>
    internal static bool IsCredit(BillingLine line) => line.Quantity < 0 || line.TotalSales < 0;

    internal static string ProductName(IReadOnlyList<BillingLine> lines) =>
        lines.Select(line => line.ProductName).Where(name => !string.IsNullOrWhiteSpace(name)).Order(StringComparer.Ordinal).FirstOrDefault() ?? ProductKey(lines[0]);

    private static string ProductKey(BillingLine line) => SubscriptionKey.ProductOf(line);
}
