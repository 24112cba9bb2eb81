using CloudmoreAutotask.Billing;
using CloudmoreAutotask.Ledger;

namespace CloudmoreAutotask.Planning;

/// <summary>Why nothing may be written on a contract that carries the subscription.</summary>
/// <param name="Outcome">What the subscription ends in.</param>
/// <param name="Reason">What is in the way.</param>
/// <param name="Action">What a person does about it.</param>
internal sealed record Objection(Outcome Outcome, string Reason, string Action);

/// <summary>Whether a contract that carries a subscription may be written on (export rules, "The contract").</summary>
internal sealed class ContractFit(PlanningSettings settings)
{
    private const int RecurringService = 7;
    private const int Active = 1;

    /// <summary>What stands against writing on the contract; null when nothing does.</summary>
    public Objection? Objection(SubscriptionDraft draft, ContractState contract)
    {
        var (found, id) = (contract.Contract, contract.Contract.Id);
        if (found.CompanyId != draft.Input.Company?.CompanyId)
            return new Objection(Outcome.Conflict, $"Contract {id} belongs to company {found.CompanyId}, but the organization's company is {draft.Input.Company?.CompanyId}.",
                "A contract cannot change its company. End it and take its subscription id off, or correct the organization's company.");
        if (OtherSubscription(draft, contract) is { } other)
            return new Objection(Outcome.Conflict, $"Contract {id} carries this subscription and also {other}.", "Take the one that does not belong off the contract.");
        if (found.ContractType != RecurringService)
            return new Objection(Outcome.Conflict, $"Contract {id} is no recurring service contract (type {found.ContractType}).", "Take the subscription id off it; a contract of the right type is then made.");
        if (found.Status != Active)
            return new Objection(Outcome.Held, $"Contract {id} is set inactive in Autotask. It still bills, but the product writes nothing on it.", "Set it active, or take the subscription id and the CM- number off it.");
        if (BillMonth.Of(found.StartDate) > draft.Month)
            return new Objection(Outcome.Conflict, $"Contract {id} starts on {found.StartDate:yyyy-MM-dd}, after the bill month.", "Bill this month by hand, or correct the contract in Autotask.");
        return PeriodType(draft, contract);
    }

    /// <summary>
    /// A contract service cannot be deleted through the API, so one that was used before and is not to be seen is hidden: adding it again would bill its units twice.
    /// </summary>
    public static Objection? HiddenServices(SubscriptionDraft draft, ContractState contract)
    {
        var hidden = RememberedServices(draft, contract).Except(contract.Services.Select(service => service.Id)).Order().ToList();
        if (hidden.Count == 0)
            return null;
        draft.ReadAfresh();
        return new Objection(Outcome.Held, $"Contract {contract.Contract.Id} had contract service {string.Join(" and ", hidden)}, which Autotask does not show.",
            "Check that the API user may see the contract's services. If a person removed it, end the contract and take its subscription id and CM- number off; a new one is then made.");
    }

    /// <summary>The contract services that the subscription's products were found to use.</summary>
    public static IReadOnlySet<long> RememberedServices(SubscriptionDraft draft, ContractState contract) =>
        draft.Input.Contracts.GetValueOrDefault(draft.Subscription.Key) is { } mapping && mapping.ContractId == contract.Contract.Id
            ? mapping.Services.Values.ToHashSet()
            : new HashSet<long>();

    private static Objection? PeriodType(SubscriptionDraft draft, ContractState contract)
    {
        var frequency = draft.Subscription.Seats.Select(seat => seat.Frequency).FirstOrDefault(frequency => frequency is not null);
        if (frequency is not { } wanted || contract.Contract.ContractPeriodType == ContractPeriods.TypeOf(wanted))
            return null;
        return new Objection(
            IsOurs(draft, contract) ? Outcome.Held : Outcome.Conflict,
            $"The bill is {wanted.ToString().ToLowerInvariant()}, but contract {contract.Contract.Id} has period type {contract.Contract.ContractPeriodType}.",
            "A contract cannot change its period type. End it and take its subscription id and CM- number off; a new one is then made.");
    }

    private string? OtherSubscription(SubscriptionDraft draft, ContractState contract)
    {
        var field = contract.SubscriptionId(settings.SubscriptionIdField);
        if (field is not null && !string.Equals(field, draft.Subscription.Key, StringComparison.OrdinalIgnoreCase))
            return field;
        var number = contract.Contract.ContractNumber?.Trim();
        var foreign = number?.StartsWith(ContractKeys.Prefix, StringComparison.OrdinalIgnoreCase) == true
            && !string.Equals(number, ContractKeys.ContractNumber(draft.Subscription.Key), StringComparison.OrdinalIgnoreCase);
        return foreign ? number : null;
    }

    private static bool IsOurs(SubscriptionDraft draft, ContractState contract) =>
        draft.Input.Contracts.GetValueOrDefault(draft.Subscription.Key)?.ContractId == contract.Contract.Id
        || string.Equals(contract.Contract.ContractNumber, ContractKeys.ContractNumber(draft.Subscription.Key), StringComparison.OrdinalIgnoreCase);
}
