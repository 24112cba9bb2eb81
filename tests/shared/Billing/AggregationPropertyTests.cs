using System.Text.Json;
using CloudmoreAutotask.Billing;
using FsCheck;
using FsCheck.Fluent;
using NUnit.Framework;

namespace CloudmoreAutotask.Tests.Billing;

/// <summary>What holds of every bill, whatever its lines.</summary>
public sealed class AggregationPropertyTests
{
    private static readonly Gen<BillingLine> Lines =
        from service in Gen.Elements(Bills.Seats, Bills.Seats, Bills.Seats, Bills.Azure, Bills.Software, Bills.Off, "MICROSOFT CSP", "Phones")
        from product in Gen.Elements("P1", "p1", "P2")
        from subscription in Gen.Elements<string?>("S1", "s1", "S2", null)
        from quantity in Gen.OneOf(Gen.Choose(-5, 40).Select(number => (decimal)number), Gen.Choose(-500_000, 4_000_000).Select(number => number / 10_000m))
        from price in Gen.OneOf(Gen.Elements(20m, 39.99m), Gen.Choose(0, 400_000).Select(number => number / 10_000m))
        from cost in Gen.Choose(0, 400_000).Select(number => number / 10_000m)
        from share in Gen.Choose(0, 31)
        from word in Gen.Elements<string?>("Monthly", "Monthly", "Monthly", "P1M", "Yearly", "Once", "Weekly", null)
        from day in Gen.Choose(1, 28)
        select Bills.Line(quantity, price, cost, decimal.Round(quantity * price * share / 31, 6), product, subscription, service) with
        {
            PaymentFrequency = word,
            BillingDate = new DateOnly(2026, 10, day),
            SubscriptionName = share % 3 == 0 ? null : "Name " + (share % 5),
        };

    private static readonly Gen<BillingLine> RegularSeats =
        from quantity in Gen.Choose(1, 40)
        from price in Gen.Choose(1, 400_000).Select(number => number / 10_000m)
        from cost in Gen.Choose(0, 400_000).Select(number => number / 10_000m)
        select Bills.Line(quantity, price, cost);

    [Test]
    public void Aggregate_LinesInAnyOrder_IsTheSame()
    {
        var shuffled = from lines in Gen.ListOf(Lines) from order in Gen.Shuffle(lines.ToArray()) select (Lines: lines.ToList(), Order: order.ToList());

        Prop.ForAll(shuffled.ToArbitrary(), bill => Text(Bills.Aggregate(bill.Lines)) == Text(Bills.Aggregate(bill.Order))).QuickCheckThrowOnFailure();
    }

    [Test]
    public void Aggregate_AnyBill_IsWhatTheRulesSaySentenceBySentence()
    {
        Prop.ForAll(Gen.ListOf(Lines).ToArbitrary(), lines => PlainAggregation.Of(Bills.Aggregate([.. lines])).SequenceEqual(PlainAggregation.Of([.. lines]))).QuickCheckThrowOnFailure();
    }

    [Test]
    public void Aggregate_ProRataLineMore_ChangesNeitherQuantityNorPrice()
    {
        var bills =
            from lines in Gen.NonEmptyListOf(RegularSeats)
            from quantity in Gen.Choose(0, (int)lines.Max(line => line.Quantity))
            from less in Gen.Choose(1, 400_000)
            select (Lines: lines.ToList(), ProRata: Bills.Line(quantity, Math.Max(0, lines.Max(line => line.UnitSalesPrice) - (less / 10_000m)), cost: 99m));

        Prop.ForAll(bills.ToArbitrary(), bill => Figures(Bills.Seat(bill.Lines)) == Figures(Bills.Seat([.. bill.Lines, bill.ProRata]))).QuickCheckThrowOnFailure();
    }

    [Test]
    public void Aggregate_CreditMore_ChangesNeitherQuantityNorPrice()
    {
        var bills =
            from lines in Gen.NonEmptyListOf(RegularSeats)
            from quantity in Gen.Choose(1, 100)
            from price in Gen.Choose(0, 1_000_000).Select(number => number / 10_000m)
            from byAmount in Gen.Elements(true, false)
            select (Lines: lines.ToList(), Credit: byAmount ? Bills.Line(quantity, price, 99m, -1m) : Bills.Line(-quantity, price, 99m));

        Prop.ForAll(bills.ToArbitrary(), bill => Figures(Bills.Seat(bill.Lines)) == Figures(Bills.Seat([.. bill.Lines, bill.Credit]))).QuickCheckThrowOnFailure();
    }

    [Test]
    public void Aggregate_AnyBill_AccountsForAllOfItsMoney()
    {
        Prop.ForAll(Gen.ListOf(Lines).ToArbitrary(), lines =>
        {
            var bill = Bills.Aggregate([.. lines]);
            var parts = bill.Subscriptions.Where(subscription => subscription.Seats.Count + subscription.Charges.Count + subscription.CreditsOnly.Count > 0)
                .All(subscription => subscription.Billed == subscription.Seats.Sum(seat => seat.Billed) + subscription.Charges.Sum(charge => charge.Billed) + subscription.CreditsOnly.Sum(credit => credit.Billed));
            return parts && lines.Sum(line => line.TotalSales) == bill.Subscriptions.Sum(subscription => subscription.Billed) + bill.SwitchedOff.Values.Sum();
        }).QuickCheckThrowOnFailure();
    }

    [Test]
    public void Aggregate_AnyBill_ExplainsEveryDifference()
    {
        Prop.ForAll(Gen.ListOf(Lines).ToArbitrary(), lines => Bills.Aggregate([.. lines]).Subscriptions
            .All(subscription => subscription.Seats.All(seat => seat.Billed == seat.Amount == (seat.DifferenceReason.Length == 0))
                && subscription.Charges.All(charge => Math.Abs(charge.Billed - charge.Amount) <= 0.005m && charge.Amount == charge.Figures.Amount && charge.CostAmount == charge.Figures.CostAmount)))
            .QuickCheckThrowOnFailure();
    }

    private static (decimal Quantity, decimal Price, decimal Cost) Figures(SeatLine seat) => (seat.Quantity, seat.UnitPrice, seat.UnitCost);

    private static string Text(AggregatedBill bill) => JsonSerializer.Serialize(bill);
}
