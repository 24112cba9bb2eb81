using CloudmoreAutotask.Simulators.Autotask.Schema;

namespace CloudmoreAutotask.Simulators.Autotask;

/// <content>What people do in Autotask's own pages.</content>
public sealed partial class AutotaskTenant
{
    /// <summary>A person adjusts units, and price and cost where given, from a day on.</summary>
    public void AdjustByHand(long contractServiceId, int unitChange, DateOnly effectiveDate, decimal? unitPrice = null, decimal? unitCost = null) => Create(
        Adjustments.Entity,
        Values(
            (Adjustments.ContractServiceId, contractServiceId),
            (Adjustments.UnitChange, unitChange),
            (Adjustments.EffectiveDate, effectiveDate),
            (Adjustments.UnitPrice, unitPrice),
            (Adjustments.UnitCost, unitCost)));

    /// <summary>A person changes a field of any row; null empties it.</summary>
    public void EditByHand(string entity, long id, string field, object? value)
    {
        var definition = EntityOf(entity);
        lock (Store.Lock)
            Writer.Change(definition, Values((definition.Fields[0], id), (FieldOf(definition, field), value)), parentId: null, replace: false);
    }

    /// <summary>A person changes a user-defined field of a contract; null empties it.</summary>
    public void EditContractFieldByHand(long contractId, string field, string? value)
    {
        lock (Store.Lock)
        {
            var definition = Store.FindUdf(Contracts.Entity, field) ?? throw new ArgumentException($"Contracts have no user-defined field {field}.", nameof(field));
            var values = Values((Contracts.Id, contractId));
            values.Udfs = new Dictionary<long, string?> { [definition.Id] = value };
            Writer.Change(Contracts.Entity, values, parentId: null, replace: false);
        }
    }

    /// <summary>A person moves a contract's last day.</summary>
    public void MoveEndByHand(long contractId, DateOnly endDate) => EditByHand(Contracts.Entity.Name, contractId, Contracts.EndDate.Name, endDate);

    /// <summary>A person deletes a contract with all that hangs on it, which the API cannot.</summary>
    public void DeleteContractByHand(long contractId)
    {
        lock (Store.Lock)
        {
            var contract = Store.Get(Contracts.Entity, contractId);
            foreach (var (entity, field) in new[]
            {
                (Units.Entity, Units.ContractId), (Adjustments.Entity, Adjustments.ContractId), (Charges.Entity, Charges.ContractId),
                (ContractServices.Entity, ContractServices.ContractId),
            })
            {
                foreach (var row in Store[entity].With(field, contractId).ToList())
                    Store[entity].Remove(row);
            }

            Store[Contracts.Entity].Remove(contract);
        }
    }

    /// <summary>Approves and posts what a contract service bills in the period that starts on a day, parts of a split period included.</summary>
    public void Post(long contractServiceId, DateOnly periodStart)
    {
        lock (Store.Lock)
            _posting.Post(contractServiceId, periodStart);
    }

    /// <summary>Approves and posts every period that starts on the day or before, and every billable charge dated so.</summary>
    public void PostThrough(DateOnly day, bool charges = true)
    {
        lock (Store.Lock)
            _posting.PostThrough(day, charges);
    }

    /// <summary>An administrator takes the posting of a period back; its billing items are gone.</summary>
    public void Unpost(long contractServiceId, DateOnly periodStart)
    {
        lock (Store.Lock)
            _posting.Unpost(contractServiceId, periodStart);
    }

    /// <summary>Approves and posts a charge: from then on it is billed and cannot change.</summary>
    public void BillCharge(long id)
    {
        lock (Store.Lock)
            _posting.BillCharge(Store.Get(Charges.Entity, id));
    }
}
