using CloudmoreAutotask.Setup;

namespace CloudmoreAutotask.Billing;

/// <summary>An organization bill, made into one entry per subscription (export rules, "Aggregation").</summary>
public sealed record AggregatedBill
{
    /// <summary>One entry per subscription, ordered by key; each ends in one outcome.</summary>
    public required IReadOnlyList<BilledSubscription> Subscriptions { get; init; }

    /// <summary>Money of services that are switched off, by service name: shown, never exported.</summary>
    public required IReadOnlyDictionary<string, decimal> SwitchedOff { get; init; }

    /// <summary>Why the whole bill waits for a person; null when it does not.</summary>
    public string? Hold { get; init; }

    /// <summary>What its monthly seats bill in a month, by currency.</summary>
    public IReadOnlyDictionary<string, decimal> MonthlySeats() => Subscriptions.GroupBy(subscription => subscription.Currency, StringComparer.Ordinal)
        .ToDictionary(
            group => group.Key,
            group => group.SelectMany(subscription => subscription.Seats).Where(seat => seat.Frequency == PaymentFrequency.Monthly).Sum(seat => seat.Amount),
            StringComparer.Ordinal);
}

/// <summary>What a bill says of one subscription.</summary>
public sealed record BilledSubscription
{
    /// <summary>What its outcome is kept under: the subscription id in lower case, or service and product for lines without one.</summary>
    public required string Key { get; init; }

    /// <summary>The subscription id as Cloudmore writes it; null for lines without one.</summary>
    public string? SubscriptionId { get; init; }

    /// <summary>The subscription's name, a label.</summary>
    public required string Name { get; init; }

    /// <summary>The currency of all its lines.</summary>
    public required string Currency { get; init; }

    /// <summary>The sum of its lines' total sales.</summary>
    public required decimal Billed { get; init; }

    /// <summary>The sum of its lines' total sales by currency where there are several; else null.</summary>
    public IReadOnlyDictionary<string, decimal>? BilledByCurrency { get; init; }

    /// <summary>Why all of it waits for a person; null when it does not.</summary>
    public string? Hold { get; init; }

    /// <summary>Seats by product.</summary>
    public IReadOnlyList<SeatLine> Seats { get; init; } = [];

    /// <summary>Usage and one-time items.</summary>
    public IReadOnlyList<ChargeLine> Charges { get; init; } = [];

    /// <summary>Seat products with nothing but credits: as if not in the bill.</summary>
    public IReadOnlyList<CreditLine> CreditsOnly { get; init; } = [];

    /// <summary>Whether nothing but credits is left of it, so that it counts as not in the bill.</summary>
    public bool IsEnded => Hold is null && Seats.Count == 0 && Charges.Count == 0;

    /// <summary>Whether any of its seats is paid monthly.</summary>
    public bool IsMonthly => Seats.Any(seat => seat.Frequency == PaymentFrequency.Monthly);

    /// <summary>The kind that names its contract: seats before usage before one-time items.</summary>
    public ServiceKind Kind => Seats.Count > 0 || Charges.Count == 0 ? ServiceKind.Subscription : Charges.Min(charge => charge.Kind);
}

/// <summary>The seats of one product of a subscription: one line in Autotask.</summary>
public sealed record SeatLine
{
    /// <summary>The product's key within the subscription.</summary>
    public required string ProductId { get; init; }

    /// <summary>The product's name.</summary>
    public required string ProductName { get; init; }

    /// <summary>How often it is paid; null when that is why it waits.</summary>
    public PaymentFrequency? Frequency { get; init; }

    /// <summary>The highest quantity among its lines that are no credits.</summary>
    public required decimal Quantity { get; init; }

    /// <summary>The highest unit sales price among them, four decimals, net, per unit and period.</summary>
    public required decimal UnitPrice { get; init; }

    /// <summary>The unit cost of that same line, four decimals.</summary>
    public required decimal UnitCost { get; init; }

    /// <summary>The sum of its lines' total sales, credits among them.</summary>
    public required decimal Billed { get; init; }

    /// <summary>The sum of its lines' total cost, credits among them.</summary>
    public required decimal BilledCost { get; init; }

    /// <summary>The last billing date of its lines.</summary>
    public required DateOnly LastBillingDate { get; init; }

    /// <summary>Why <see cref="Billed"/> and <see cref="Amount"/> differ; empty when they do not.</summary>
    public required string DifferenceReason { get; init; }

    /// <summary>Why its seats cannot be written before somebody looks; null when they can.</summary>
    public string? Hold { get; init; }

    /// <summary>What goes to Autotask for one period: quantity x unit price, to the cent.</summary>
    public decimal Amount => Money.ToCents(Quantity * UnitPrice);

    /// <summary>What it costs for one period, to the cent.</summary>
    public decimal CostAmount => Money.ToCents(Quantity * UnitCost);
}

/// <summary>A seat product with nothing but credits.</summary>
/// <param name="ProductId">The product.</param>
/// <param name="ProductName">Its name.</param>
/// <param name="Billed">The credit, negative.</param>
/// <param name="BilledCost">Its cost, negative.</param>
/// <param name="LastBillingDate">The last billing date of its lines.</param>
public sealed record CreditLine(string ProductId, string ProductName, decimal Billed, decimal BilledCost, DateOnly LastBillingDate);

/// <summary>An amount that goes to Autotask as one contract charge.</summary>
public sealed record ChargeLine
{
    /// <summary>Usage or a one-time item.</summary>
    public required ServiceKind Kind { get; init; }

    /// <summary>The product of a one-time item; null for usage, which is one line whatever products it names.</summary>
    public string? ProductId { get; init; }

    /// <summary>The product's name; for usage the service's.</summary>
    public required string ProductName { get; init; }

    /// <summary>The sum of its lines' total sales, exact.</summary>
    public required decimal Billed { get; init; }

    /// <summary>What is charged, to the cent.</summary>
    public required decimal Amount { get; init; }

    /// <summary>What it costs, to the cent.</summary>
    public required decimal CostAmount { get; init; }

    /// <summary>The sum of quantities, exact.</summary>
    public required decimal TotalQuantity { get; init; }

    /// <summary>The charge's quantity, price and cost per unit: they give the amounts back to the cent.</summary>
    public required ChargeFigures Figures { get; init; }

    /// <summary>The last billing date of its lines.</summary>
    public required DateOnly LastBillingDate { get; init; }

    /// <summary>How many lines it combines.</summary>
    public required int LineCount { get; init; }
}
