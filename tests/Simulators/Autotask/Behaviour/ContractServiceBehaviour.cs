using CloudmoreAutotask.Simulators.Autotask.Schema;
using CloudmoreAutotask.Simulators.Autotask.State;

namespace CloudmoreAutotask.Simulators.Autotask.Behaviour;

/// <summary>Services on contracts. Source: Autotask facts, section 4.3; API assumptions.</summary>
internal sealed class ContractServiceBehaviour(Store store, UnitRows unitRows) : IEntityBehaviour
{
    public void Create(Row row)
    {
        var contract = store.Get(Contracts.Entity, row.Long(ContractServices.ContractId));
        if (contract.Long(Contracts.Type) != 7)
            throw new AutotaskRefusalException("Services can be added to contracts of type Recurring Service only. ; on record number [1].");
        var serviceId = row.Long(ContractServices.ServiceId);
        if (store.ServicesOf(contract.Id).Any(other => other.Long(ContractServices.ServiceId) == serviceId))
            throw new AutotaskRefusalException("The service already exists on the contract. ; on record number [1].");
        if (!store.Rules.ContractServiceTakesPrice)
        {
            row[ContractServices.UnitPrice] = null;
            row[ContractServices.UnitCost] = null;
        }

        Prepare(contract, row);
    }

    public void Change(Row before, Row after)
    {
        if (after.DecimalOrNull(ContractServices.UnitCost) is { } cost)
            after[ContractServices.UnitCost] = Money.Unit(cost);
    }

    public void Delete(Row row) => throw new AutotaskRefusalException("Contract services cannot be deleted.");

    /// <summary>Inserts a row that an adjustment makes; a missing price or cost is the service's own.</summary>
    public void Add(Row contract, Row row)
    {
        Prepare(contract, row);
        store[ContractServices.Entity].Insert(row);
    }

    private void Prepare(Row contract, Row row)
    {
        var service = store.Get(Services.Entity, row.Long(ContractServices.ServiceId));
        if (!service.Flag(Services.IsActive))
            throw new AutotaskRefusalException(Texts.InactiveReference(ContractServices.ServiceId.Name));
        if (store.Rules.SamePeriodType && service.Long(Services.PeriodType) != contract.Long(Contracts.PeriodType))
            throw new AutotaskRefusalException("The period type of the service must be the period type of the contract. ; on record number [1].");
        var unitPrice = Money.Unit(row.DecimalOrNull(ContractServices.UnitPrice) ?? service.Decimal(Services.UnitPrice));
        var unitCost = Money.Unit(row.DecimalOrNull(ContractServices.UnitCost) ?? service.DecimalOrNull(Services.UnitCost) ?? 0);
        row[ContractServices.UnitPrice] = unitPrice;
        row[ContractServices.InternalUnitPrice] = unitPrice;
        row[ContractServices.AdjustedPrice] = unitPrice;
        row[ContractServices.UnitCost] = unitCost;
        unitRows.Start(contract, row, unitPrice, unitCost);
    }
}
