namespace CloudmoreAutotask.Billing;

/// <summary>Quantity, price and cost of a charge, four decimals each, that give its amounts back to the cent.</summary>
/// <param name="Quantity">The quantity.</param>
/// <param name="UnitPrice">Price per unit.</param>
/// <param name="UnitCost">Cost per unit.</param>
public sealed record ChargeFigures(decimal Quantity, decimal UnitPrice, decimal UnitCost)
{
    /// <summary>What is billed, to the cent.</summary>
    public decimal Amount => Money.ToCents(Quantity * UnitPrice);

    /// <summary>What it costs, to the cent.</summary>
    public decimal CostAmount => Money.ToCents(Quantity * UnitCost);

    /// <summary>
    /// Keeps the quantity where price x quantity at four decimals gives the amount back; otherwise quantity 1 with the amount as price
    /// (export rules, "Aggregation", consumption).
    /// </summary>
    /// <param name="quantity">The total quantity, exact.</param>
    /// <param name="amount">The amount to the cent.</param>
    /// <param name="cost">The cost to the cent.</param>
    public static ChargeFigures For(decimal quantity, decimal amount, decimal cost)
    {
        if (quantity > 0 && Money.ToFourDecimals(quantity) == quantity)
        {
            var figures = new ChargeFigures(quantity, Money.ToFourDecimals(amount / quantity), Money.ToFourDecimals(cost / quantity));
            if (figures.Amount == amount && figures.CostAmount == cost)
                return figures;
        }

        return OfAmount(amount, cost);
    }

    /// <summary>Quantity 1 at the amount.</summary>
    public static ChargeFigures OfAmount(decimal amount, decimal cost) => new(1, amount, cost);

    /// <summary>Whether the quantity is the bill's own rather than the 1 that stands for an amount.</summary>
    public bool Carries(decimal quantity) => Quantity == quantity;
}
