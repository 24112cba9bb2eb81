using CloudmoreAutotask.Billing;

namespace CloudmoreAutotask.Tests.Export.Brokers.Rules;

/// <summary>A contract as the rules see it: what it bills in which period, and its charges. It follows Autotask's own behaviour where a write moves something.</summary>
internal sealed class ExpectedContract
{
    public Identity Identity { get; init; } = new();

    public required long CompanyId { get; init; }

    public required string Name { get; init; }

    public string? Number { get; set; }

    public string? SubscriptionId { get; set; }

    /// <summary>12 for a yearly contract, 1 for a monthly one.</summary>
    public required int PeriodMonths { get; init; }

    public int Type { get; init; } = 7;

    public bool IsActive { get; init; } = true;

    public required DateOnly Start { get; init; }

    public required DateOnly End { get; set; }

    public List<ExpectedService> Services { get; } = [];

    public List<ExpectedCharge> Charges { get; } = [];

    /// <summary>The first day of the period that starts in the month; null when none does.</summary>
    public DateOnly? PeriodStartingIn(BillMonth month)
    {
        var index = ((month.Year - Start.Year) * 12) + month.Month - Start.Month;
        return index >= 0 && index % PeriodMonths == 0 ? Start.AddMonths(index) : null;
    }

    public DateOnly PeriodAfter(DateOnly periodStart) => PeriodAt(PeriodIndex(periodStart) + 1);

    /// <summary>The last day of the period that the day lies in.</summary>
    public DateOnly LastDayOfPeriod(DateOnly day) => PeriodAt(PeriodIndex(day) + 1).AddDays(-1);

    /// <summary>The first day of the period that the day lies in.</summary>
    public DateOnly FirstDayOfPeriod(DateOnly day) => PeriodAt(PeriodIndex(day));

    public ExpectedService Add(string name, string sku)
    {
        var service = new ExpectedService { Contract = this, ServiceName = name, Sku = sku };
        service.Extend(Start, End, units: 0, unitPrice: 0, unitCost: 0);
        Services.Add(service);
        return service;
    }

    /// <summary>Moves the end on: Autotask goes on billing the last units at the last price.</summary>
    public void MoveEndOn(DateOnly end)
    {
        foreach (var service in Services.Where(service => service.Rows.Count > 0))
        {
            var last = service.Rows[^1];
            var from = End.AddDays(1);
            if (last.LastDay < last.PeriodEnd && !last.IsPosted)
            {
                last.LastDay = Min(last.PeriodEnd, end);
                from = last.LastDay.AddDays(1);
            }

            service.Extend(from, end, last.Units, last.UnitPrice, last.UnitCost);
        }

        End = end;
    }

    /// <summary>Moves the end back: Autotask takes away what lies after it, the changes dated there included.</summary>
    public void MoveEndBack(DateOnly end)
    {
        foreach (var service in Services)
        {
            service.Rows.RemoveAll(row => row.Start > end);
            service.UsedDates.RemoveWhere(day => day > end);
            foreach (var row in service.Rows.Where(row => row.LastDay > end))
                row.LastDay = end;
        }

        End = end;
    }

    private static DateOnly Min(DateOnly one, DateOnly other) => one < other ? one : other;

    private DateOnly PeriodAt(int index) => Start.AddMonths(index * PeriodMonths);

    private int PeriodIndex(DateOnly day)
    {
        var index = 0;
        while (PeriodAt(index + 1) <= day)
            index++;
        return index;
    }
}

/// <summary>A contract service with the rows that it bills.</summary>
internal sealed class ExpectedService
{
    public required ExpectedContract Contract { get; init; }

    public Identity Identity { get; init; } = new();

    /// <summary>The name of the catalogue's service.</summary>
    public required string ServiceName { get; init; }

    public required string? Sku { get; init; }

    /// <summary>By day; a row with 0 units is always here, whether or not the tenant shows such rows.</summary>
    public List<ExpectedRow> Rows { get; } = [];

    /// <summary>The days on which a change took effect: Autotask takes one a day.</summary>
    public HashSet<DateOnly> UsedDates { get; } = [];

    /// <summary>Whether the catalogue's service carries a key of ours; where the tenant has no sku, its name is the key.</summary>
    public bool IsOurs => Sku is null
        ? ServiceName.EndsWith("(monthly)", StringComparison.Ordinal) || ServiceName.EndsWith("(yearly)", StringComparison.Ordinal)
        : Sku.StartsWith("CM:", StringComparison.Ordinal);

    /// <summary>Whether it is the catalogue's service of the product.</summary>
    public bool IsFor(ExpectedSeats seats)
    {
        var frequency = seats.IsYearly == true ? "yearly" : "monthly";
        return Sku is null ? ServiceName == $"{seats.ProductName} ({frequency})" : string.Equals(Sku, $"CM:{seats.Product}:{frequency}", StringComparison.OrdinalIgnoreCase);
    }

    /// <summary>The rows of the period that starts on the day: one, or the parts of a split period.</summary>
    public List<ExpectedRow> RowsIn(DateOnly periodStart) => Rows.FindAll(row => row.PeriodStart == periodStart);

    public ExpectedRow? RowAt(DateOnly day) => Rows.LastOrDefault(row => row.Start <= day && day <= row.LastDay);

    /// <summary>What Autotask bills for the period that starts on the day, parts of a split period together.</summary>
    public (decimal Price, decimal Cost) BillsIn(DateOnly periodStart)
    {
        var rows = RowsIn(periodStart);
        return (rows.Sum(row => row.Price), rows.Sum(row => row.Cost));
    }

    /// <summary>Whether Autotask takes a change from that day on: none was made on the day, and nothing that it would move is posted.</summary>
    public bool IsOpen(DateOnly day) => !UsedDates.Contains(day) && !IsPostedFrom(day);

    public bool IsPostedFrom(DateOnly day) => Rows.Exists(row => row.IsPosted && row.LastDay >= day);

    /// <summary>One adjustment: units by the difference, price and cost outright, in every row from the day on.</summary>
    /// <returns>False when Autotask refuses it because units would fall below 0.</returns>
    public bool Adjust(DateOnly day, int unitChange, decimal unitPrice, decimal unitCost)
    {
        var rows = Rows.Where(row => row.Start >= day).ToList();
        if (rows.Exists(row => row.Units + unitChange < 0))
            return false;
        foreach (var row in rows)
            (row.Units, row.UnitPrice, row.UnitCost) = (row.Units + unitChange, Rounding.FourDecimals(unitPrice), Rounding.FourDecimals(unitCost));
        UsedDates.Add(day);
        return true;
    }

    /// <summary>Adds a row for each period between two days.</summary>
    public void Extend(DateOnly from, DateOnly to, int units, decimal unitPrice, decimal unitCost)
    {
        for (var start = from; start <= to; start = Rows[^1].LastDay.AddDays(1))
        {
            var periodEnd = Contract.LastDayOfPeriod(start);
            Rows.Add(new ExpectedRow
            {
                Start = start,
                LastDay = periodEnd < to ? periodEnd : to,
                PeriodStart = Contract.FirstDayOfPeriod(start),
                PeriodEnd = periodEnd,
                Units = units,
                UnitPrice = unitPrice,
                UnitCost = unitCost,
            });
        }
    }
}

/// <summary>The units of a period, or of a part of one.</summary>
internal sealed class ExpectedRow
{
    public required DateOnly Start { get; init; }

    public required DateOnly LastDay { get; set; }

    public required DateOnly PeriodStart { get; init; }

    public required DateOnly PeriodEnd { get; init; }

    public required int Units { get; set; }

    public required decimal UnitPrice { get; set; }

    public required decimal UnitCost { get; set; }

    public bool IsPosted { get; init; }

    public bool IsWhole => (Start, LastDay) == (PeriodStart, PeriodEnd);

    public decimal Price => Share(Units, UnitPrice);

    public decimal Cost => Share(Units, UnitCost);

    /// <summary>Whether it bills these units at this price and cost, to the cent, for its share of days.</summary>
    public bool Says(int units, decimal unitPrice, decimal unitCost) => (Units, Price, Cost) == (units, Share(units, unitPrice), Share(units, unitCost));

    /// <summary>What units at a unit price come to for the row's share of its period's days.</summary>
    public decimal Share(int units, decimal unitPrice)
    {
        var (days, all) = (LastDay.DayNumber - Start.DayNumber + 1, PeriodEnd.DayNumber - PeriodStart.DayNumber + 1);
        return Rounding.Cents(days == all ? units * unitPrice : units * unitPrice * days / all);
    }
}

/// <summary>A contract charge of ours.</summary>
internal sealed class ExpectedCharge
{
    public required ChargeKey Key { get; init; }

    /// <summary>Null: not looked at.</summary>
    public DateOnly? Date { get; set; }

    public required decimal Amount { get; set; }

    public required decimal Cost { get; set; }

    public bool IsBilled { get; init; }
}

/// <summary>What a charge is for: the bill month, the subscription and product (none for usage), the letter, and the number of the true-up (1 for the charge itself).</summary>
internal readonly record struct ChargeKey(BillMonth Month, string Subscription, string? Product, string Letter, int Number)
{
    public override string ToString() => $"{Month} {Subscription}{(Product is null ? "" : $"/{Product}")}{Letter}{(Number > 1 ? $"-{Number}" : "")}";
}

/// <summary>Rounding, half away from zero.</summary>
internal static class Rounding
{
    public static decimal Cents(decimal amount) => decimal.Round(amount, 2, MidpointRounding.AwayFromZero);

    public static decimal FourDecimals(decimal amount) => decimal.Round(amount, 4, MidpointRounding.AwayFromZero);
}
