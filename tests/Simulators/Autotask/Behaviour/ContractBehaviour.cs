using CloudmoreAutotask.Simulators.Autotask.Schema;
using CloudmoreAutotask.Simulators.Autotask.State;

namespace CloudmoreAutotask.Simulators.Autotask.Behaviour;

/// <summary>Contracts: dates, and what a moved end date does to the unit rows. Source: Autotask facts, section 4.2.</summary>
internal sealed class ContractBehaviour(Store store, UnitRows unitRows) : IEntityBehaviour
{
    public void Create(Row row)
    {
        if (row.Long(Contracts.Type) == 7 && row[Contracts.PeriodType] is null)
            throw new AutotaskRefusalException(Texts.Missing(Contracts.PeriodType.Name));
        CheckDates(row);
        row[Contracts.InternalSetupFee] = row[Contracts.SetupFee];
    }

    public void Change(Row before, Row after)
    {
        CheckDates(after);
        var hasPeriods = store.ServicesOf(before.Id).Count > 0;
        if (hasPeriods && before.Day(Contracts.StartDate) != after.Day(Contracts.StartDate))
            throw new AutotaskRefusalException("The startDate cannot be changed once the contract has service periods. ; on record number [1].");
        after[Contracts.InternalSetupFee] = after[Contracts.SetupFee];
        var (oldEnd, newEnd) = (before.Day(Contracts.EndDate), after.Day(Contracts.EndDate));
        if (!hasPeriods || oldEnd == newEnd)
            return;
        if (newEnd < oldEnd && unitRows.CutsPosted(before.Id, newEnd))
            throw new AutotaskRefusalException(Texts.Posted);
        unitRows.MoveEnd(after, oldEnd, newEnd);
    }

    public void Delete(Row row) => throw new AutotaskRefusalException("Contracts cannot be deleted.");

    private static void CheckDates(Row row)
    {
        if (row.Day(Contracts.EndDate) < row.Day(Contracts.StartDate))
            throw new AutotaskRefusalException("The endDate must not be before the startDate. ; on record number [1].");
    }
}
