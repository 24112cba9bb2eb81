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
        var (switchedOff, bySubscription) = (new List<BillingLine>(), new Dictionary<string, List<BillingLine>>(StringComparer.Ordinal));
        foreach (var line in bill.Lines)
        {
            if (services.IsSwitchedOff(line.ServiceName))
                switchedOff.Add(line);
            else
                Gather(bySubscription, SubscriptionKey.Of(line), line);
        }

        var subscriptions = bySubscription.OrderBy(entry => entry.Key, StringComparer.Ordinal).Select(entry => Subscription(entry.Key, entry.Value)).ToList();
        return new AggregatedBill { Subscriptions = subscriptions, SwitchedOff = MoneyByService(switchedOff), Hold = BillHold(bill, subscriptions) };
    }

    private static void Gather(IDictionary<string, List<BillingLine>> groups, string key, BillingLine line)
    {
        if (!groups.TryGetValue(key, out var lines))
            groups.Add(key, lines = []);
        lines.Add(line);
    }

    private static Dictionary<string, decimal> MoneyByService(List<BillingLine> lines)
    {
        lines.Sort(LineOrder.Compare);
        return lines.GroupBy(line => line.ServiceName, StringComparer.OrdinalIgnoreCase)
            .ToDictionary(group => group.Key, group => group.Sum(line => line.TotalSales), StringComparer.OrdinalIgnoreCase);
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

    private BilledSubscription Subscription(string key, List<BillingLine> lines)
    {
        lines.Sort(LineOrder.Compare);
        var latest = Latest(lines);
        var subscriptionId = string.IsNullOrWhiteSpace(latest.SubscriptionId) ? null : latest.SubscriptionId.Trim();
        var money = MoneyByCurrency(lines);
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

    /// <summary>The line of the last billing date; of several, the one whose name comes last.</summary>
    /// <param name="lines">The lines, in their order.</param>
    private static BillingLine Latest(List<BillingLine> lines)
    {
        var latest = lines[0];
        foreach (var line in lines)
        {
            if (line.BillingDate > latest.BillingDate || string.CompareOrdinal(line.SubscriptionName, latest.SubscriptionName) >= 0)
                latest = line;
        }

        return latest;
    }

    private static SortedList<string, decimal> MoneyByCurrency(List<BillingLine> lines)
    {
        var money = new SortedList<string, decimal>(StringComparer.Ordinal);
        foreach (var line in lines)
        {
            var currency = line.CurrencyCode.ToUpperInvariant();
            money[currency] = money.GetValueOrDefault(currency) + line.TotalSales;
        }

        return money;
    }

    private string? SubscriptionHold(string? subscriptionId, List<BillingLine> lines)
    {
        if (lines.Find(line => !services.IsListed(line.ServiceName)) is { } unlisted)
            return $"The service '{unlisted.ServiceName}' is unlisted: add it to Export:Services with its kind, or with Enabled=false when it is not to be exported.";
        return subscriptionId is null
            ? $"Lines of '{lines[0].ServiceName}' have no subscription id, so no contract can be found for them. Give them one in Cloudmore, or bill them by hand."
            : null;
    }

    private BilledSubscription WithParts(BilledSubscription subscription, List<BillingLine> lines)
    {
        var (seatLines, onceLines, usageLines) = (new List<BillingLine>(), new List<BillingLine>(), new List<BillingLine>());
        foreach (var line in lines)
        {
            var kind = services.KindOf(line.ServiceName);
            (kind == ServiceKind.Subscription ? seatLines : kind == ServiceKind.OneTime ? onceLines : usageLines).Add(line);
        }

        var (seats, credits, charges) = (new List<SeatLine>(), new List<CreditLine>(), new List<ChargeLine>());
        foreach (var (product, productLines) in ByProduct(seatLines))
        {
            if (productLines.TrueForAll(IsCredit))
                credits.Add(Credit(product, productLines));
            else
                seats.Add(SeatAggregation.Combine(product, productLines, frequencies));
        }

        foreach (var (product, productLines) in ByProduct(onceLines))
            charges.Add(Charge(ServiceKind.OneTime, product, productLines));
        if (usageLines.Count > 0)
            charges.Add(Charge(ServiceKind.Consumption, null, usageLines));

        var frequency = seats.Find(seat => seat.Frequency is not null)?.Frequency;
        var isMixed = seats.Exists(seat => seat.Frequency is not null && seat.Frequency != frequency);
        return subscription with
        {
            Seats = seats,
            CreditsOnly = credits,
            Charges = charges,
            Hold = isMixed ? "The subscription has products that are paid monthly and products that are paid yearly; one contract has one period type. Split it in Cloudmore." : null,
        };
    }

    /// <summary>Lines by product, without regard to case.</summary>
    private static SortedList<string, List<BillingLine>> ByProduct(List<BillingLine> lines)
    {
        var products = new SortedList<string, List<BillingLine>>(StringComparer.OrdinalIgnoreCase);
        foreach (var line in lines)
            Gather(products, SubscriptionKey.ProductOf(line), line);
        return products;
    }

    private static CreditLine Credit(string productId, List<BillingLine> lines) =>
        new(productId, ProductName(lines), lines.Sum(line => line.TotalSales), lines.Sum(line => line.TotalCost), lines.Max(line => line.BillingDate));

    private static ChargeLine Charge(ServiceKind kind, string? productId, List<BillingLine> lines)
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
        lines.Select(line => line.ProductName).Where(name => !string.IsNullOrWhiteSpace(name)).Min(StringComparer.Ordinal) ?? SubscriptionKey.ProductOf(lines[0]);
}
