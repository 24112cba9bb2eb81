using CloudmoreAutotask.Ledger;

namespace CloudmoreAutotask.Tests.Export.Brokers.Rules;

/// <summary>A charge that a bill wants to stand in Autotask.</summary>
internal sealed record WantedCharge(ChargeKey Key, decimal Amount, decimal Cost, DateOnly Date);

/// <summary>Export rules, "Writing charges". A charge that was made and cannot be found is never made again: what is hidden would be billed twice.</summary>
internal sealed class ChargeRules(BrokerSettings settings, HashSet<ChargeKey> made, bool negativeAllowed)
{
    public const string ProRata = "-D";
    public const string ClosedPeriod = "-P";
    public const string MidTerm = "-Y";

    /// <summary>Brings the charges of a subscription's month to what is wanted, and those that are not wanted to 0; while it waits for a person those are left.</summary>
    /// <param name="result">What becomes of the subscription.</param>
    /// <param name="contract">Its contract.</param>
    /// <param name="related">The contracts that may carry charges of it.</param>
    /// <param name="moveEndOn">Whether the contract is to reach the day of the last charge; not for a subscription that has ended.</param>
    /// <returns>Whether a charge was to be made.</returns>
    public bool Write(SubscriptionResult result, ExpectedContract contract, IReadOnlyList<ExpectedContract> related, bool moveEndOn = true)
    {
        var last = result.Charges.Where(charge => (charge.Amount, charge.Cost) != (0, 0)).Select(charge => charge.Date).DefaultIfEmpty(contract.End).Max();
        var firstDay = result.Month.FirstDay;
        if (moveEndOn && last > contract.End && !BillsUnits(contract) && !MoveEndOn(result, contract, firstDay > contract.End ? firstDay : last))
            return false;
        var found = related.SelectMany(one => one.Charges).Where(charge => charge.Key.Month == result.Month && charge.Key.Subscription == result.Key).ToList();
        var makes = false;
        foreach (var charge in result.Charges)
            makes |= Want(result, contract, found.FindAll(one => one.Key with { Number = 1 } == charge.Key), charge);
        if (!result.IsWaiting)
        {
            foreach (var chain in found.Where(one => result.Charges.All(charge => charge.Key != one.Key with { Number = 1 })).GroupBy(one => one.Key with { Number = 1 }).ToList())
                makes |= Want(result, contract, [.. chain], new WantedCharge(chain.Key, 0, 0, chain.First(charge => charge.Key.Number == 1).Date!.Value));
        }

        return makes;
    }

    /// <summary>Moves a contract's end on so that the day lies inside; not when that bills the months between again.</summary>
    public bool MoveEndOn(SubscriptionResult result, ExpectedContract contract, DateOnly day)
    {
        if (contract.End < day.AddDays(-1) && BillsUnits(contract))
        {
            result.Worsen(Outcome.Held, "the contract ended earlier, with units");
            return false;
        }

        contract.MoveEndOn(SubscriptionRules.EndFrom(day, settings.ContractMonths, contract.PeriodMonths));
        result.Worsen(Outcome.Updated);
        return true;
    }

    private static bool BillsUnits(ExpectedContract contract) => contract.Services.Exists(service => service.RowAt(contract.End) is { Units: > 0 });

    private bool Want(SubscriptionResult result, ExpectedContract contract, List<ExpectedCharge> chain, WantedCharge wanted)
    {
        var (amount, cost) = (wanted.Amount - chain.Sum(charge => charge.Amount), wanted.Cost - chain.Sum(charge => charge.Cost));
        if ((amount, cost) == (0, 0))
            return false;
        var open = chain.OrderBy(charge => charge.Key.Number).LastOrDefault(charge => !charge.IsBilled);
        var key = open?.Key ?? wanted.Key with { Number = chain.Count + 1 };
        if (open is null && made.Contains(key))
        {
            result.Worsen(Outcome.Held, $"charge {key} was made and is gone");
            return false;
        }

        if (amount + (open?.Amount ?? 0) < 0 && !negativeAllowed)
        {
            result.Worsen(Outcome.Refused, $"negative charge {key}");
            return open is null;
        }

        result.Worsen(Outcome.Updated);
        made.Add(key);
        if (open is null)
            contract.Charges.Add(new ExpectedCharge { Key = key, Amount = amount, Cost = cost, Date = wanted.Date });
        else
            (open.Amount, open.Cost, open.Date) = (open.Amount + amount, open.Cost + cost, wanted.Date);
        return open is null;
    }
}
