using CloudmoreAutotask.Simulators.Autotask.Schema;
using CloudmoreAutotask.Simulators.Autotask.Writing;

namespace CloudmoreAutotask.Simulators.Autotask;

/// <content>What is in the tenant before the product comes, and what other tools put there.</content>
public sealed partial class AutotaskTenant
{
    /// <summary>The contract's user-defined field that subscription ids are put in here.</summary>
    public const string SubscriptionIdField = "Subscription ID";

    /// <summary>Adds a company.</summary>
    /// <returns>The id.</returns>
    public long AddCompany(string name, string? number = null, bool isActive = true, int companyType = 1, long? currencyId = null) => Create(
        Companies.Entity,
        Values(
            (Companies.Name, name),
            (Companies.Number, number),
            (Companies.IsActive, isActive),
            (Companies.Type, companyType),
            (Companies.CurrencyId, currencyId),
            (FieldOf(Companies.Entity, "ownerResourceID"), 29),
            (FieldOf(Companies.Entity, "phone"), "+000")));

    /// <summary>Adds a currency.</summary>
    /// <param name="name">The ISO code.</param>
    /// <param name="isInternal">Whether it is the tenant's own.</param>
    public long AddCurrency(string name, bool isInternal = false) => Insert(
        Currencies.Entity,
        Values((Currencies.Name, name), (FieldOf(Currencies.Entity, "description"), name), (Currencies.IsInternal, isInternal)));

    /// <summary>Adds a billing code.</summary>
    /// <param name="name">The name.</param>
    /// <param name="useType">4 material cost, 5 recurring contract service, 7 product.</param>
    /// <param name="isActive">Whether it can be used.</param>
    /// <param name="unitPrice">The price of a charge that names none.</param>
    /// <param name="unitCost">The cost of a charge that names none.</param>
    public long AddBillingCode(string name, int useType, bool isActive = true, decimal unitPrice = 0, decimal unitCost = 0) => Insert(
        BillingCodes.Entity,
        Values(
            (BillingCodes.Name, name),
            (BillingCodes.UseType, useType),
            (BillingCodes.IsActive, isActive),
            (BillingCodes.UnitPrice, unitPrice),
            (BillingCodes.UnitCost, unitCost)));

    /// <summary>Adds a service to the catalogue.</summary>
    public long AddService(
        string name, decimal unitPrice = 0, decimal unitCost = 0, int periodType = 2, string? sku = null, bool isActive = true, long? billingCodeId = null) => Create(
        Services.Entity,
        Values(
            (Services.Name, name),
            (Services.UnitPrice, unitPrice),
            (Services.UnitCost, unitCost),
            (Services.PeriodType, periodType),
            (Services.Sku, sku),
            (Services.IsActive, isActive),
            (Services.BillingCodeId, billingCodeId ?? ServiceBillingCodeId)));

    /// <summary>Adds a text field to contracts.</summary>
    public long AddContractField(string name = SubscriptionIdField) => Create(
        UdfDefinitions.Entity,
        Values(
            (UdfDefinitions.Name, name),
            (UdfDefinitions.UdfType, Contracts.Entity.UdfType!.Value),
            (UdfDefinitions.DataType, Picklists.IdOf(Picklists.UdfDataType, "String"))));

    /// <summary>Adds a contract as another tool makes it.</summary>
    /// <param name="companyId">The company.</param>
    /// <param name="name">The name.</param>
    /// <param name="start">The first day.</param>
    /// <param name="end">The last day.</param>
    /// <param name="number">The contract number.</param>
    /// <param name="subscriptionId">The value of <see cref="SubscriptionIdField"/>, which is added to the tenant when it has no such field.</param>
    /// <param name="periodType">2 monthly, 3 quarterly, 4 semi-annual, 5 yearly.</param>
    /// <param name="contractType">7 recurring service.</param>
    /// <param name="status">1 active, 0 inactive.</param>
    public long AddContract(
        long companyId, string name, DateOnly start, DateOnly end, string? number = null, string? subscriptionId = null,
        int periodType = 2, int contractType = 7, int status = 1)
    {
        var values = Values(
            (Contracts.CompanyId, companyId),
            (Contracts.Name, name),
            (Contracts.Number, number),
            (Contracts.Type, contractType),
            (Contracts.PeriodType, periodType),
            (Contracts.Status, status),
            (Contracts.StartDate, start),
            (Contracts.EndDate, end),
            (FieldOf(Contracts.Entity, "timeReportingRequiresStartAndStopTimes"), 0));
        lock (Store.Lock)
        {
            if (subscriptionId is not null)
            {
                var definition = Store.FindUdf(Contracts.Entity, SubscriptionIdField)?.Id ?? AddContractField();
                values.Udfs = new Dictionary<long, string?> { [definition] = subscriptionId };
            }

            return Create(Contracts.Entity, values);
        }
    }

    /// <summary>Puts a service on a contract as another tool does it.</summary>
    /// <param name="contractId">The contract.</param>
    /// <param name="serviceId">The service.</param>
    /// <param name="unitPrice">Price per unit and period.</param>
    /// <param name="unitCost">Cost per unit and period.</param>
    /// <param name="units">The units; other than 0, they are made by an adjustment, which uses up its day.</param>
    /// <param name="from">The day of that adjustment; the contract's first day when null.</param>
    public long AddContractService(long contractId, long serviceId, decimal unitPrice, decimal unitCost, int units = 0, DateOnly? from = null)
    {
        lock (Store.Lock)
        {
            var id = Create(
                ContractServices.Entity,
                Values((ContractServices.ContractId, contractId), (ContractServices.ServiceId, serviceId), (ContractServices.UnitPrice, unitPrice), (ContractServices.UnitCost, unitCost)));
            if (units != 0)
                AdjustByHand(id, units, from ?? Store.Get(Contracts.Entity, contractId).Day(Contracts.StartDate));
            return id;
        }
    }

    /// <summary>Puts a billable charge on a contract as another tool does it.</summary>
    public long AddCharge(
        long contractId, string name, DateOnly datePurchased, decimal unitQuantity, decimal unitPrice, decimal unitCost = 0,
        string? internalPurchaseOrderNumber = null, long? billingCodeId = null) => Create(
        Charges.Entity,
        Values(
            (Charges.ContractId, contractId),
            (Charges.Name, name),
            (Charges.DatePurchased, datePurchased),
            (Charges.UnitQuantity, unitQuantity),
            (Charges.UnitPrice, unitPrice),
            (Charges.UnitCost, unitCost),
            (Charges.IsBillable, true),
            (Charges.InternalOrderNumber, internalPurchaseOrderNumber),
            (Charges.BillingCodeId, billingCodeId ?? ChargeBillingCodeId),
            (FieldOf(Charges.Entity, "chargeType"), 1)));

    /// <summary>Adds a row of any entity that can be created, by field names.</summary>
    public long Add(string entity, params IEnumerable<(string Field, object? Value)> values)
    {
        var definition = EntityOf(entity);
        return Create(definition, Values(values.Select(item => (FieldOf(definition, item.Field), item.Value))));
    }

    /// <summary>Gives a picklist this tenant's own values.</summary>
    public void SetPicklist(string entity, string field, params IReadOnlyList<PicklistValue> values)
    {
        lock (Store.Lock)
            Store.TenantPicklists[FieldOf(EntityOf(entity), field)] = values;
    }

    private long Create(EntityDefinition entity, WriteValues values)
    {
        foreach (var field in values.Fields.Where(item => item.Value is null).Select(item => item.Key).ToList())
            values.Fields.Remove(field);
        lock (Store.Lock)
            return Writer.Create(entity, values, parentId: null);
    }

    private long Insert(EntityDefinition entity, WriteValues values)
    {
        lock (Store.Lock)
            return Writer.Insert(entity, values);
    }
}
