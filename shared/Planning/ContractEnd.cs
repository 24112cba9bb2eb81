using System.Globalization;
using CloudmoreAutotask.Autotask.Entities;
using CloudmoreAutotask.Ledger;

namespace CloudmoreAutotask.Planning;

/// <summary>Moves a contract's end date on before something would fall outside it (export rules, "The contract").</summary>
internal static class ContractEnd
{
    /// <summary>Plans a new end date so that the day lies inside the contract.</summary>
    /// <returns>False when moving it would bill the months between again; the draft is held then.</returns>
    public static bool MoveOn(SubscriptionDraft draft, ContractState contract, DateOnly day, int contractMonths)
    {
        var end = contract.Contract.EndDate;
        if (end < day.AddDays(-1) && BillsUnits(draft, contract))
        {
            draft.Worsen(Outcome.Held,
                $"Contract {contract.Contract.Id} ended on {Text(end)} with units on it; moving its end on would bill the months up to {Text(day)} again.",
                "End its services at 0 units in Autotask, or move the end date on by hand; the bill then goes on by itself.");
            return false;
        }

        var moved = EndFor(day, contractMonths, ContractPeriods.Of(contract.Contract).Months);
        return draft.Add(new PlanStep
        {
            Kind = StepKind.ChangeContract,
            Key = $"end:{contract.Contract.Id}|{Text(moved)}",
            SubscriptionKey = draft.Subscription.Key,
            Text = $"Move the end of contract {contract.Contract.Id} from {Text(end)} to {Text(moved)}",
            ContractChange = new ContractChange { Id = contract.Contract.Id, EndDate = moved },
        });
    }

    /// <summary>Whether it bills units on its last day: they go on when its end moves.</summary>
    public static bool BillsUnits(SubscriptionDraft draft, ContractState contract)
    {
        var last = contract.Services.Select(service => UnitRows.Covering(service.Rows, contract.Contract.EndDate)).ToList();
        // A snapshot holds the rows of the months at hand, and the contract may have ended before them.
        if (!contract.IsFresh && last.Contains(null))
            draft.ReadAfresh();
        return last.Exists(row => row is { Units: > 0 });
    }

    /// <summary>The last day of a contract that begins, or goes on, on the day: never less than one period.</summary>
    public static DateOnly EndFor(DateOnly start, int contractMonths, int periodMonths) => start.AddMonths(Math.Max(contractMonths, periodMonths)).AddDays(-1);

    private static string Text(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}
