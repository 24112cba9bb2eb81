using CloudmoreAutotask.Billing;
using CloudmoreAutotask.Ledger;
using CloudmoreAutotask.Setup;
using CloudmoreAutotask.Simulators.Autotask;

namespace CloudmoreAutotask.Tests.Export.Brokers.Rules;

/// <summary>Export rules, "The contract", "Writing seats" and "Writing charges": one subscription of a bill.</summary>
internal sealed class SubscriptionRules
{
    private readonly BrokerSettings _settings;
    private readonly RuleMemory _memory;
    private readonly SeatRules _seats;

    public SubscriptionRules(BrokerSettings settings, RuleMemory memory, AutotaskRules tenant)
    {
        (_settings, _memory) = (settings, memory);
        Charges = new ChargeRules(settings, memory.Made, tenant.NegativeChargesAllowed);
        _seats = new SeatRules(settings, memory, Charges, tenant.ZeroUnitRows);
    }

    public ChargeRules Charges { get; }

    /// <summary>The last day of a contract, or of a part of it, that starts on the day: never less than one period.</summary>
    public static DateOnly EndFrom(DateOnly start, int contractMonths, int periodMonths) => start.AddMonths(Math.Max(contractMonths, periodMonths)).AddDays(-1);

    public SubscriptionResult Export(BillInWork work, ExpectedSubscription subscription)
    {
        var result = new SubscriptionResult(subscription.Key, work.Month);
        if (subscription.Hold is { } hold)
            result.Worsen(Outcome.Held, hold);
        else if (_memory.IsLocked(subscription.Key, work.Today))
            result.Worsen(Outcome.Held, "locked");
        else if (IsBilledElsewhere(work, subscription.Key))
            result.Worsen(Outcome.Conflict, "billed to two organizations");
        else
            Export(work, subscription, result);
        return result;
    }

    /// <summary>Whether a bill would make a contract for the subscription.</summary>
    public bool MakesContract(BillInWork work, ExpectedSubscription subscription) =>
        subscription.Hold is null && !_memory.IsLocked(subscription.Key, work.Today) && !IsBilledElsewhere(work, subscription.Key) && work.Carrying(subscription.Key).Count == 0 && !IsGone(work, subscription.Key)
        && (subscription.Seats.Any(IsNewSeats) || WantedCharges(subscription, work.Month, IsNewSeats).Exists(charge => (charge.Amount, charge.Cost) != (0, 0) && !_memory.Made.Contains(charge.Key)));

    public bool IsBilledElsewhere(BillInWork work, string key) =>
        _memory.Bills.Exists(other => other.Month == work.Month && other.Organization != work.Bill.Organization && other.Bills(key));

    /// <summary>Why nothing may be written on a contract that carries the subscription, whatever the bill says; null when it may.</summary>
    public static (Outcome Outcome, string Why)? Objection(BillInWork work, ExpectedContract contract)
    {
        if (contract.CompanyId != work.CompanyId)
            return (Outcome.Conflict, "the contract is another company's");
        if (contract.Type != 7)
            return (Outcome.Conflict, "contract type");
        if (!contract.IsActive)
            return (Outcome.Held, "the contract is inactive");
        return contract.Start > work.Month.LastDay ? (Outcome.Conflict, "the contract starts after the bill month") : null;
    }

    private bool IsGone(BillInWork work, string key) => _settings.MissingContract == MissingContractChoice.Hold && _memory.Known(work.Bill.Organization, key) is not null;

    private void Export(BillInWork work, ExpectedSubscription subscription, SubscriptionResult result)
    {
        var found = work.Carrying(subscription.Key);
        if (found.Count > 1)
            result.Worsen(Outcome.Conflict, "two contracts");
        else if (found.Count == 1)
            OnContract(work, subscription, found[0], result);
        else if (IsGone(work, subscription.Key))
            result.Worsen(Outcome.Held, "the contract is gone");
        else
            OnNewContract(work, subscription, result);
    }

    private static bool IsNewSeats(ExpectedSeats seats) => seats is { Hold: null, Units: > 0 };

    private void OnNewContract(BillInWork work, ExpectedSubscription subscription, SubscriptionResult result)
    {
        foreach (var seats in subscription.Seats.Where(seats => seats.Hold is not null))
            result.Worsen(Outcome.Held, seats.Hold!);
        var months = subscription.IsYearly ? 12 : 1;
        var prefix = subscription.Kind switch
        {
            ServiceKind.Consumption => "Microsoft Azure",
            ServiceKind.OneTime => "Microsoft software",
            _ => "Microsoft 365",
        };
        var contract = new ExpectedContract
        {
            CompanyId = work.CompanyId!.Value,
            Name = $"{prefix} - {subscription.Name}",
            Number = $"CM-{subscription.Key}",
            SubscriptionId = subscription.Key,
            PeriodMonths = months,
            Start = work.Month.FirstDay,
            End = EndFrom(work.Month.FirstDay, _settings.ContractMonths, months),
        };
        var known = KnownAs(work, subscription.Key, contract);
        foreach (var seats in subscription.Seats.Where(IsNewSeats))
            _seats.Write(result, OwnService(contract, seats, known), seats.Product, seats);
        result.Charges.AddRange(WantedCharges(subscription, work.Month, IsNewSeats));
        if (!Charges.Write(result, contract, Related(work, subscription.Key, contract)) && contract.Services.Count == 0)
            return;
        work.Tenant.Contracts.Add(contract);
        result.Worsen(Outcome.Created);
        Remember(known);
    }

    private void OnContract(BillInWork work, ExpectedSubscription subscription, ExpectedContract contract, SubscriptionResult result)
    {
        var isOurs = _memory.Known(work.Bill.Organization, subscription.Key)?.Contract == contract.Identity || BillInWork.Same(contract.Number, $"CM-{subscription.Key}");
        var objection = Objection(work, contract);
        if (objection is null && subscription.Kind == ServiceKind.Subscription && contract.PeriodMonths != (subscription.IsYearly ? 12 : 1))
            objection = (isOurs ? Outcome.Held : Outcome.Conflict, "period type");
        var known = KnownAs(work, subscription.Key, contract);
        if (objection is null && subscription.Seats.Any(seats => seats.IsYearly is not null && IsForeign(seats)))
            objection = (Outcome.Conflict, "services that cannot be matched");
        if (objection is var (outcome, why))
        {
            result.Worsen(outcome, why);
            return;
        }

        var exported = WriteSeats(work, subscription, contract, known, result);
        result.Charges.AddRange(WantedCharges(subscription, work.Month, exported.Contains));
        Charges.Write(result, contract, Related(work, subscription.Key, contract));
        if (result.IsWaiting)
            return;
        if (string.IsNullOrEmpty(contract.Number) || string.IsNullOrEmpty(contract.SubscriptionId))
        {
            contract.Number = string.IsNullOrEmpty(contract.Number) ? $"CM-{subscription.Key}" : contract.Number;
            contract.SubscriptionId = string.IsNullOrEmpty(contract.SubscriptionId) ? subscription.Key : contract.SubscriptionId;
            result.Worsen(Outcome.Updated);
        }

        Remember(known);

        bool IsForeign(ExpectedSeats seats) => ExistingService(work, contract, subscription, seats, known, out var conflict) is null && conflict;
    }

    /// <summary>What is remembered of the subscription on that contract.</summary>
    public KnownContract KnownAs(BillInWork work, string key, ExpectedContract contract) =>
        _memory.Known(work.Bill.Organization, key) is { } known && known.Contract == contract.Identity
            ? known
            : new KnownContract { Organization = work.Bill.Organization, Subscription = key, Contract = contract.Identity };

    public void Remember(KnownContract known)
    {
        _memory.Contracts.RemoveAll(one => one.Organization == known.Organization && one.Subscription == known.Subscription);
        _memory.Contracts.Add(known);
    }

    /// <summary>Writes the products of the bill, and those that left it to 0.</summary>
    /// <returns>The seats whose period is this bill's to set.</returns>
    private HashSet<ExpectedSeats> WriteSeats(BillInWork work, ExpectedSubscription subscription, ExpectedContract contract, KnownContract known, SubscriptionResult result)
    {
        var period = contract.PeriodStartingIn(work.Month);
        var (exported, used) = (new HashSet<ExpectedSeats>(), new HashSet<ExpectedService>());
        foreach (var seats in subscription.Seats)
        {
            var service = ExistingService(work, contract, subscription, seats, known, out _);
            if (service is not null)
                used.Add(service);
            if (seats.IsYearly == true && period is null)
                MidTerm(work, subscription, seats, service, result);
            else if (seats.Hold is { } hold)
                result.Worsen(Outcome.Held, hold);
            else if (service is not null || seats.Units > 0)
                Write(seats, service);
        }

        if (subscription.IsMonthlySeats && subscription.Seats.All(seats => seats.IsYearly is not null) && period <= contract.End)
        {
            foreach (var service in contract.Services.Where(service => !used.Contains(service) && (known.Services.ContainsValue(service.Identity) || service.IsOurs)).ToList())
                _seats.Write(result, service, known.Services.FirstOrDefault(entry => entry.Value == service.Identity).Key, null);
        }

        return exported;

        void Write(ExpectedSeats seats, ExpectedService? service)
        {
            exported.Add(seats);
            if (service is null && contract.Services.Exists(other => _seats.IsSaidByNewer(other, work.Month)))
            {
                _seats.Defer(result, seats.Product, seats, (0, 0));
                return;
            }

            if (service is null && period > contract.End && !Charges.MoveEndOn(result, contract, period.Value))
            {
                exported.Remove(seats);
                return;
            }

            service ??= OwnService(contract, seats, known);
            used.Add(service);
            known.Services[seats.Product] = service.Identity;
            _seats.Write(result, service, seats.Product, seats);
        }
    }

    /// <summary>A yearly product between two renewals: its lines hold the pro-rated money only.</summary>
    private void MidTerm(BillInWork work, ExpectedSubscription subscription, ExpectedSeats seats, ExpectedService? service, SubscriptionResult result)
    {
        var amount = ExpectedAmount.Of(seats.Product, seats.Lines);
        var term = service?.RowAt(work.Month.FirstDay) is { } row ? service.BillsIn(row.PeriodStart).Price : 0;
        if (_settings.YearlyMidTerm == YearlyMidTermChoice.Hold || Math.Abs(amount.Amount) * 2 >= term)
            result.Worsen(Outcome.Held, "change in mid-term");
        else
            result.Charges.Add(new WantedCharge(new ChargeKey(work.Month, subscription.Key, seats.Product, ChargeRules.MidTerm, 1), amount.Amount, amount.Cost, amount.Date));
    }

    /// <summary>The contract service that a product uses; null when ours is to be added.</summary>
    private static ExpectedService? ExistingService(
        BillInWork work, ExpectedContract contract, ExpectedSubscription subscription, ExpectedSeats seats, KnownContract known, out bool conflict)
    {
        conflict = false;
        if (known.Services.TryGetValue(seats.Product, out var used) && contract.Services.Find(service => service.Identity == used) is { } remembered)
            return remembered;
        if (contract.Services.Find(service => service.IsFor(seats)) is { } own)
            return own;
        var foreign = contract.Services.FindAll(service => !service.IsOurs && !known.Services.ContainsValue(service.Identity));
        if (foreign.Count == 0)
            return null;
        if (contract.Services.Count == 1 && subscription.Seats.Count == 1 && foreign[0].Rows.Exists(row => row.Units > 0))
            return foreign[0];
        conflict = true;
        return null;
    }

    private static ExpectedService OwnService(ExpectedContract contract, ExpectedSeats seats, KnownContract known)
    {
        var frequency = seats.IsYearly == true ? "yearly" : "monthly";
        var service = contract.Add($"{seats.ProductName} ({frequency})", $"CM:{seats.Product}:{frequency}");
        known.Services[seats.Product] = service.Identity;
        return service;
    }

    /// <summary>The charges for usage and one-time items, and for what seats do not bill where that is charged.</summary>
    private List<WantedCharge> WantedCharges(ExpectedSubscription subscription, BillMonth month, Predicate<ExpectedSeats> exports)
    {
        var amounts = subscription.Amounts.Select(amount => Charge(amount, ""));
        if (_settings.ProRata != ProRataChoice.Charge)
            return [.. amounts];
        var differences = subscription.Seats.Where(seats => exports(seats) && seats.Difference.Amount != 0).Select(seats => Charge(seats.Difference, ChargeRules.ProRata));
        return [.. amounts, .. differences, .. CreditsOf(subscription, month)];

        WantedCharge Charge(ExpectedAmount amount, string letter) =>
            new(new ChargeKey(month, subscription.Key, amount.Product, letter, 1), amount.Amount, amount.Cost, amount.Date);
    }

    /// <summary>The charges of products that have credits only, where differences are charged.</summary>
    public IEnumerable<WantedCharge> CreditsOf(ExpectedSubscription? subscription, BillMonth month) => _settings.ProRata != ProRataChoice.Charge || subscription is null
        ? []
        : subscription.Credits.Select(credit => new WantedCharge(new ChargeKey(month, subscription.Key, credit.Product, ChargeRules.ProRata, 1), credit.Amount, credit.Cost, credit.Date));

    /// <summary>The contracts that may carry charges of the subscription.</summary>
    public IReadOnlyList<ExpectedContract> Related(BillInWork work, string key, ExpectedContract contract)
    {
        var known = _memory.Known(work.Bill.Organization, key)?.Contract;
        return [.. work.Tenant.Contracts.Where(other => other == contract || other.Identity == known)];
    }
}
