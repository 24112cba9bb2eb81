using CloudmoreAutotask.Simulators.Autotask.Schema;
using CloudmoreAutotask.Simulators.Autotask.State;

namespace CloudmoreAutotask.Simulators.Autotask.Behaviour;

/// <summary>The catalogue's services. Duplicate names and SKUs are allowed. Source: Autotask facts, section 4.9.</summary>
internal sealed class ServiceBehaviour : IEntityBehaviour
{
    public void Create(Row row) => Compute(row);

    public void Change(Row before, Row after) => Compute(after);

    public void Delete(Row row) => throw new AutotaskRefusalException("Services cannot be deleted.");

    private static void Compute(Row row)
    {
        var price = Money.Unit(row.Decimal(Services.UnitPrice));
        row[Services.UnitPrice] = price;
        if (row.DecimalOrNull(Services.UnitCost) is not { } cost)
            return;
        row[Services.UnitCost] = Money.Unit(cost);
        row[Services.MarkupRate] = cost == 0 ? null : decimal.Round((price - cost) / cost, 4, MidpointRounding.AwayFromZero);
    }
}
