using CloudmoreAutotask.Simulators.Autotask.Schema;
using CloudmoreAutotask.Simulators.Autotask.State;

namespace CloudmoreAutotask.Simulators.Autotask.Behaviour;

/// <summary>Contract charges. Source: Autotask facts, section 4.7; API assumptions, "decimals" and "negative charge".</summary>
internal sealed class ChargeBehaviour(Store store) : IEntityBehaviour
{
    private static readonly long[] TypesWithoutCharges = [4, 6, 8];

    public void Create(Row row)
    {
        var contract = store.Get(Contracts.Entity, row.Long(Charges.ContractId));
        if (TypesWithoutCharges.Contains(contract.Long(Contracts.Type)))
            throw new AutotaskRefusalException("Charges are not allowed on this type of contract. ; on record number [1].");
        Compute(row);
    }

    public void Change(Row before, Row after)
    {
        RefuseBilled(before);
        Compute(after);
    }

    public void Delete(Row row) => RefuseBilled(row);

    private static void RefuseBilled(Row row)
    {
        if (row.Flag(Charges.IsBilled))
            throw new AutotaskRefusalException("A billed ContractCost cannot be updated or deleted. ; on record number [1].");
    }

    private void Compute(Row row)
    {
        if (row[Charges.BillingCodeId] is null && row[Charges.ProductId] is null)
            throw new AutotaskRefusalException("Either productID or billingCodeID is required. ; on record number [1].");
        var code = store.Find(BillingCodes.Entity, row.LongOrNull(Charges.BillingCodeId));
        var contractService = store.Find(ContractServices.Entity, row.LongOrNull(Charges.ContractServiceId));
        if (contractService is not null && contractService.Long(ContractServices.ContractId) != row.Long(Charges.ContractId))
            throw new AutotaskRefusalException(Texts.NoReference(Charges.ContractServiceId.Name));

        var quantity = Money.Unit(row.Decimal(Charges.UnitQuantity));
        var price = Money.Unit(row.DecimalOrNull(Charges.UnitPrice) ?? code?.DecimalOrNull(BillingCodes.UnitPrice) ?? 0);
        var cost = Money.Unit(row.DecimalOrNull(Charges.UnitCost) ?? code?.DecimalOrNull(BillingCodes.UnitCost) ?? 0);
        if (!store.Rules.NegativeChargesAllowed && (quantity < 0 || price < 0))
            throw new AutotaskRefusalException("The unitQuantity and the unitPrice must not be negative. ; on record number [1].");
        row[Charges.UnitQuantity] = quantity;
        row[Charges.UnitPrice] = price;
        row[Charges.UnitCost] = cost;
        row[Charges.BillableAmount] = Money.Amount(quantity * price);
        row[Charges.ExtendedCost] = Money.Amount(quantity * cost);
        row[Charges.InternalUnitPrice] = price;
        row[Charges.InternalAmount] = row[Charges.BillableAmount];
    }
}
