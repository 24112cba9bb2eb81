using CloudmoreAutotask.Simulators.Autotask.Schema;
using CloudmoreAutotask.Simulators.Autotask.State;
using CloudmoreAutotask.Simulators.Autotask.Writing;

namespace CloudmoreAutotask.Simulators.Autotask.Behaviour;

/// <summary>Approve &amp; Post, which only people do. Source: Autotask facts, sections 4.4 and 4.13.</summary>
internal sealed class Posting(Store store, EntityWriter writer)
{
    private static readonly int ServiceType = Picklists.IdOf(Picklists.BillingItemType, "Recurring Contract Service");
    private static readonly int ChargeType = Picklists.IdOf(Picklists.BillingItemType, "Contract Charge");

    public void Post(long contractServiceId, DateOnly periodStart)
    {
        var rows = PeriodRows(contractServiceId, periodStart);
        if (rows.Count == 0)
            throw new AutotaskRefusalException($"There is nothing to post for contract service {contractServiceId} in the period of {periodStart:O}.");
        rows.ForEach(PostRow);
    }

    public void PostThrough(DateOnly day, bool charges)
    {
        foreach (var row in store[Units.Entity].All.Where(row => row.Day(Units.StartDate) <= day && store.IsVisible(row)))
            PostRow(row);
        if (!charges)
            return;
        foreach (var charge in store[Charges.Entity].All.Where(row => row.Day(Charges.DatePurchased) <= day && row.Flag(Charges.IsBillable)))
            BillCharge(charge);
    }

    public void Unpost(long contractServiceId, DateOnly periodStart)
    {
        var items = store[BillingItems.Entity];
        foreach (var row in PeriodRows(contractServiceId, periodStart))
        {
            row[Units.PostedDate] = null;
            foreach (var item in items.With(BillingItems.UnitRowId, row.Id).ToList())
                items.Remove(item);
        }
    }

    public void BillCharge(Row charge)
    {
        if (charge.Flag(Charges.IsBilled))
            return;
        if (!charge.Flag(Charges.IsBillable))
            throw new AutotaskRefusalException($"Charge {charge.Id} is not billable and never reaches Approve & Post.");
        charge[Charges.IsBilled] = true;
        var values = Item(store.Get(Contracts.Entity, charge.Long(Charges.ContractId)), ChargeType, (decimal)charge[Charges.BillableAmount]!, charge[Charges.ExtendedCost]);
        values[BillingItems.ChargeId] = charge[Charges.Id];
        values[BillingItems.ContractServiceId] = charge[Charges.ContractServiceId];
        values[BillingItems.BillingCodeId] = charge[Charges.BillingCodeId];
        values[BillingItems.ItemDate] = charge[Charges.DatePurchased];
        values[BillingItems.ItemName] = charge[Charges.Name];
        values[BillingItems.Description] = charge[Charges.Description];
        values[BillingItems.Quantity] = charge[Charges.UnitQuantity];
        values[BillingItems.Rate] = charge[Charges.UnitPrice];
        values[BillingItems.PurchaseOrderNumber] = charge[Charges.PurchaseOrderNumber];
        writer.Insert(BillingItems.Entity, values);
    }

    private List<Row> PeriodRows(long contractServiceId, DateOnly periodStart)
    {
        var contractService = store.Get(ContractServices.Entity, contractServiceId);
        var contract = store.Get(Contracts.Entity, contractService.Long(ContractServices.ContractId));
        var period = Periods.Containing(contract.Day(Contracts.StartDate), contract.Long(Contracts.PeriodType), periodStart);
        if (period.Start != periodStart)
            throw new ArgumentException($"No period of contract {contract.Id} starts on {periodStart:O}.", nameof(periodStart));
        return [.. store.UnitRowsOf(contractServiceId).Where(row => row.Day(Units.StartDate) >= period.Start && row.Day(Units.StartDate) <= period.End && store.IsVisible(row))];
    }

    private void PostRow(Row row)
    {
        if (row[Units.PostedDate] is not null)
            return;
        row[Units.PostedDate] = store.Time.GetUtcNow();
        var service = store.Get(Services.Entity, row.Long(Units.ServiceId));
        var values = Item(store.Get(Contracts.Entity, row.Long(Units.ContractId)), ServiceType, row.Decimal(Units.Price), row[Units.Cost]);
        var isSplit = row[Units.AdjustmentId] is not null;
        values[BillingItems.UnitRowId] = row[Units.Id];
        values[BillingItems.PeriodId] = isSplit ? null : row[Units.Id];
        values[BillingItems.AdjustmentId] = row[Units.AdjustmentId];
        values[BillingItems.ContractServiceId] = row[Units.ContractServiceId];
        values[BillingItems.ServiceId] = row[Units.ServiceId];
        values[BillingItems.BillingCodeId] = service[Services.BillingCodeId];
        values[BillingItems.ItemDate] = row[Units.StartDate];
        values[BillingItems.ItemName] = service[Services.Name];
        values[BillingItems.Quantity] = (decimal)row.Long(Units.Quantity);
        values[BillingItems.Rate] = row[Units.UnitPrice];
        writer.Insert(BillingItems.Entity, values);
    }

    private WriteValues Item(Row contract, int type, decimal amount, object? cost)
    {
        var values = new WriteValues();
        values[BillingItems.ItemType] = (long)type;
        values[BillingItems.Entity.Find("subType")!] = (long)type;
        values[BillingItems.CompanyId] = contract[Contracts.CompanyId];
        values[BillingItems.ContractId] = contract[Contracts.Id];
        values[BillingItems.PurchaseOrderNumber] = contract[Contracts.PurchaseOrderNumber];
        values[BillingItems.ExtendedPrice] = amount;
        values[BillingItems.TotalAmount] = amount;
        values[BillingItems.InternalExtendedPrice] = amount;
        values[BillingItems.InternalTotalAmount] = amount;
        values[BillingItems.OurCost] = cost;
        values[BillingItems.NonBillable] = 0L;
        values[BillingItems.PostedDate] = store.Time.GetUtcNow();
        return values;
    }
}
