using CloudmoreAutotask.Autotask.Entities;
using CloudmoreAutotask.Billing;

namespace CloudmoreAutotask.Planning;

/// <summary>Reads the units rows of one contract service (export rules, "Writing seats").</summary>
public static class UnitRows
{
    /// <summary>The row that covers the day: of rows that touch on the day of a change, the one with the latest start not after it.</summary>
    public static ContractServiceUnits? Covering(IEnumerable<ContractServiceUnits> rows, DateOnly day) =>
        rows.Where(row => row.StartDate <= day && row.EndDate >= day).OrderBy(row => row.StartDate).ThenBy(row => row.Id).LastOrDefault();

    /// <summary>The rows of one period, by day: one, or the parts of a split period.</summary>
    public static IReadOnlyList<ContractServiceUnits> In(IReadOnlyList<ContractServiceUnits> rows, DateOnly periodStart, DateOnly nextPeriod)
    {
        var first = Covering(rows, periodStart);
        var later = rows.Where(row => row.StartDate > periodStart && row.StartDate < nextPeriod).OrderBy(row => row.StartDate).ThenBy(row => row.Id);
        return first is null ? [.. later] : [first, .. later];
    }

    /// <summary>What Autotask bills by rows of one period; the cost is null where the API user may not see it.</summary>
    public static (decimal Price, decimal? Cost) Billed(IReadOnlyList<ContractServiceUnits> rows) =>
        (rows.Sum(row => row.Price ?? 0), rows.All(row => row.Cost is not null) ? rows.Sum(row => row.Cost) : null);

    /// <summary>Whether the row says these units at this price and cost: to the cent on a whole row, by its share of days on a split or cut one.</summary>
    /// <param name="row">The row.</param>
    /// <param name="periodStart">The period's first day.</param>
    /// <param name="nextPeriod">The next period's first day.</param>
    /// <param name="units">The units wanted.</param>
    /// <param name="unitPrice">The price per unit and period.</param>
    /// <param name="unitCost">The cost per unit and period.</param>
    public static bool Says(ContractServiceUnits row, DateOnly periodStart, DateOnly nextPeriod, int units, decimal unitPrice, decimal unitCost)
    {
        if (row.Units != units)
            return false;
        var whole = row.StartDate <= periodStart && row.EndDate >= nextPeriod.AddDays(-1);
        if (whole)
            return Is(row.Price, Money.ToCents(units * unitPrice)) && Is(row.Cost, Money.ToCents(units * unitCost));

        // The day of a change belongs to the later row, a contract's last day to the row itself: both ways of counting are met.
        var period = nextPeriod.DayNumber - periodStart.DayNumber;
        var days = row.EndDate.DayNumber - row.StartDate.DayNumber;
        return new[] { days, days + 1 }.Any(share => IsShare(row, units, unitPrice, unitCost, share, period));
    }

    private static bool IsShare(ContractServiceUnits row, int units, decimal unitPrice, decimal unitCost, int share, int period) =>
        IsNear(row.Price, units * unitPrice * share / period) && IsNear(row.Cost, units * unitCost * share / period);

    // An API user that may not see costs is answered with none.
    private static bool Is(decimal? found, decimal wanted) => found is null || Money.ToCents(found.Value) == wanted;

    private static bool IsNear(decimal? found, decimal wanted) => found is null || Math.Abs(found.Value - Money.ToCents(wanted)) <= 0.01m;
}
