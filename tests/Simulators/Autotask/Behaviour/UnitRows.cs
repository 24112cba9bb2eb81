using CloudmoreAutotask.Simulators.Autotask.Schema;
using CloudmoreAutotask.Simulators.Autotask.State;

namespace CloudmoreAutotask.Simulators.Autotask.Behaviour;

/// <summary>
/// The rows of ContractServiceUnits: one for each period of the whole term, split where a change falls inside a period, cut where the contract ends inside one.
/// Rows with 0 units are always kept here; whether the API shows them is a rule.
/// Source: Autotask facts, section 4.4; API assumptions, "unit rows ahead".
/// </summary>
internal sealed class UnitRows(Store store)
{
    private Table Table => store[Units.Entity];

    /// <summary>Writes the rows of a new contract service with 0 units for the contract's whole term.</summary>
    public void Start(Row contract, Row contractService, decimal unitPrice, decimal unitCost)
    {
        var start = contract.Day(Contracts.StartDate);
        Append(contract, contractService, start, new Terms(0, unitPrice, unitCost));
    }

    /// <summary>Changes units, and price and cost where given, from a day on. The caller has checked that no row from that day on is posted or falls below 0.</summary>
    public void Change(long contractServiceId, DateOnly day, long unitChange, decimal? unitPrice, decimal? unitCost, long adjustmentId)
    {
        foreach (var row in From(contractServiceId, day))
        {
            var changed = row.Day(Units.StartDate) < day ? SplitOff(row, day, adjustmentId) : row;
            changed[Units.Quantity] = changed.Long(Units.Quantity) + unitChange;
            changed[Units.UnitPrice] = unitPrice ?? changed.Decimal(Units.UnitPrice);
            changed[Units.UnitCost] = unitCost ?? changed.Decimal(Units.UnitCost);
            Price(changed);
        }
    }

    /// <summary>The rows that bill the day or later ones.</summary>
    public List<Row> From(long contractServiceId, DateOnly day) =>
        [.. store.UnitRowsOf(contractServiceId).Where(row => row.Day(Units.LastDay) >= day)];

    /// <summary>Whether moving the contract's end here would take away or cut a posted row.</summary>
    public bool CutsPosted(long contractId, DateOnly newEnd) =>
        Table.With(Units.ContractId, contractId).Any(row => row[Units.PostedDate] is not null && row.Day(Units.LastDay) > newEnd);

    /// <summary>Moves the end: rows after it go and the last one is cut, or rows with the last units and price are added.</summary>
    public void MoveEnd(Row contract, DateOnly oldEnd, DateOnly newEnd)
    {
        foreach (var contractService in store.ServicesOf(contract.Id))
        {
            if (newEnd < oldEnd)
                CutAfter(contractService.Id, newEnd);
            else
                Extend(contract, contractService, oldEnd);
        }
    }

    private static bool IsCut(Row row, Period period) => row.Day(Units.LastDay) < period.End;

    private static void Price(Row row)
    {
        var days = row.Day(Units.LastDay).DayNumber - row.Day(Units.StartDate).DayNumber + 1;
        var (units, periodDays) = (row.Long(Units.Quantity), row.Long(Units.PeriodDays));
        row[Units.Price] = Money.Share(units, row.Decimal(Units.UnitPrice), days, periodDays);
        row[Units.InternalPrice] = row[Units.Price];
        row[Units.Cost] = Money.Share(units, row.Decimal(Units.UnitCost), days, periodDays);
    }

    private void CutAfter(long contractServiceId, DateOnly newEnd)
    {
        // From the last day itself on: a row that a change ended there shows the day after as its end.
        foreach (var row in From(contractServiceId, newEnd))
        {
            if (row.Day(Units.StartDate) > newEnd)
            {
                Table.Remove(row);
                continue;
            }

            if (row.Day(Units.EndDate) == newEnd)
                continue;
            row[Units.EndDate] = newEnd;
            row[Units.LastDay] = newEnd;
            Price(row);
        }

        var adjustments = store[Adjustments.Entity];
        foreach (var adjustment in adjustments.With(Adjustments.ContractServiceId, contractServiceId).ToList())
        {
            if (adjustment.Day(Adjustments.EffectiveDate) > newEnd)
                adjustments.Remove(adjustment);
        }
    }

    private void Extend(Row contract, Row contractService, DateOnly oldEnd)
    {
        var last = store.UnitRowsOf(contractService.Id)[^1];
        var terms = new Terms(last.Long(Units.Quantity), last.Decimal(Units.UnitPrice), last.Decimal(Units.UnitCost));
        var from = oldEnd.AddDays(1);
        var period = PeriodOf(contract, oldEnd);
        if (IsCut(last, period) && last[Units.PostedDate] is null)
        {
            var newEnd = contract.Day(Contracts.EndDate);
            var end = period.End < newEnd ? period.End : newEnd;
            last[Units.EndDate] = end;
            last[Units.LastDay] = end;
            Price(last);
            from = end.AddDays(1);
        }

        Append(contract, contractService, from, terms);
    }

    private void Append(Row contract, Row contractService, DateOnly from, Terms terms)
    {
        var end = contract.Day(Contracts.EndDate);
        if (from > end)
            return;
        var service = store.Get(Services.Entity, contractService.Long(ContractServices.ServiceId));
        foreach (var period in Periods.Touching(contract.Day(Contracts.StartDate), contract.Long(Contracts.PeriodType), from, end))
        {
            var row = Table.NewRow();
            row[Units.ContractId] = contract[Contracts.Id];
            row[Units.ContractServiceId] = contractService[ContractServices.Id];
            row[Units.ServiceId] = service[Services.Id];
            row[Units.VendorId] = service[Services.VendorId];
            row[Units.StartDate] = period.Start < from ? from : period.Start;
            row[Units.LastDay] = period.End < end ? period.End : end;
            row[Units.EndDate] = row[Units.LastDay];
            row[Units.PeriodDays] = (long)period.Days;
            row[Units.Quantity] = terms.Units;
            row[Units.UnitPrice] = terms.UnitPrice;
            row[Units.UnitCost] = terms.UnitCost;
            Price(row);
            Table.Insert(row);
        }
    }

    // The older row's end is the day of the change, as documented, although it bills only to the day before.
    private Row SplitOff(Row row, DateOnly day, long adjustmentId)
    {
        var newer = Table.NewRow();
        foreach (var field in Units.Entity.Fields.Skip(1))
            newer[field] = row[field];
        newer[Units.StartDate] = day;
        newer[Units.AdjustmentId] = adjustmentId;
        Table.Insert(newer);
        row[Units.EndDate] = day;
        row[Units.LastDay] = day.AddDays(-1);
        Price(row);
        return newer;
    }

    private static Period PeriodOf(Row contract, DateOnly day) =>
        Periods.Containing(contract.Day(Contracts.StartDate), contract.Long(Contracts.PeriodType), day);

    private readonly record struct Terms(long Units, decimal UnitPrice, decimal UnitCost);
}
