using System.Globalization;

namespace CloudmoreAutotask.Billing;

/// <summary>Combines the lines of one seat product: highest quantity, highest price, its own cost (export rules, "Aggregation", Subscription).</summary>
internal static class SeatAggregation
{
    public static SeatLine Combine(string productId, List<BillingLine> lines, PaymentFrequencyWords words)
    {
        var regular = lines.FindAll(line => !BillAggregator.IsCredit(line));
        var quantity = regular.Max(line => line.Quantity);
        var priced = regular.MaxBy(line => (line.UnitSalesPrice, line.Quantity, line.UnitCostPrice))!;
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
        return seat.Billed == seat.Amount ? seat : seat with { DifferenceReason = ReasonFor(seat, priced, isCombined: regular.Count > 1, hasCredit: lines.Count > regular.Count) };
    }

    private static PaymentFrequency? FrequencyOf(List<BillingLine> regular, PaymentFrequencyWords words, out string? hold)
    {
        var frequency = words.Read(regular[0].PaymentFrequency);
        if (regular.Exists(line => words.Read(line.PaymentFrequency) != frequency))
            hold = $"Its lines have several payment frequencies: {string.Join(", ", regular.Select(line => $"'{line.PaymentFrequency}'").Distinct().Order(StringComparer.Ordinal))}.";
        else
            hold = frequency switch
            {
                PaymentFrequency.Monthly or PaymentFrequency.Yearly => null,
                PaymentFrequency.OneTime => "It is paid once, but its service is listed as Subscription. List the service as OneTime, or bill this item by hand.",
                _ => $"Its payment frequency '{regular[0].PaymentFrequency}' is not known. Add the word to Export:PaymentFrequencies.",
            };
        return hold is null ? frequency : null;
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

    private static string ReasonFor(SeatLine seat, BillingLine priced, bool isCombined, bool hasCredit) => (isCombined, hasCredit) switch
    {
        (true, true) => "pro-rata lines combined, credit",
        (true, false) => "pro-rata lines combined",
        (false, true) => "credit",
        _ => Math.Abs(seat.Billed - seat.Amount) < 0.01m * Math.Max(1, seat.Quantity) ? "rounding" : $"the line's total is not {Text(priced.Quantity)} x {Text(priced.UnitSalesPrice)}",
    };

    private static string Text(decimal value) => value.ToString("G29", CultureInfo.InvariantCulture);
}
