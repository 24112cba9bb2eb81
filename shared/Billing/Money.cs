using System.Globalization;

namespace CloudmoreAutotask.Billing;

/// <summary>Rounding of money and prices. Half away from zero, as Autotask does (API assumptions, "decimals").</summary>
public static class Money
{
    /// <summary>An amount to the cent.</summary>
    public static decimal ToCents(decimal amount) => decimal.Round(amount, 2, MidpointRounding.AwayFromZero);

    /// <summary>A unit price, unit cost or quantity to the four decimals that Autotask keeps.</summary>
    public static decimal ToFourDecimals(decimal value) => decimal.Round(value, 4, MidpointRounding.AwayFromZero);

    /// <summary>The amount as people and machines read it: two decimals, a point, no grouping.</summary>
    public static string Text(decimal amount) => ToCents(amount).ToString("0.00", CultureInfo.InvariantCulture);

    /// <summary>A unit price or unit cost: two to four decimals, a point, no grouping.</summary>
    public static string PriceText(decimal price) => price.ToString("0.00##", CultureInfo.InvariantCulture);

    /// <summary>The amount with its currency, such as <c>EUR 12.50</c>.</summary>
    public static string Text(decimal amount, string currency) => $"{currency} {Text(amount)}";
}
