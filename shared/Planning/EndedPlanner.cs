using System.Globalization;
using CloudmoreAutotask.Autotask.Entities;
using CloudmoreAutotask.Billing;
using CloudmoreAutotask.Ledger;
using CloudmoreAutotask.Setup;

namespace CloudmoreAutotask.Planning;

/// <summary>Looks for subscriptions that are billed no longer and still bill in Autotask (export rules, "Writing seats", Ended).</summary>
internal sealed class EndedPlanner(PlanningSettings settings)
{
    private readonly ContractFit fit = new(settings);

    /// <summary>Plans every subscription that is expected and not in the bill.</summary>
    public IEnumerable<SubscriptionPlan> Plan(PlanningInput input, OrganizationState state)
    {
        var billed = input.Aggregated.Subscriptions.Where(subscription => !subscription.IsEnded).Select(subscription => subscription.Key).ToHashSet(StringComparer.Ordinal);
        var names = Candidates(input).Where(candidate => !billed.Contains(candidate.Key))
            .GroupBy(candidate => candidate.Key, StringComparer.Ordinal)
            .ToDictionary(group => group.Key, group => group.First(), StringComparer.Ordinal);
        foreach (var candidate in names.Values.OrderBy(candidate => candidate.Key, StringComparer.Ordinal))
        {
            var credits = input.Aggregated.Subscriptions.FirstOrDefault(subscription => subscription.Key == candidate.Key);
            if (PlanOne(input, state, candidate, credits) is { } plan)
                yield return plan;
        }
    }

    /// <summary>Billed monthly last month, billed by an earlier version of this bill, nothing but credits now, or a yearly contract that is mapped.</summary>
    private static IEnumerable<Candidate> Candidates(PlanningInput input) =>
    [
        .. input.Aggregated.Subscriptions.Where(subscription => subscription.IsEnded).Select(subscription => new Candidate(subscription.Key, subscription.Name, subscription.Currency, true)),
        .. input.Previous?.Subscriptions.Where(subscription => subscription.IsMonthly).Select(subscription => new Candidate(subscription.Key, subscription.Name, subscription.Currency, true)) ?? [],
        .. input.EarlierSubscriptions.Select(earlier => new Candidate(earlier.Key, earlier.Value, input.Currency, true)),
        .. input.Contracts.Values.Select(mapping => new Candidate(mapping.SubscriptionKey, mapping.SubscriptionName, input.Currency, false)),
    ];

    private SubscriptionPlan? PlanOne(PlanningInput input, OrganizationState state, Candidate candidate, BilledSubscription? credits)
    {
        var subscription = credits ?? new BilledSubscription { Key = candidate.Key, Name = candidate.Name, Currency = candidate.Currency, Billed = 0 };
        var draft = new SubscriptionDraft(subscription, input, state);
        if (!input.BilledElsewhere.TryGetValue(candidate.Key, out var elsewhere))
            PlanOnContract(draft, candidate, credits);
        else if (credits is not null)
            SubscriptionPlanner.RefuseBilledTwice(draft, elsewhere);
        else
            draft.Explain($"It is billed to {elsewhere} now.");
        var plan = draft.ToPlan();
        return plan.Outcome == Outcome.Unchanged && !input.Outdated.Contains(candidate.Key) ? null : plan;
    }

    private void PlanOnContract(SubscriptionDraft draft, Candidate candidate, BilledSubscription? credits)
    {
        var carrying = draft.State.Carrying(candidate.Key, settings.SubscriptionIdField);
        draft.ContractId = carrying is [var first, ..] ? first.Contract.Id : null;
        foreach (var contract in carrying)
        {
            var isReportOnly = carrying.Count > 1 || draft.Input.Locks.ContainsKey(candidate.Key) || fit.Objection(draft, contract) is not null;
            if (ContractPeriods.Of(contract.Contract).Months > 1)
                PlanYearly(draft, contract, isReportOnly, candidate.IsExpected);
            else if (candidate.IsExpected)
                PlanMonthly(draft, contract, isReportOnly);
        }

        if (credits is null)
            return;
        var isCharged = draft.Charges.Count > 0;
        draft.Worsen(Outcome.Ended, $"The bill has only credits for it ({Money.Text(credits.Billed, credits.Currency)}), which are {(isCharged ? "charged by themselves" : "not exported")}.",
            isCharged ? "" : "Credit the customer by hand where it is due.");
    }

    /// <summary>A term that begins without a line: a whole year hangs on it, so a person decides. The first term counts when the bill had its line before.</summary>
    private void PlanYearly(SubscriptionDraft draft, ContractState contract, bool isReportOnly, bool isExpected)
    {
        draft.Exported += Charges(draft, contract, isReportOnly);
        if (ContractPeriods.Of(contract.Contract).StartIn(draft.Month) is not { } day || day > contract.Contract.EndDate)
            return;
        var bills = SubscriptionPlanner.UnitsOf(draft.Month, contract);
        draft.Exported += bills;
        if (bills <= 0)
            return;
        if (day > contract.Contract.StartDate)
            draft.Worsen(Outcome.Held, $"The yearly term of contract {contract.Contract.Id} renews on {Day(day)}, but the bill has no line for it.",
                $"Check in Cloudmore whether it was renewed. If not, set the end date of contract {contract.Contract.Id} to {Day(day.AddDays(-1))}.");
        else if (isExpected)
            draft.Worsen(Outcome.Held, $"Contract {contract.Contract.Id} bills {Money.Text(bills, draft.Subscription.Currency)} for the yearly term from {Day(day)}, but the bill has its line no longer.",
                $"Check in Cloudmore whether it was cancelled. If so, set its units to 0 from {Day(day)} in Autotask; the bill then goes on by itself.");
    }

    /// <summary>Charges of an earlier version of the bill go to 0, unless nothing may be written.</summary>
    private decimal Charges(SubscriptionDraft draft, ContractState contract, bool isReportOnly)
    {
        if (isReportOnly)
            return SubscriptionPlanner.ChargesOf(draft.Month, contract);
        SubscriptionPlanner.AddCredits(draft, settings.Export.ProRata);
        return ChargePlanner.Plan(draft, [contract], contract.Contract.Id);
    }

    private void PlanMonthly(SubscriptionDraft draft, ContractState contract, bool isReportOnly)
    {
        draft.Exported += Charges(draft, contract, isReportOnly);
        var (periods, end) = (ContractPeriods.Of(contract.Contract), contract.Contract.EndDate);
        if (periods.StartIn(draft.Month) is not { } period)
            return;
        if (period > end)
        {
            if (!draft.Input.Begun.Contains(draft.Subscription.Key))
                return;
            // A process that stopped before it could tell has ended it.
            SayNothing(draft, Known(draft, contract), end.AddDays(1), isEnd: true);
            draft.Worsen(Outcome.Ended, $"The subscription is billed no longer; contract {contract.Contract.Id} ends with {Day(end)}.");
            return;
        }

        var bills = SubscriptionPlanner.UnitsOf(draft.Month, contract);
        draft.Exported += bills;
        var billing = contract.Services.Where(service => service.Rows.Any(row => row.Units > 0 && row.EndDate >= period)).ToList();
        // A subscription that a later bill has again has not ended.
        var mayEnd = settings.Export.EndedSubscriptions == EndedSubscriptionsChoice.EndContract && !isReportOnly && contract.Services.Count > 0
            && !draft.Input.NextBills.ContainsKey(draft.Subscription.Key) && billing.TrueForAll(service => IsKnown(draft, service));
        if (mayEnd && End(draft, contract, billing, period, bills))
            return;
        if (bills == 0 && billing.Count == 0)
            return;
        var after = periods.Next(period);
        // Where it may be ended and was not, all its periods are posted: it has its earliest end.
        if (mayEnd || after > end)
        {
            var isLast = after > end;
            while (after <= end)
                after = periods.Next(after);
            SayNothing(draft, billing, after, isEnd: true);
            draft.Worsen(Outcome.Ended, $"The subscription is billed no longer; contract {contract.Contract.Id} ends with {Day(end)} and bills {Money.Text(bills, draft.Subscription.Currency)} {(isLast ? "for its last period" : "a month until then")}.",
                "Credit the customer by hand where it is due.");
        }
        else
        {
            draft.Worsen(Outcome.Ended, $"The subscription is billed no longer, but contract {contract.Contract.Id} still bills {Money.Text(bills, draft.Subscription.Currency)} a month.",
                $"End contract {contract.Contract.Id} in Autotask, or set Export:EndedSubscriptions to EndContract.");
        }
    }

    /// <summary>
    /// 0 units from the first unposted period on, and the end date the day before it. Where the units are at 0 already, a process that stopped in between, or a person,
    /// set them; the end date is still due.
    /// </summary>
    /// <returns>Whether the contract ends by this plan.</returns>
    private static bool End(SubscriptionDraft draft, ContractState contract, IReadOnlyList<ContractServiceState> billing, DateOnly period, decimal bills)
    {
        var day = SeatPlanner.FirstThatCanEnd(draft, contract, billing, period);
        if (day > contract.Contract.EndDate)
            return false;
        if (!billing.All(service => SeatPlanner.EndUnits(draft, contract, service, day)))
            return true;
        if (day == period)
            draft.Exported -= bills;
        if (day <= contract.Contract.StartDate)
        {
            draft.Worsen(Outcome.Ended, $"The subscription is billed no longer; contract {contract.Contract.Id} has 0 units from its start on.");
            SayNothing(draft, Known(draft, contract), day, isEnd: false);
            return true;
        }

        SayNothing(draft, Known(draft, contract), day, isEnd: true);
        draft.Worsen(Outcome.Ended, $"The subscription is billed no longer; contract {contract.Contract.Id} ends with {Day(day.AddDays(-1))}.");
        draft.Add(new PlanStep
        {
            Kind = StepKind.ChangeContract,
            Key = $"end:{contract.Contract.Id}|{Day(day.AddDays(-1))}",
            SubscriptionKey = draft.Subscription.Key,
            Text = $"End contract {contract.Contract.Id} with {Day(day.AddDays(-1))}",
            ContractChange = new ContractChange { Id = contract.Contract.Id, EndDate = day.AddDays(-1) },
        });
        return true;
    }

    private static void SayNothing(SubscriptionDraft draft, IReadOnlyList<ContractServiceState> billing, DateOnly day, bool isEnd)
    {
        foreach (var service in billing)
            draft.Says(new UnitsStatement(service.Id, null, day, 0, 0, 0, isEnd));
    }

    private static IReadOnlyList<ContractServiceState> Known(SubscriptionDraft draft, ContractState contract) => [.. contract.Services.Where(service => IsKnown(draft, service))];

    private static bool IsKnown(SubscriptionDraft draft, ContractServiceState service) =>
        draft.State.Catalogue.IsOurs(service.ServiceId)
        || draft.Input.Contracts.GetValueOrDefault(draft.Subscription.Key)?.Services.Values.Contains(service.Id) == true;

    private static string Day(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    private sealed record Candidate(string Key, string Name, string Currency, bool IsExpected);
}
