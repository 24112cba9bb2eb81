namespace CloudmoreAutotask.Simulators.Autotask.Behaviour;

/// <summary>A billing period, both days inclusive.</summary>
internal readonly record struct Period(DateOnly Start, DateOnly End)
{
    public int Days => End.DayNumber - Start.DayNumber + 1;
}

/// <summary>Billing periods step from the contract's start date. Source: Autotask facts, section 4.2.</summary>
internal static class Periods
{
    /// <summary>The whole periods that touch the days, the last one not cut.</summary>
    public static IEnumerable<Period> Touching(DateOnly contractStart, long periodType, DateOnly from, DateOnly to)
    {
        var months = Months(periodType);
        for (var index = FirstIndex(contractStart, months, from); ; index++)
        {
            var period = At(contractStart, months, index);
            if (period.Start > to)
                yield break;
            yield return period;
        }
    }

    /// <summary>The period that a day lies in.</summary>
    public static Period Containing(DateOnly contractStart, long periodType, DateOnly day)
    {
        var months = Months(periodType);
        return At(contractStart, months, FirstIndex(contractStart, months, day));
    }

    private static int Months(long periodType) => periodType switch
    {
        2 => 1,
        3 => 3,
        4 => 6,
        5 => 12,
        _ => throw new ArgumentOutOfRangeException(nameof(periodType), periodType, "A period type is 2, 3, 4 or 5."),
    };

    // Counted from the start date each time: a contract from the 31st comes back to the 31st after a short month.
    private static Period At(DateOnly start, int months, int index) =>
        new(start.AddMonths(index * months), start.AddMonths((index + 1) * months).AddDays(-1));

    private static int FirstIndex(DateOnly start, int months, DateOnly day)
    {
        if (day <= start)
            return 0;
        var index = Math.Max(0, ((day.Year - start.Year) * 12 + day.Month - start.Month) / months - 1);
        while (At(start, months, index).End < day)
            index++;
        return index;
    }
}
