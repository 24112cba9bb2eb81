using CloudmoreAutotask.Billing;
using CloudmoreAutotask.Setup;

namespace CloudmoreAutotask.Tests.Billing;

/// <summary>Makes billing lines, bills and aggregated bills for tests.</summary>
internal static class Bills
{
    public const string Seats = "Microsoft CSP";
    public const string Azure = "Microsoft Azure";
    public const string Software = "Microsoft Software";
    public const string Off = "Backup";

    public static readonly BillMonth October = new(2026, 10);
    public static readonly BilledOrganization Contoso = new("c1", "Contoso", "1001", "EUR");

    public static BillAggregator Aggregator() => new(
        new ServiceSelection(
        [
            new ServiceOptions { Name = Seats, Kind = ServiceKind.Subscription },
            new ServiceOptions { Name = Azure, Kind = ServiceKind.Consumption },
            new ServiceOptions { Name = Software, Kind = ServiceKind.OneTime },
            new ServiceOptions { Name = Off, Enabled = false },
        ]),
        new PaymentFrequencyWords(new PaymentFrequencyOptions()));

    /// <summary>A line of seats; its totals are quantity x price unless they are given.</summary>
    public static BillingLine Line(decimal quantity, decimal price, decimal cost = 0, decimal? total = null, string product = "P1", string? subscription = "S1", string service = Seats) => new()
    {
        BillingDate = new DateOnly(2026, 10, 8),
        ServiceName = service,
        ProductId = product,
        ProductName = "Product " + product,
        SubscriptionId = subscription,
        SubscriptionName = subscription is null ? null : "Name of " + subscription,
        Quantity = quantity,
        UnitSalesPrice = price,
        UnitCostPrice = cost,
        TotalSales = total ?? quantity * price,
        TotalCost = quantity * cost,
        CurrencyCode = "EUR",
        PaymentFrequency = "Monthly",
    };

    public static BillingLine Usage(decimal quantity, decimal total, decimal totalCost = 0, string product = "Storage", string subscription = "A1") =>
        Line(quantity, 0, 0, total, product, subscription, Azure) with { TotalCost = totalCost };

    public static BillingLine Once(decimal quantity, decimal price, string product, string subscription = "O1") =>
        Line(quantity, price, 0, null, product, subscription, Software) with { PaymentFrequency = "OneTime" };

    public static OrganizationBill Bill(params IReadOnlyList<BillingLine> lines) => new(October, Contoso, lines, []);

    public static AggregatedBill Aggregate(params IReadOnlyList<BillingLine> lines) => Aggregator().Aggregate(Bill(lines));

    /// <summary>The only subscription of the bill.</summary>
    public static BilledSubscription One(params IReadOnlyList<BillingLine> lines) => Aggregate(lines).Subscriptions.Single();

    /// <summary>The only seat line of the bill.</summary>
    public static SeatLine Seat(params IReadOnlyList<BillingLine> lines) => One(lines).Seats.Single();

    /// <summary>The only charge of the bill.</summary>
    public static ChargeLine Charge(params IReadOnlyList<BillingLine> lines) => One(lines).Charges.Single();
}
