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
        var names = Candidates(input).Where(candidate => !billed.Contains(candidate.Key) && !input.BilledElsewhere.ContainsKey(candidate.Key))
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
        .. input.EarlierSubscriptions.Select(earlier => new Candidate(earlier.Key, earlier.Value, CurrencyOf(input), true)),
        .. input.Contracts.Values.Select(mapping => new Candidate(mapping.SubscriptionKey, mapping.SubscriptionName, CurrencyOf(input), false)),
    ];

    private SubscriptionPlan? PlanOne(PlanningInput input, OrganizationState state, Candidate candidate, BilledSubscription? credits)
    {
        var subscription = credits ?? new BilledSubscription { Key = candidate.Key, Name = candidate.Name, Currency = candidate.Currency, Billed = 0 };
        var draft = new SubscriptionDraft(subscription, input, state);
        var carrying = state.Carrying(candidate.Key, settings.SubscriptionIdField);
        if (carrying.Count > 0)
        {
            var contract = carrying[0];
            draft.ContractId = contract.Contract.Id;
            var isReportOnly = carrying.Count > 1 || input.Locks.ContainsKey(candidate.Key) || fit.Objection(draft, contract) is not null;
            if (ContractPeriods.Of(contract.Contract).Months > 1)
                PlanYearly(draft, contract, isReportOnly);
            else if (candidate.IsExpected)
                PlanMonthly(draft, contract, isReportOnly);
        }

        if (credits is not null)
            draft.Worsen(Outcome.Ended, $"The bill has only credits for it ({Money.Text(credits.Billed, credits.Currency)}), which are not exported.", "Credit the customer by hand where it is due.");
        var plan = draft.ToPlan();
        return plan.Outcome == Outcome.Unchanged ? null : plan;
    }

    private static void PlanYearly(SubscriptionDraft draft, ContractState contract, bool isReportOnly)
    {
        draft.Exported = Charges(draft, contract, isReportOnly);
        var renewal = ContractPeriods.Of(contract.Contract).StartIn(draft.Month);
        if (renewal is not { } day || day == contract.Contract.StartDate || day > contract.Contract.EndDate)
            return;
        var bills = SubscriptionPlanner.UnitsOf(draft.Month, contract);
        draft.Exported += bills;
        if (bills > 0)
            draft.Worsen(Outcome.Held, $"The yearly term of contract {contract.Contract.Id} renews on {Day(day)}, but the bill has no line for it.",
                $"Check in Cloudmore whether it was renewed. If not, set the end date of contract {contract.Contract.Id} to {Day(day.AddDays(-1))}.");
    }

    /// <summary>Charges of an earlier version of the bill go to 0, unless nothing may be written.</summary>
    private static decimal Charges(SubscriptionDraft draft, ContractState contract, bool isReportOnly) =>
        isReportOnly ? SubscriptionPlanner.ChargesOf(draft.Month, contract) : ChargePlanner.Plan(draft, [contract], contract.Contract.Id);

    private void PlanMonthly(SubscriptionDraft draft, ContractState contract, bool isReportOnly)
    {
        draft.Exported = Charges(draft, contract, isReportOnly);
        var (periods, end) = (ContractPeriods.Of(contract.Contract), contract.Contract.EndDate);
        if (periods.StartIn(draft.Month) is not { } period)
            return;
        if (period > end)
        {
            // A process that stopped before it could tell has ended it.
            if (draft.Input.Begun.Contains(draft.Subscription.Key))
                draft.Worsen(Outcome.Ended, $"The subscription is billed no longer; contract {contract.Contract.Id} ends with {Day(end)}.");
            return;
        }

        var bills = contract.Services.Sum(service => UnitRows.Covering(service.Rows, period) is { Units: > 0 } row ? row.Price ?? 0 : 0);
        draft.Exported += bills;
        var billing = contract.Services.Where(service => service.Rows.Any(row => row.Units > 0 && row.EndDate >= period)).ToList();
        var mayEnd = settings.Export.EndedSubscriptions == EndedSubscriptionsChoice.EndContract && !isReportOnly && billing.TrueForAll(service => IsKnown(draft, service));
        if (mayEnd && End(draft, contract, billing, period, bills))
            return;
        if (bills == 0 && billing.Count == 0)
            return;
        if (periods.Next(period) > end)
            draft.Worsen(Outcome.Ended, $"The subscription is billed no longer; contract {contract.Contract.Id} ends with {Day(end)} and bills {Money.Text(bills, draft.Subscription.Currency)} for its last period.",
                "Credit the customer by hand where it is due.");
        else
            draft.Worsen(Outcome.Ended, $"The subscription is billed no longer, but contract {contract.Contract.Id} still bills {Money.Text(bills, draft.Subscription.Currency)} a month.",
                $"End contract {contract.Contract.Id} in Autotask, or set Export:EndedSubscriptions to EndContract.");
    }

    /// <summary>
    /// 0 units from the first open period on, and the end date the day before it. Where the units are at 0 already, a process that stopped in between, or a person,
    /// set them; the end date is still due.
    /// </summary>
    /// <returns>Whether the contract ends by this plan.</returns>
    private static bool End(SubscriptionDraft draft, ContractState contract, IReadOnlyList<ContractServiceState> billing, DateOnly period, decimal bills)
    {
        if (SeatPlanner.OpenPeriod(draft, contract, billing, period) is not { } day || day > contract.Contract.EndDate)
            return false;
        if (!billing.All(service => SeatPlanner.EndUnits(draft, contract, service, day)))
            return true;
        draft.Worsen(Outcome.Ended, $"The subscription is billed no longer; contract {contract.Contract.Id} ends with {Day(day.AddDays(-1))}.");
        if (day > contract.Contract.StartDate)
            draft.Add(new PlanStep
            {
                Kind = StepKind.ChangeContract,
                Key = $"end:{contract.Contract.Id}|{Day(day.AddDays(-1))}",
                SubscriptionKey = draft.Subscription.Key,
                Text = $"End contract {contract.Contract.Id} with {Day(day.AddDays(-1))}",
                ContractChange = new ContractChange { Id = contract.Contract.Id, EndDate = day.AddDays(-1) },
            });
        if (day == period)
            draft.Exported -= bills;
        return true;
    }

    private static bool IsKnown(SubscriptionDraft draft, ContractServiceState service) =>
        draft.State.Catalogue.IsOurs(service.ServiceId)
        || draft.Input.Contracts.GetValueOrDefault(draft.Subscription.Key)?.Services.Values.Contains(service.Id) == true;

    private static string CurrencyOf(PlanningInput input) =>
        input.Bill.Organization.CurrencyCode ?? input.Bill.Lines.Select(line => line.CurrencyCode).FirstOrDefault() ?? "";

    private static string Day(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    private sealed record Candidate(string Key, string Name, string Currency, bool IsExpected);
}
