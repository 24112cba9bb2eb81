using CloudmoreAutotask.Setup;
using CloudmoreAutotask.Simulators.Cloudmore;

namespace CloudmoreAutotask.Tests.Export.Brokers.Rules;

/// <summary>Export rules, "Which lines" and "Aggregation": what a subscription's billing lines of one month come to.</summary>
internal sealed record ExpectedSubscription
{
    /// <summary>The subscription id in lower case; service and product for lines without one.</summary>
    public required string Key { get; init; }

    public required IReadOnlyList<BrokerLine> Lines { get; init; }

    public ServiceKind Kind { get; init; }

    /// <summary>Whether its seats are paid yearly.</summary>
    public bool IsYearly => Seats.Select(seats => seats.IsYearly).FirstOrDefault(isYearly => isYearly is not null) ?? false;

    /// <summary>Why it waits for a person as a whole; null when it does not.</summary>
    public string? Hold { get; init; }

    /// <summary>Per product that has other lines than credits.</summary>
    public IReadOnlyList<ExpectedSeats> Seats { get; init; } = [];

    /// <summary>Per product, or one without product for usage.</summary>
    public IReadOnlyList<ExpectedAmount> Amounts { get; init; } = [];

    /// <summary>Seat products that have nothing but credits.</summary>
    public IReadOnlyList<ExpectedAmount> Credits { get; init; } = [];

    public string Name => Lines.Select(line => line.SubscriptionName).FirstOrDefault(name => !string.IsNullOrEmpty(name)) ?? Key;

    public decimal Billed => Lines.Sum(line => line.TotalSales);

    /// <summary>Seats that have credits only: as if not in the bill.</summary>
    public bool IsOnlyCredits => Hold is null && Kind == ServiceKind.Subscription && Seats.Count == 0;

    public bool IsMonthlySeats => Seats.Any(seats => seats.IsYearly == false);

    /// <summary>What an organization's lines of one month come to, by subscription; services that are switched off are left out.</summary>
    public static IReadOnlyList<ExpectedSubscription> Of(IEnumerable<BrokerLine> lines) =>
    [
        .. lines.Where(line => !ServiceList.IsSwitchedOff(line.ServiceName))
            .GroupBy(KeyOf)
            .Select(group => Of(group.Key, [.. group])),
    ];

    public static string KeyOf(BrokerLine line) =>
        (line.SubscriptionId ?? $"{line.ServiceName}|{line.ProductId}").ToLowerInvariant();

    public static bool IsCredit(BrokerLine line) => line.Quantity < 0 || line.TotalSales < 0;

    private static ExpectedSubscription Of(string key, IReadOnlyList<BrokerLine> lines)
    {
        var subscription = new ExpectedSubscription { Key = key, Lines = lines };
        if (lines.Any(line => ServiceList.KindOf(line.ServiceName) is null))
            return subscription with { Hold = "unlisted service" };
        if (lines.Any(line => line.SubscriptionId is null))
            return subscription with { Hold = "no subscription id" };
        var kind = ServiceList.KindOf(lines[0].ServiceName)!.Value;
        subscription = subscription with { Kind = kind };
        if (kind != ServiceKind.Subscription)
            return subscription with { Amounts = Charges(kind, lines) };
        var products = lines.GroupBy(line => line.ProductId.ToLowerInvariant()).ToList();
        subscription = subscription with
        {
            Seats = [.. products.Where(group => !group.All(IsCredit)).Select(group => ExpectedSeats.Of(group.Key, [.. group]))],
            Credits = [.. products.Where(group => group.All(IsCredit)).Select(group => ExpectedAmount.Of(group.Key, [.. group]))],
        };
        var isMixed = subscription.Seats.Select(seats => seats.IsYearly).Where(isYearly => isYearly is not null).Distinct().Count() > 1;
        return isMixed ? subscription with { Hold = "paid monthly and yearly" } : subscription;
    }

    private static IReadOnlyList<ExpectedAmount> Charges(ServiceKind kind, IReadOnlyList<BrokerLine> lines) =>
        kind == ServiceKind.Consumption
            ? [ExpectedAmount.Of(null, lines)]
            : [.. lines.GroupBy(line => line.ProductId.ToLowerInvariant()).Select(group => ExpectedAmount.Of(group.Key, [.. group]))];
}

/// <summary>Seats of one product: the highest quantity at the highest price, pro-rata lines and credits not counted.</summary>
internal sealed record ExpectedSeats(
    string Product, string ProductName, bool? IsYearly, decimal Quantity, decimal UnitPrice, decimal UnitCost, IReadOnlyList<BrokerLine> Lines, string? Hold)
{
    public int Units => (int)Quantity;

    public decimal Price => Rounding.Cents(Quantity * UnitPrice);

    public decimal Cost => Rounding.Cents(Quantity * UnitCost);

    /// <summary>What its lines bill beside its units.</summary>
    public ExpectedAmount Difference
    {
        get
        {
            var all = ExpectedAmount.Of(Product, Lines);
            return all with { Amount = all.Amount - Price, Cost = all.Cost - Cost };
        }
    }

    public static ExpectedSeats Of(string product, IReadOnlyList<BrokerLine> lines)
    {
        var full = lines.Where(line => !ExpectedSubscription.IsCredit(line)).ToList();
        var quantity = full.Max(line => line.Quantity);
        var priced = full.OrderByDescending(line => line.UnitSalesPrice).ThenByDescending(line => line.Quantity).First();
        bool? isYearly = full.TrueForAll(line => line.PaymentFrequency == "Yearly") ? true : full.TrueForAll(line => line.PaymentFrequency == "Monthly") ? false : null;
        var hold = isYearly is null ? "payment frequency"
            : quantity != decimal.Truncate(quantity) ? "fractional quantity"
            : priced.Quantity * 2 < quantity ? "price of a small line"
            : null;
        return new ExpectedSeats(product, full[0].ProductName, isYearly, quantity, priced.UnitSalesPrice, priced.UnitCostPrice, lines, hold);
    }
}

/// <summary>What a charge comes to, in cents.</summary>
internal sealed record ExpectedAmount(string? Product, decimal Amount, decimal Cost, DateOnly Date)
{
    public static ExpectedAmount Of(string? product, IReadOnlyList<BrokerLine> lines) => new(
        product, Rounding.Cents(lines.Sum(line => line.TotalSales)), Rounding.Cents(lines.Sum(line => line.TotalCost)), lines.Max(line => line.BillingDate));
}

/// <summary>The tick list of every broker under test.</summary>
internal static class ServiceList
{
    public const string Seats = "Microsoft CSP";
    public const string Usage = "Microsoft Azure";
    public const string Software = "Microsoft Software";
    public const string Off = "Managed Network";
    public const string Unlisted = "Backup Partner";

    public static bool IsSwitchedOff(string service) => service == Off;

    /// <summary>Null for a service on no list.</summary>
    public static ServiceKind? KindOf(string service) => service switch
    {
        Seats => ServiceKind.Subscription,
        Usage => ServiceKind.Consumption,
        Software => ServiceKind.OneTime,
        _ => null,
    };
}
