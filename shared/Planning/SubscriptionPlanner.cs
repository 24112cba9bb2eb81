using CloudmoreAutotask.Autotask.Entities;
using CloudmoreAutotask.Billing;
using CloudmoreAutotask.Ledger;
using CloudmoreAutotask.Setup;

namespace CloudmoreAutotask.Planning;

/// <summary>Plans one subscription of a bill: its contract, its seats, its charges.</summary>
internal sealed class SubscriptionPlanner(PlanningSettings settings)
{
    private readonly ContractFit fit = new(settings);
    private readonly SeatPlanner seats = new(settings);

    public SubscriptionPlan Plan(PlanningInput input, OrganizationState state, BilledSubscription subscription)
    {
        var draft = new SubscriptionDraft(subscription, input, state);
        if (subscription.Hold is { } hold)
            HoldWhole(draft, hold, hold);
        else if (input.Locks.TryGetValue(subscription.Key, out var locked))
            HoldLocked(draft, locked);
        else if (input.BilledElsewhere.TryGetValue(subscription.Key, out var elsewhere))
            RefuseBilledTwice(draft, elsewhere);
        else
            PlanOnContract(draft);
        return draft.ToPlan();
    }

    internal static void RefuseBilledTwice(SubscriptionDraft draft, string elsewhere) => draft.Worsen(
        Outcome.Conflict,
        $"The subscription is billed to {draft.Input.Bill.Organization.Name} and to {elsewhere} in {draft.Month}.",
        "Decide whose it is, and correct the other bill in Cloudmore.");

    private void HoldLocked(SubscriptionDraft draft, SubscriptionLock locked)
    {
        var until = locked.Until is { } day ? $" until {day:yyyy-MM-dd}" : "";
        HoldWhole(draft, $"Locked by {locked.Who}{until}: {locked.Why}", "Nothing, while the lock is wanted; take it off to have the bill exported.");
    }

    /// <summary>Leaves the subscription alone; what its contract bills meanwhile is told.</summary>
    private void HoldWhole(SubscriptionDraft draft, string reason, string action)
    {
        draft.Worsen(Outcome.Held, reason, action);
        draft.TellContracts(draft.State.Carrying(draft.Subscription.Key, settings.SubscriptionIdField));
    }

    private void PlanOnContract(SubscriptionDraft draft)
    {
        var carrying = draft.State.Carrying(draft.Subscription.Key, settings.SubscriptionIdField);
        draft.ContractId = carrying.Count > 0 ? carrying[0].Contract.Id : null;
        switch (carrying.Count)
        {
            case 0 when draft.Input.Contracts.TryGetValue(draft.Subscription.Key, out var gone) && settings.Export.MissingContract == MissingContractChoice.Hold:
                draft.ContractId = gone.ContractId;
                draft.Worsen(Outcome.Held, $"Contract {gone.ContractId} carried this subscription and is gone from Autotask, or carries it no longer.",
                    "Give the contract its number and subscription id back, or set Export:MissingContract to Recreate to have a new one made.");
                break;
            case 0:
                PlanNewContract(draft);
                break;
            case 1:
                PlanExisting(draft, carrying[0]);
                break;
            default:
                draft.TellContracts(carrying);
                draft.Worsen(Outcome.Conflict, $"Contracts {string.Join(" and ", carrying.Select(state => $"{state.Contract.Id} ('{state.Contract.ContractName}')"))} both carry this subscription.",
                    "Take the subscription id and the CM- number off the contract that does not belong to it.");
                break;
        }
    }

    private void PlanNewContract(SubscriptionDraft draft)
    {
        var start = draft.Month.FirstDay;
        var wanted = PlanNewSeats(draft, start);
        AddCharges(draft);
        draft.Exported = wanted + ChargePlanner.Plan(draft, Related(draft, null), 0);
        if (!draft.HasSteps)
            return;
        var frequency = draft.Subscription.Seats.Select(seat => seat.Frequency).FirstOrDefault(frequency => frequency is not null) ?? PaymentFrequency.Monthly;
        if (draft.IdOf(draft.State.References.ServiceLevelAgreement) is { } agreement)
            draft.AddContract(NewContract(draft, start, ContractPeriods.TypeOf(frequency), agreement));
        else
            draft.DropSteps();
        if (!draft.HasSteps)
            draft.Exported = Related(draft, null).Sum(contract => ChargesOf(draft.Month, contract));
    }

    private decimal PlanNewSeats(SubscriptionDraft draft, DateOnly period)
    {
        var total = 0m;
        foreach (var seat in draft.Subscription.Seats)
        {
            if (seat.Hold is { } hold)
                draft.Worsen(Outcome.Held, $"{seat.ProductName}: {hold}", "Correct it in Cloudmore, or bill it by hand.");
            else if (seat.Quantity > 0 && Service(draft, seat) is { } service)
                total += AddDifference(draft, seat, SeatPlanner.PlanNew(draft, 0, service.Key, service.Id, Target(seat), period));
        }

        return total;
    }

    private void PlanExisting(SubscriptionDraft draft, ContractState contract)
    {
        if ((fit.Objection(draft, contract) ?? ContractFit.HiddenServices(draft, contract) ?? ForeignServices(draft, contract)) is { } objection)
        {
            draft.Worsen(objection.Outcome, objection.Reason, objection.Action);
            draft.Exported = MonthOf(draft.Month, contract);
            return;
        }

        var total = 0m;
        foreach (var seat in draft.Subscription.Seats)
            total += PlanSeat(draft, contract, seat);
        total += draft.Subscription.IsMonthly ? PlanProductsThatLeft(draft, contract) : PlanTermsWithoutLine(draft, contract);
        total += UnitsBesideTheBill(draft, contract);
        AddCharges(draft);
        draft.Exported = total + (IsInside(draft, contract) ? ChargePlanner.Plan(draft, Related(draft, contract), contract.Contract.Id) : 0);
        // A contract that turns out not to fit is left as it was found.
        if (!draft.IsWaiting)
            WriteMissingKeys(draft, contract);
        else if (!draft.HasSteps)
            draft.Exported = MonthOf(draft.Month, contract);
    }

    /// <summary>A contract with services that cannot be matched to the products is left alone as a whole.</summary>
    private static Objection? ForeignServices(SubscriptionDraft draft, ContractState contract)
    {
        var conflict = draft.Subscription.Seats.Where(seat => seat.Frequency is not null).Select(seat => Choose(draft, contract, seat).Conflict).FirstOrDefault(conflict => conflict is not null);
        if (conflict is null)
            return null;
        // Whether a service that somebody else made has units, all rows tell.
        if (!contract.IsFresh)
            draft.ReadAfresh();
        return new Objection(Outcome.Conflict, conflict, "Leave one service with units on the contract, or take the subscription id off it.");
    }

    /// <summary>Whether charges may be made: the contract reaches the day of the last one, or is moved on so that it does. Where that would bill units again, it stays.</summary>
    private bool IsInside(SubscriptionDraft draft, ContractState contract)
    {
        var end = contract.Contract.EndDate;
        var last = draft.Charges.Where(charge => charge.Amount != 0 || charge.Cost != 0).Select(charge => charge.Date).DefaultIfEmpty(end).Max();
        var firstDay = draft.Month.FirstDay;
        return last <= end || ContractEnd.BillsUnits(draft, contract) || ContractEnd.MoveOn(draft, contract, firstDay > end ? firstDay : last, settings.Export.ContractMonths);
    }

    private decimal PlanSeat(SubscriptionDraft draft, ContractState contract, SeatLine seat)
    {
        var period = seat.Frequency is null ? null : ContractPeriods.Of(contract.Contract).StartIn(draft.Month);
        if (seat.Frequency == PaymentFrequency.Yearly && period is null)
            return PlanMidTerm(draft, contract, seat);
        if (seat.Hold is { } hold || period is null)
        {
            draft.Worsen(Outcome.Held, $"{seat.ProductName}: {seat.Hold ?? "no period of its contract starts in the bill month."}", "Correct it in Cloudmore, or bill it by hand.");
            return 0;
        }

        var choice = Choose(draft, contract, seat);
        if (choice.Existing is { } existing)
        {
            draft.Uses(seat.ProductId, existing.Id);
            return AddDifference(draft, seat, seats.Plan(draft, contract, existing, Target(seat), period.Value));
        }

        if (seat.Quantity == 0)
            return 0;
        if (seats.DeferBehindNewerBill(draft, Target(seat)))
            return AddDifference(draft, seat, 0);
        if (period.Value > contract.Contract.EndDate)
            return ContractEnd.MoveOn(draft, contract, period.Value, settings.Export.ContractMonths) ? seat.Amount : 0;
        return Service(draft, seat) is { } service
            ? AddDifference(draft, seat, SeatPlanner.PlanNew(draft, contract.Contract.Id, service.Key, service.Id, Target(seat), period.Value))
            : 0;
    }

    private decimal PlanMidTerm(SubscriptionDraft draft, ContractState contract, SeatLine seat)
    {
        var choice = Choose(draft, contract, seat);
        var firstDay = draft.Month.FirstDay;
        var term = choice.Existing is { } service && UnitRows.Covering(service.Rows, firstDay) is not null
            ? UnitsOf(contract, service, ContractPeriods.Of(contract.Contract).Covering(firstDay))
            : 0;
        if (settings.Export.YearlyMidTerm == YearlyMidTermChoice.Hold || term == 0 || Math.Abs(seat.Billed) * 2 >= term)
        {
            draft.Worsen(Outcome.Held,
                $"{seat.ProductName}: {Money.Text(seat.Billed, draft.Subscription.Currency)} in the middle of a yearly term that bills {Money.Text(term, draft.Subscription.Currency)}.",
                "Check in Cloudmore whether this is a change, a renewal or a new purchase, and bill it by hand.");
            return 0;
        }

        draft.Charges.Add(ChargePlanner.ForMidTerm(draft, seat));
        draft.Explain("A change in the middle of the yearly term is charged by itself.");
        return 0;
    }

    /// <summary>On a monthly subscription, a service whose product left the bill is wanted at 0 units.</summary>
    private decimal PlanProductsThatLeft(SubscriptionDraft draft, ContractState contract)
    {
        if (ContractPeriods.Of(contract.Contract).StartIn(draft.Month) is not { } period || period > contract.Contract.EndDate)
            return 0;
        var total = 0m;
        foreach (var service in ServicesWithoutLine(draft, contract))
        {
            if (UnitRows.Covering(service.Rows, period) is { Units: not 0 } row)
                total += seats.Plan(draft, contract, service, SeatPlanner.Nothing(draft, service, row), period);
            else if (SeatPlanner.LastStatement(draft, service, period) is { } last)
                draft.Says(new UnitsStatement(service.Id, null, period, 0, last.UnitPrice, last.UnitCost));
        }

        return total;
    }

    /// <summary>A yearly term that begins with units of a product that the bill has no line for: a whole year hangs on it, so a person decides.</summary>
    private static decimal PlanTermsWithoutLine(SubscriptionDraft draft, ContractState contract)
    {
        if (draft.Subscription.Seats.Count == 0 || ContractPeriods.Of(contract.Contract) is not { Months: 12 } terms
            || terms.StartIn(draft.Month) is not { } day || day > contract.Contract.EndDate)
            return 0;
        var total = 0m;
        foreach (var service in ServicesWithoutLine(draft, contract))
        {
            if (UnitRows.Covering(service.Rows, day) is not { Units: > 0 } row)
                continue;
            total += UnitsOf(contract, service, day);
            draft.Worsen(Outcome.Held, $"Contract service {service.Id} bills {row.Units} units in the yearly term from {day:yyyy-MM-dd}, but the bill has no line for its product.",
                $"Check in Cloudmore whether it was renewed. If not, set its units to 0 from {day:yyyy-MM-dd} in Autotask.");
        }

        return total;
    }

    /// <summary>What contract services bill that this bill says nothing of: somebody else put them on the contract, or it is open which product uses them.</summary>
    private static decimal UnitsBesideTheBill(SubscriptionDraft draft, ContractState contract)
    {
        if (ContractPeriods.Of(contract.Contract).StartIn(draft.Month) is not { } day)
            return 0;
        var lines = draft.Subscription.Seats;
        var spokenFor = lines.Where(seat => seat.Frequency is not null).Select(seat => Choose(draft, contract, seat).Existing?.Id)
            .Concat(lines.Count > 0 ? ServicesWithoutLine(draft, contract).Select(service => (long?)service.Id) : []).ToHashSet();
        var others = contract.Services.Where(service => !spokenFor.Contains(service.Id)).ToList();
        var bills = others.Sum(service => UnitsOf(contract, service, day));
        if (bills != 0)
            draft.Explain($"Contract service {string.Join(" and ", others.Select(service => service.Id))} bills {Money.Text(bills, draft.Subscription.Currency)} beside the products of this bill.");
        return bills;
    }

    /// <summary>Contract services of ours, or adopted ones, that no product of the bill uses; none while it is open which service a product uses.</summary>
    private static IEnumerable<ContractServiceState> ServicesWithoutLine(SubscriptionDraft draft, ContractState contract)
    {
        var choices = draft.Subscription.Seats.Where(seat => seat.Frequency is not null).Select(seat => Choose(draft, contract, seat)).ToList();
        if (choices.Count < draft.Subscription.Seats.Count)
            return [];
        var used = choices.Select(choice => choice.Existing?.Id).ToHashSet();
        var remembered = ContractFit.RememberedServices(draft, contract);
        return contract.Services.Where(service => !used.Contains(service.Id) && (remembered.Contains(service.Id) || draft.State.Catalogue.IsOurs(service.ServiceId)));
    }

    private void AddCharges(SubscriptionDraft draft)
    {
        foreach (var line in draft.Subscription.Charges.Where(line => line.Amount != 0 || line.CostAmount != 0 || draft.ContractId is not null))
            draft.Charges.Add(ChargePlanner.For(draft, line));
        AddCredits(draft, settings.Export.ProRata);
    }

    /// <summary>Products with nothing but credits: their money is the difference, which is reported or charged.</summary>
    internal static void AddCredits(SubscriptionDraft draft, ProRataChoice choice)
    {
        foreach (var credit in draft.Subscription.CreditsOnly)
        {
            if (choice == ProRataChoice.Charge)
                draft.Charges.Add(ChargePlanner.ForCredit(draft, credit));
            else
                draft.Explain($"{credit.ProductName}: only credits ({Money.Text(credit.Billed, draft.Subscription.Currency)}), which are not exported.");
        }
    }

    private decimal AddDifference(SubscriptionDraft draft, SeatLine seat, decimal exported)
    {
        if (seat.DifferenceReason.Length == 0)
            return exported;
        if (settings.Export.ProRata == ProRataChoice.Charge)
            draft.Charges.Add(ChargePlanner.ForProRata(draft, seat));
        else
            draft.Explain($"{seat.ProductName}: {Money.Text(seat.Billed - seat.Amount, draft.Subscription.Currency)} not exported ({seat.DifferenceReason}).");
        return exported;
    }

    /// <summary>The catalogue service of a product: found, planned, or null when a person has to decide.</summary>
    private static (string Key, long? Id)? Service(SubscriptionDraft draft, SeatLine seat)
    {
        var catalogue = draft.State.Catalogue;
        var key = catalogue.KeyOf(seat.ProductId, seat.ProductName, seat.Frequency!.Value);
        var found = catalogue.Find(seat.ProductId, seat.ProductName, seat.Frequency.Value);
        if (found.Count > 1)
        {
            draft.Worsen(Outcome.Conflict, $"Services {string.Join(" and ", found.Select(service => service.Id))} of the catalogue carry one key, {key}.", "Leave the key on one of them.");
            return null;
        }

        if (found.Count == 1)
            return (key, found[0].Id);
        if (draft.IdOf(draft.State.References.ServiceBillingCode) is not { } billingCode)
            return null;
        var step = new PlanStep
        {
            Kind = StepKind.CreateService,
            Key = $"service:{key.ToLowerInvariant()}",
            SubscriptionKey = draft.Subscription.Key,
            Text = $"Add service '{ContractKeys.ServiceName(seat.ProductName, seat.Frequency.Value)}' to the catalogue",
            ServiceKey = key,
            Service = new NewService
            {
                Name = ContractKeys.ServiceName(seat.ProductName, seat.Frequency.Value),
                Sku = catalogue.HasSku ? key : null,
                UnitPrice = seat.UnitPrice,
                UnitCost = seat.UnitCost,
                PeriodType = ContractPeriods.TypeOf(seat.Frequency.Value),
                BillingCodeId = billingCode,
            },
        };
        return draft.Add(step) ? (key, null) : null;
    }

    private PlanStep NewContract(SubscriptionDraft draft, DateOnly start, int periodType, long agreement)
    {
        var subscription = draft.Subscription;
        var id = subscription.SubscriptionId!;
        return new PlanStep
        {
            Kind = StepKind.CreateContract,
            Key = $"contract:{subscription.Key}",
            SubscriptionKey = subscription.Key,
            Text = $"Make contract '{ContractKeys.ContractName(settings.Export.ContractNames, subscription.Kind, subscription.Name)}'",
            Contract = new NewContract
            {
                CompanyId = draft.Input.Company!.CompanyId!.Value,
                ContractName = ContractKeys.ContractName(settings.Export.ContractNames, subscription.Kind, subscription.Name),
                ContractNumber = ContractKeys.ContractNumber(id),
                StartDate = start,
                EndDate = ContractEnd.EndFor(start, settings.Export.ContractMonths, periodType == ContractPeriods.Yearly ? 12 : 1),
                ContractPeriodType = periodType,
                ServiceLevelAgreementId = agreement,
                UserDefinedFields = [new UserDefinedField(settings.SubscriptionIdField, id)],
            },
        };
    }

    /// <summary>Writes the number or the subscription id where the contract lacks one of the two; what somebody else put there stays.</summary>
    private void WriteMissingKeys(SubscriptionDraft draft, ContractState contract)
    {
        var number = string.IsNullOrWhiteSpace(contract.Contract.ContractNumber);
        var field = contract.SubscriptionId(settings.SubscriptionIdField) is null;
        if (!number && !field)
            return;
        var id = draft.Subscription.SubscriptionId!;
        draft.Add(new PlanStep
        {
            Kind = StepKind.ChangeContract,
            Key = $"keys:{contract.Contract.Id}",
            SubscriptionKey = draft.Subscription.Key,
            Text = $"Write {(number ? "the contract number" : settings.SubscriptionIdField)} on contract {contract.Contract.Id}",
            ContractChange = new ContractChange
            {
                Id = contract.Contract.Id,
                ContractNumber = number ? ContractKeys.ContractNumber(id) : null,
                UserDefinedFields = field ? [new UserDefinedField(settings.SubscriptionIdField, id)] : null,
            },
        });
    }

    private static ServiceChoice Choose(SubscriptionDraft draft, ContractState contract, SeatLine seat) =>
        ServiceChoice.For(seat, draft.Subscription, contract, draft.Input.Contracts.GetValueOrDefault(draft.Subscription.Key), draft.State.Catalogue);

    /// <summary>The contract, and older contracts of the subscription that may carry charges of this month.</summary>
    private static IReadOnlyList<ContractState> Related(SubscriptionDraft draft, ContractState? contract)
    {
        var mapped = draft.Input.Contracts.GetValueOrDefault(draft.Subscription.Key)?.ContractId;
        return [.. draft.State.Contracts.Where(other => other.Contract.Id == mapped || other.Contract.Id == contract?.Contract.Id)];
    }

    /// <summary>What a contract that is left alone bills for the month.</summary>
    internal static decimal MonthOf(BillMonth month, ContractState contract) => UnitsOf(month, contract) + ChargesOf(month, contract);

    /// <summary>What its units bill in the period that starts in the month.</summary>
    internal static decimal UnitsOf(BillMonth month, ContractState contract) =>
        ContractPeriods.Of(contract.Contract).StartIn(month) is { } day ? contract.Services.Sum(service => UnitsOf(contract, service, day)) : 0;

    private static decimal UnitsOf(ContractState contract, ContractServiceState service, DateOnly day) =>
        UnitRows.Billed(UnitRows.In(service.Rows, day, ContractPeriods.Of(contract.Contract).Next(day))).Price;

    /// <summary>What its charges of the month bill.</summary>
    internal static decimal ChargesOf(BillMonth month, ContractState contract) => contract.Charges
        .Where(charge => charge.InternalPurchaseOrderNumber?.StartsWith(ContractKeys.ChargeKeyPrefix(month), StringComparison.Ordinal) == true)
        .Sum(charge => charge.BillableAmount ?? 0);

    private static SeatTarget Target(SeatLine seat) => new(seat.ProductId, seat.ProductName, (int)seat.Quantity, seat.UnitPrice, seat.UnitCost);
}
