using CloudmoreAutotask.Simulators.Autotask.Schema;
using CloudmoreAutotask.Simulators.Autotask.State;

namespace CloudmoreAutotask.Simulators.Autotask;

/// <content>The state, read back. Every list is a copy.</content>
public sealed partial class AutotaskTenant
{
    /// <summary>All contracts.</summary>
    public IReadOnlyList<ContractRow> AllContracts => List(Contracts.Entity, ToContract);

    /// <summary>All contract services.</summary>
    public IReadOnlyList<ContractServiceRow> AllContractServices => List(ContractServices.Entity, ToContractService);

    /// <summary>All charges.</summary>
    public IReadOnlyList<ChargeRow> AllCharges => List(Charges.Entity, ToCharge);

    /// <summary>All services of the catalogue.</summary>
    public IReadOnlyList<ServiceRow> AllServices => List(Services.Entity, ToService);

    /// <summary>All adjustments that still count.</summary>
    public IReadOnlyList<AdjustmentRow> AllAdjustments => List(Adjustments.Entity, ToAdjustment);

    /// <summary>All posted items.</summary>
    public IReadOnlyList<BillingItemRow> AllBillingItems => List(BillingItems.Entity, ToBillingItem);

    /// <summary>All unit rows that the API shows.</summary>
    public IReadOnlyList<UnitRow> AllUnits => List(Units.Entity, ToUnits);

    /// <summary>The unit rows of a contract service that the API shows, by day.</summary>
    public IReadOnlyList<UnitRow> UnitsOf(long contractServiceId)
    {
        lock (Store.Lock)
            return [.. Store.UnitRowsOf(contractServiceId).Where(Store.IsVisible).Select(ToUnits)];
    }

    /// <summary>The contract services of a contract.</summary>
    public IReadOnlyList<ContractServiceRow> ServicesOf(long contractId)
    {
        lock (Store.Lock)
            return [.. Store.ServicesOf(contractId).Select(ToContractService)];
    }

    /// <summary>The charges of a contract.</summary>
    public IReadOnlyList<ChargeRow> ChargesOf(long contractId)
    {
        lock (Store.Lock)
            return [.. Store[Charges.Entity].With(Charges.ContractId, contractId).OrderBy(row => row.Id).Select(ToCharge)];
    }

    /// <summary>The contract with a number, ignoring case; null when there is none.</summary>
    public ContractRow? FindContract(string number)
    {
        lock (Store.Lock)
            return Store[Contracts.Entity].With(Contracts.Number, number).Select(ToContract).FirstOrDefault();
    }

    /// <summary>A field of any row: long, decimal, bool, string, DateOnly, DateTimeOffset or null.</summary>
    public object? Value(string entity, long id, string field)
    {
        var definition = EntityOf(entity);
        lock (Store.Lock)
            return Store.Get(definition, id)[FieldOf(definition, field)];
    }

    /// <summary>How many rows an entity has, those with 0 units included.</summary>
    public int Count(string entity)
    {
        lock (Store.Lock)
            return Store[EntityOf(entity)].Count;
    }

    /// <summary>The contracts with their services as of the tenant's day and with their charges, by company.</summary>
    public IReadOnlyList<TenantLine> ToTable()
    {
        lock (Store.Lock)
        {
            var today = DateOnly.FromDateTime(Time.GetUtcNow().UtcDateTime);
            return
            [
                .. Store[Contracts.Entity].All.SelectMany(contract => Lines(contract, today))
                    .OrderBy(line => line.Company, StringComparer.OrdinalIgnoreCase).ThenBy(line => line.ContractId),
            ];
        }
    }

    private List<T> List<T>(EntityDefinition entity, Func<Row, T> convert)
    {
        lock (Store.Lock)
            return [.. Store[entity].All.Where(Store.IsVisible).Select(convert)];
    }

    private List<TenantLine> Lines(Row contract, DateOnly today)
    {
        var lines = new List<TenantLine>();
        foreach (var contractService in Store.ServicesOf(contract.Id))
        {
            var service = Store.Get(Services.Entity, contractService.Long(ContractServices.ServiceId));
            var rows = Store.UnitRowsOf(contractService.Id);
            var row = rows.FindLast(item => item.Day(Units.StartDate) <= today) ?? rows[0];
            lines.Add(Line(contract) with
            {
                Item = service.Text(Services.Name)!,
                Day = row.Day(Units.StartDate),
                Quantity = row.Long(Units.Quantity),
                UnitPrice = row.Decimal(Units.UnitPrice),
                Amount = row.Decimal(Units.Price),
                IsPosted = row[Units.PostedDate] is not null,
            });
        }

        foreach (var charge in Store[Charges.Entity].With(Charges.ContractId, contract.Id).Select(ToCharge))
        {
            lines.Add(Line(contract) with
            {
                Item = charge.Name,
                IsCharge = true,
                Day = charge.DatePurchased,
                Quantity = charge.Quantity,
                UnitPrice = charge.UnitPrice,
                Amount = charge.Amount,
                IsPosted = charge.IsBilled,
            });
        }

        return lines.Count > 0 ? lines : [Line(contract)];
    }

    private TenantLine Line(Row row)
    {
        var contract = ToContract(row);
        var company = Store.Get(Companies.Entity, contract.CompanyId).Text(Companies.Name)!;
        return new TenantLine(
            company, contract.Id, contract.Name, contract.Number, contract.SubscriptionId, contract.Start, contract.End, contract.Status == 1,
            "", IsCharge: false, Day: null, Quantity: null, UnitPrice: null, Amount: null, IsPosted: false);
    }

    private ContractRow ToContract(Row row)
    {
        var definition = Store.FindUdf(Contracts.Entity, SubscriptionIdField);
        return new ContractRow(
            row.Id, row.Long(Contracts.CompanyId), row.Text(Contracts.Name)!, row.Text(Contracts.Number),
            definition is null ? null : row.Udfs?.GetValueOrDefault(definition.Id),
            (int)row.Long(Contracts.Type), (int?)row.LongOrNull(Contracts.PeriodType), (int)row.Long(Contracts.Status),
            row.Day(Contracts.StartDate), row.Day(Contracts.EndDate));
    }

    private static ContractServiceRow ToContractService(Row row) => new(
        row.Id, row.Long(ContractServices.ContractId), row.Long(ContractServices.ServiceId),
        row.Decimal(ContractServices.UnitPrice), row.DecimalOrNull(ContractServices.UnitCost) ?? 0, row.Decimal(ContractServices.AdjustedPrice));

    private static UnitRow ToUnits(Row row) => new(
        row.Id, row.Long(Units.ContractId), row.Long(Units.ContractServiceId), row.Long(Units.ServiceId),
        row.Day(Units.StartDate), row.Day(Units.EndDate), row.Day(Units.LastDay), (int)row.Long(Units.Quantity),
        row.Decimal(Units.UnitPrice), row.Decimal(Units.UnitCost), row.Decimal(Units.Price), row.Decimal(Units.Cost), (DateTimeOffset?)row[Units.PostedDate]);

    private static ChargeRow ToCharge(Row row) => new(
        row.Id, row.Long(Charges.ContractId), row.Text(Charges.Name)!, row.Text(Charges.Description), row.Day(Charges.DatePurchased),
        row.Decimal(Charges.UnitQuantity), row.Decimal(Charges.UnitPrice), row.Decimal(Charges.UnitCost),
        row.Decimal(Charges.BillableAmount), row.Decimal(Charges.ExtendedCost), row.Text(Charges.InternalOrderNumber),
        row.LongOrNull(Charges.BillingCodeId), row.Flag(Charges.IsBillable), row.Flag(Charges.IsBilled));

    private static ServiceRow ToService(Row row) => new(
        row.Id, row.Text(Services.Name)!, row.Text(Services.Sku), (int)row.Long(Services.PeriodType),
        row.Decimal(Services.UnitPrice), row.DecimalOrNull(Services.UnitCost), row.Long(Services.BillingCodeId), row.Flag(Services.IsActive));

    private static AdjustmentRow ToAdjustment(Row row) => new(
        row.Id, row.Long(Adjustments.ContractServiceId), row.Day(Adjustments.EffectiveDate), (int)(row.LongOrNull(Adjustments.UnitChange) ?? 0),
        row.DecimalOrNull(Adjustments.UnitPrice), row.DecimalOrNull(Adjustments.UnitCost));

    private static BillingItemRow ToBillingItem(Row row) => new(
        row.Id, row.Long(BillingItems.ContractId), row.LongOrNull(BillingItems.ContractServiceId), row.LongOrNull(BillingItems.ChargeId),
        row.Day(BillingItems.ItemDate), row.Decimal(BillingItems.Quantity), row.Decimal(BillingItems.ExtendedPrice),
        row.Decimal(BillingItems.OurCost));
}
