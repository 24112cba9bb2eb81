using System.Globalization;

namespace CloudmoreAutotask.Billing;

/// <summary>Combines the lines of one seat product: highest quantity, highest price, its own cost (export rules, "Aggregation", Subscription).</summary>
internal static class SeatAggregation
{
    public static SeatLine Combine(string productId, IReadOnlyList<BillingLine> lines, PaymentFrequencyWords words)
    {
        var regular = lines.Where(line => !BillAggregator.IsCredit(line)).ToList();
        var quantity = regular.Max(line => line.Quantity);
        var priced = regular.OrderByDescending(line => line.UnitSalesPrice).ThenByDescending(line => line.Quantity).ThenByDescending(line => line.UnitCostPrice).First();
        var frequency = FrequencyOf(regular, words, out var frequencyHold);
        var seat = new SeatLine
        {
            ProductId = productId,
            ProductName = BillAggregator.ProductName(lines),
            Frequency = frequency,
            Quantity = quantity,
            UnitPrice = Money.ToFourDecimals(priced.UnitSalesPrice),
            UnitCost = Money.ToFourDecimals(priced.UnitCostPrice),
            Billed = lines.Sum(line => line.TotalSales),
            BilledCost = lines.Sum(line => line.TotalCost),
            LastBillingDate = lines.Max(line => line.BillingDate),
            DifferenceReason = "",
            Hold = frequencyHold ?? QuantityHold(quantity, priced, regular),
        };
        return seat with { DifferenceReason = ReasonFor(seat, priced, lines) };
    }

    private static PaymentFrequency? FrequencyOf(IReadOnlyList<BillingLine> regular, PaymentFrequencyWords words, out string? hold)
    {
        var found = regular.Select(line => words.Read(line.PaymentFrequency)).Distinct().ToList();
        hold = found switch
        {
            [PaymentFrequency.Monthly or PaymentFrequency.Yearly] => null,
            [PaymentFrequency.OneTime] => "It is paid once, but its service is listed as Subscription. List the service as OneTime, or bill this item by hand.",
            [null] => $"Its payment frequency '{regular[0].PaymentFrequency}' is not known. Add the word to Export:PaymentFrequencies.",
            _ => $"Its lines have several payment frequencies: {string.Join(", ", regular.Select(line => $"'{line.PaymentFrequency}'").Distinct().Order(StringComparer.Ordinal))}.",
        };
        return hold is null ? found[0] : null;
    }

    private static string? QuantityHold(decimal quantity, BillingLine priced, IReadOnlyList<BillingLine> regular)
    {
        if (quantity != decimal.Truncate(quantity))
            return $"Its quantity {Text(quantity)} is no whole number; seats in Autotask are. List its service as Consumption, or correct the line in Cloudmore.";
        if (quantity > int.MaxValue)
            return $"Its quantity {Text(quantity)} is more than Autotask can hold.";
        return priced.Quantity * 2 < quantity
            ? $"The highest price ({Text(priced.UnitSalesPrice)}) stands on a line with only {Text(priced.Quantity)} of {Text(quantity)} units: "
                + string.Join("; ", regular.Select(line => $"{Text(line.Quantity)} x {Text(line.UnitSalesPrice)} = {Money.Text(line.TotalSales)}").Order(StringComparer.Ordinal))
                + ". Check whether a manual line is among them."
            : null;
    }

    private static string ReasonFor(SeatLine seat, BillingLine priced, IReadOnlyList<BillingLine> lines)
    {
        if (seat.Billed == seat.Amount)
            return "";
        var credits = lines.Where(BillAggregator.IsCredit).ToList();
        var combined = lines.Count - credits.Count - 1;
        var reasons = new List<string>();
        if (combined > 0)
            reasons.Add("pro-rata lines combined");
        if (credits.Count > 0)
            reasons.Add("credit");
        if (reasons.Count == 0)
            reasons.Add(Math.Abs(seat.Billed - seat.Amount) < 0.01m * Math.Max(1, seat.Quantity) ? "rounding" : $"the line's total is not {Text(priced.Quantity)} x {Text(priced.UnitSalesPrice)}");
        return string.Join(", ", reasons);
    }

    private static string Text(decimal value) => value.ToString("G29", CultureInfo.InvariantCulture);
}
