using CloudmoreAutotask.Simulators.Autotask.Schema;
using CloudmoreAutotask.Simulators.Autotask.State;
using CloudmoreAutotask.Simulators.Autotask.Writing;

namespace CloudmoreAutotask.Simulators.Autotask.Behaviour;

/// <summary>Service adjustments: the only way that units move. Source: Autotask facts, section 4.5; API assumptions.</summary>
internal sealed class ServiceAdjustments(Store store, UnitRows unitRows, ContractServiceBehaviour contractServices)
{
    /// <summary>Applies an adjustment whose values have the right type and whose references exist.</summary>
    /// <returns>The adjustment's id.</returns>
    public long Create(WriteValues values)
    {
        var adjustment = store[Adjustments.Entity].NewRow();
        foreach (var (field, value) in values.Fields.Where(item => item.Key != Adjustments.Id))
            adjustment[field] = value;
        adjustment[Adjustments.UnitPrice] = Rounded(values, Adjustments.UnitPrice);
        adjustment[Adjustments.UnitCost] = Rounded(values, Adjustments.UnitCost);
        var day = values.Day(Adjustments.EffectiveDate)!.Value;

        var existing = FindContractService(values);
        var contract = ContractOf(existing, values);
        if (contract.Long(Contracts.Type) != 7)
            throw new AutotaskRefusalException("Services can be adjusted on contracts of type Recurring Service only. ; on record number [1].");
        if (day < contract.Day(Contracts.StartDate) || day > contract.Day(Contracts.EndDate))
            throw new AutotaskRefusalException(Texts.OutsideContract);
        var unitChange = values.Long(Adjustments.UnitChange) ?? 0;
        if (existing is not null)
            day = Check(contract, existing, day, unitChange);
        else if (unitChange < 0)
            throw BelowZero();

        var contractService = existing ?? AddContractService(contract, adjustment);
        adjustment[Adjustments.ContractId] = contract[Contracts.Id];
        adjustment[Adjustments.ContractServiceId] = contractService[ContractServices.Id];
        adjustment[Adjustments.ServiceId] = contractService[ContractServices.ServiceId];
        adjustment[Adjustments.EffectiveDate] = day;
        store[Adjustments.Entity].Insert(adjustment);
        var unitPrice = adjustment.DecimalOrNull(Adjustments.UnitPrice);
        unitRows.Change(contractService.Id, day, unitChange, unitPrice, adjustment.DecimalOrNull(Adjustments.UnitCost), adjustment.Id);
        contractService[ContractServices.AdjustedPrice] = unitPrice ?? contractService[ContractServices.AdjustedPrice];
        return adjustment.Id;
    }

    private static decimal? Rounded(WriteValues values, Field field) => values.Decimal(field) is { } value ? Money.Unit(value) : null;

    private static AutotaskRefusalException BelowZero() => new("The unitChange would make the number of units negative. ; on record number [1].");

    private Row? FindContractService(WriteValues values)
    {
        var contractId = values.Long(Adjustments.ContractId);
        var serviceId = values.Long(Adjustments.ServiceId);
        if (store.Find(ContractServices.Entity, values.Long(Adjustments.ContractServiceId)) is { } named)
        {
            if ((contractId is { } id && named.Long(ContractServices.ContractId) != id) || (serviceId is { } service && named.Long(ContractServices.ServiceId) != service))
                throw new AutotaskRefusalException("The contractServiceID does not belong to the contractID and serviceID. ; on record number [1].");
            return named;
        }

        if (contractId is null || serviceId is null)
            throw new AutotaskRefusalException("Either contractServiceID or contractID and serviceID are required. ; on record number [1].");
        if (values[Adjustments.AllowRepeat] is true)
            return null;
        var candidates = store.ServicesOf(contractId.Value).Where(row => row.Long(ContractServices.ServiceId) == serviceId).ToList();
        return candidates.Count <= 1
            ? candidates.SingleOrDefault()
            : throw new AutotaskRefusalException("The contract has this service more than once; contractServiceID is required. ; on record number [1].");
    }

    private Row ContractOf(Row? contractService, WriteValues values) =>
        store.Get(Contracts.Entity, contractService?.Long(ContractServices.ContractId) ?? values.Long(Adjustments.ContractId)!.Value);

    private Row AddContractService(Row contract, Row adjustment)
    {
        var contractService = store[ContractServices.Entity].NewRow();
        contractService[ContractServices.ContractId] = contract[Contracts.Id];
        contractService[ContractServices.ServiceId] = adjustment[Adjustments.ServiceId];
        contractService[ContractServices.UnitPrice] = adjustment[Adjustments.UnitPrice];
        contractService[ContractServices.UnitCost] = adjustment[Adjustments.UnitCost];
        contractServices.Add(contract, contractService);
        return contractService;
    }

    private DateOnly Check(Row contract, Row contractService, DateOnly day, long unitChange)
    {
        RefuseDuplicate(contractService.Id, day);
        var rows = unitRows.From(contractService.Id, day);
        if (rows.FindLast(row => row[Units.PostedDate] is not null) is { } posted)
        {
            var next = posted.Day(Units.LastDay).AddDays(1);
            if (store.Rules.PostedAdjustments is PostedAdjustment.Refuse || next > contract.Day(Contracts.EndDate))
                throw new AutotaskRefusalException(Texts.Posted);
            RefuseDuplicate(contractService.Id, next);
            day = next;
            rows = unitRows.From(contractService.Id, day);
        }

        return rows.TrueForAll(row => row.Long(Units.Quantity) + unitChange >= 0) ? day : throw BelowZero();
    }

    private void RefuseDuplicate(long contractServiceId, DateOnly day)
    {
        if (store.Rules.SecondAdjustments is SecondAdjustment.Refuse && store[Adjustments.Entity].With(Adjustments.ContractServiceId, contractServiceId).Any(row => row.Day(Adjustments.EffectiveDate) == day))
            throw new AutotaskRefusalException(Texts.DuplicatePeriod);
    }
}
