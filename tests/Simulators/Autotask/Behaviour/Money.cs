namespace CloudmoreAutotask.Simulators.Autotask.Behaviour;

/// <summary>Rounding, half away from zero. Source: API assumptions, "decimals".</summary>
internal static class Money
{
    /// <summary>A unit price, a unit cost or a quantity: four decimals.</summary>
    public static decimal Unit(decimal value) => decimal.Round(value, 4, MidpointRounding.AwayFromZero);

    /// <summary>An amount: cents.</summary>
    public static decimal Amount(decimal value) => decimal.Round(value, 2, MidpointRounding.AwayFromZero);

    /// <summary>Units for a share of a period's days.</summary>
    public static decimal Share(long units, decimal unitPrice, int days, long periodDays) =>
        days == periodDays ? Amount(units * unitPrice) : Amount(units * unitPrice * days / periodDays);
}
