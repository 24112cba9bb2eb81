using CloudmoreAutotask.Billing;
using CloudmoreAutotask.Ledger;
using CloudmoreAutotask.Setup;

namespace CloudmoreAutotask.Tests.Export.Brokers.Rules;

/// <summary>Export rules, "Writing seats", Ended: subscriptions that are billed no longer.</summary>
internal sealed class EndedRules(BrokerSettings settings, RuleMemory memory, SubscriptionRules subscriptions)
{
    /// <summary>What is expected and not in the bill, or with credits only: billed monthly last month, in an earlier version of this bill, or a yearly contract.</summary>
    public IEnumerable<(SubscriptionResult Result, decimal Billed)> Export(
        BillInWork work, IReadOnlyList<ExpectedSubscription> billed, IReadOnlySet<string> earlier, IReadOnlySet<string> outdated, bool write = true)
    {
        var before = memory.Bill(work.Month.AddMonths(-1), work.Bill.Organization)?.Subscriptions ?? [];
        var credits = billed.Where(subscription => subscription.IsOnlyCredits).ToDictionary(subscription => subscription.Key);
        var expected = before.Where(subscription => subscription.IsMonthlySeats).Select(subscription => subscription.Key).Concat(earlier).Concat(credits.Keys).ToHashSet();
        var known = memory.Contracts.Where(contract => contract.Organization == work.Bill.Organization).Select(contract => contract.Subscription);
        var present = billed.Where(subscription => !subscription.IsOnlyCredits).Select(subscription => subscription.Key).ToHashSet();
        foreach (var key in expected.Concat(known).Distinct().Where(key => !present.Contains(key)).ToList())
        {
            var result = new SubscriptionResult(key, work.Month);
            var credit = credits.GetValueOrDefault(key);
            if (!subscriptions.IsBilledElsewhere(work, key))
            {
                var carrying = work.Carrying(key);
                foreach (var contract in carrying)
                    Look(work, contract, carrying.Count > 1 || memory.IsLocked(key, work.Today) || SubscriptionRules.Objection(work, contract) is not null, expected.Contains(key), credit, result, write);
                if (credit is not null)
                    result.Worsen(Outcome.Ended, "credits only");
            }
            else if (credit is not null)
            {
                result.Worsen(Outcome.Conflict, "billed to two organizations");
            }

            var isTold = result.Outcome != Outcome.Unchanged || outdated.Contains(key);
            if (write && isTold && !result.IsWaiting && !subscriptions.IsBilledElsewhere(work, key) && work.Carrying(key) is [var found, ..])
                subscriptions.Remember(subscriptions.KnownAs(work, key, found));
            if (isTold)
                yield return (result, credit?.Billed ?? 0);
        }
    }

    /// <summary>How many subscriptions the bill would find ended; nothing is written.</summary>
    public int Count(BillInWork work, IReadOnlyList<ExpectedSubscription> billed, IReadOnlySet<string> earlier) =>
        Export(work, billed, earlier, earlier, write: false).Count(one => one.Result.Outcome == Outcome.Ended);

    private void Look(BillInWork work, ExpectedContract contract, bool reportOnly, bool isExpected, ExpectedSubscription? credit, SubscriptionResult result, bool write)
    {
        var period = contract.PeriodStartingIn(work.Month);
        if (contract.PeriodMonths == 1 && !isExpected)
            return;
        if (!reportOnly && write)
        {
            result.Charges.AddRange(subscriptions.CreditsOf(credit, work.Month));
            subscriptions.Charges.Write(result, contract, [contract], moveEndOn: false);
        }

        if (period is not { } day || day > contract.End)
            return;
        var bills = contract.Services.Sum(service => service.BillsIn(day).Price);
        if (contract.PeriodMonths > 1)
        {
            if ((day > contract.Start || isExpected) && bills > 0)
                result.Worsen(Outcome.Held, "term without a line");
            return;
        }

        var billing = contract.Services.FindAll(service => service.Rows.Exists(row => row.Units > 0 && row.LastDay >= day));
        var mayEnd = settings.EndedSubscriptions == EndedSubscriptionsChoice.EndContract && !reportOnly && contract.Services.Count > 0
            && billing.TrueForAll(service => service.IsOurs || memory.Known(work.Bill.Organization, result.Key)?.Services.ContainsValue(service.Identity) == true)
            && !memory.Bills.Exists(bill => bill.Month > work.Month && bill.Bills(result.Key));
        if (mayEnd && FirstUnposted(billing, day, contract) is var last && last <= contract.End)
            End(contract, billing, last, work.Month, result, write);
        else if (bills != 0 || billing.Count > 0)
        {
            result.Worsen(Outcome.Ended, "reported");
            var after = contract.PeriodAfter(day);
            if (!write || (!mayEnd && after <= contract.End))
                return;
            while (after <= contract.End)
                after = contract.PeriodAfter(after);
            billing.ForEach(service => Say(service, after, work.Month, isEnd: true));
        }
    }

    private void Say(ExpectedService service, DateOnly day, BillMonth by, bool isEnd)
    {
        memory.Said.RemoveAll(said => said.Service == service.Identity && said.Period == day);
        memory.Said.Add(new SaidUnits(service.Identity, day, by, 0, 0, 0, isEnd));
    }

    /// <summary>0 units from the day on, and the contract's end the day before it.</summary>
    private void End(ExpectedContract contract, List<ExpectedService> billing, DateOnly day, BillMonth month, SubscriptionResult result, bool write)
    {
        result.Worsen(Outcome.Ended, $"from {day:yyyy-MM-dd}");
        if (!write)
            return;
        foreach (var service in billing)
        {
            Say(service, day, month, day > contract.Start);
            if (service.RowAt(day) is not { Units: > 0 })
                continue;
            foreach (var row in service.Rows.Where(row => row.Start >= day))
                row.Units = 0;
            service.UsedDates.Add(day);
        }

        if (day > contract.Start)
            contract.MoveEndBack(day.AddDays(-1));
    }

    /// <summary>The first period that is not posted; a contract cannot end before it starts, so there the first one whose units can still change.</summary>
    private static DateOnly FirstUnposted(List<ExpectedService> billing, DateOnly period, ExpectedContract contract)
    {
        var day = period;
        while (billing.Exists(service => service.IsPostedFrom(day) || (day == contract.Start && !service.IsOpen(day))))
            day = contract.PeriodAfter(day);
        return day;
    }
}
