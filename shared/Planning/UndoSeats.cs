using System.Globalization;
using CloudmoreAutotask.Autotask.Entities;
using CloudmoreAutotask.Billing;
using CloudmoreAutotask.Ledger;

namespace CloudmoreAutotask.Planning;

/// <summary>
/// Takes back the units of one contract service (README, "Take a bill back"): one adjustment on the very day that the bill set them, back to what the bill before it said. No
/// other day is used: Autotask may take each day once, and a later period's day is the next bill's.
/// </summary>
internal sealed class UndoSeats(SubscriptionDraft draft, ContractState contract, ContractServiceState service, List<NotUndone> left)
{
    private readonly ContractPeriods periods = ContractPeriods.Of(contract.Contract);

    /// <summary>Whether the contract was made for this very bill.</summary>
    public static bool IsMadeBy(SubscriptionDraft draft, ContractState contract) =>
        draft.Input.Intents.Any(intent => intent.Kind == StepKind.CreateContract && intent.SubscriptionKey == draft.Subscription.Key)
        && contract.Contract.StartDate == draft.Month.FirstDay
        && string.Equals(contract.Contract.ContractNumber?.Trim(), ContractKeys.ContractNumber(draft.Subscription.Key), StringComparison.OrdinalIgnoreCase);

    /// <summary>Plans it.</summary>
    /// <param name="said">What this bill said of the contract service.</param>
    public void Plan(IReadOnlyList<WrittenUnits> said)
    {
        var first = said.MinBy(statement => statement.Period)!;
        if (!IsWritten(first))
            HandBack(first);
        else if (draft.Input.Written.FirstOrDefault(written => written.IsStatement && written.ContractServiceId == service.Id && written.BillMonth > draft.Month) is { } newer)
            Leave($"The bill of {newer.BillMonth} goes by contract service {service.Id} as it stands.",
                $"Undo the bill of {newer.BillMonth} first where it wrote something; otherwise credit by hand what {draft.Month} bills too much.", first, Before(first));
        else if (said.Any(statement => statement.IsEnd))
            Leave($"Contract {contract.Contract.Id} was ended by this bill, with {Day(contract.Contract.EndDate)}.", "If it is to go on, move its end date on and set its units by hand in Autotask.", first);
        else if (said.Select(statement => (statement.Units, statement.UnitPrice, statement.UnitCost)).Distinct().Count() > 1)
            Leave($"This bill set contract service {service.Id} from several days on: {string.Join(", ", said.Select(statement => Day(statement.Period)).Order(StringComparer.Ordinal))}.", ByHand(first, null), first);
        else if (Before(first) is { } before)
            Plan(said, first, before);
        else
            Leave($"What contract service {service.Id} had before this bill is not known: this bill was the first to set it, and somebody else made it.", ByHand(first, null), first);
    }

    /// <summary>Whether this bill sent an adjustment for what it said, and did not merely find it so.</summary>
    private bool IsWritten(WrittenUnits said)
    {
        var products = draft.Input.Contracts.GetValueOrDefault(draft.Subscription.Key)?.Services.Where(entry => entry.Value == service.Id).Select(entry => entry.Key) ?? [];
        var keys = products.Append(service.Id.ToString(CultureInfo.InvariantCulture)).Select(subject => SeatPlanner.AdjustmentKey(draft.Subscription.Key, subject, said.Period)).ToHashSet(StringComparer.Ordinal);
        return draft.Input.Intents.Any(intent => keys.Contains(intent.StepKey));
    }

    /// <summary>Leaves units that the bill found so to the bill that set them.</summary>
    private void HandBack(WrittenUnits said)
    {
        if (Earlier().Where(written => written.ContractServiceId == service.Id).MaxBy(written => written.Period) is { } last)
            draft.Says(new UnitsStatement(service.Id, null, said.Period, said.Units, said.UnitPrice, said.UnitCost, By: last.BillMonth));
    }

    private List<WrittenUnits> Earlier() =>
        [.. draft.Input.Written.Where(written => written.IsStatement && written.BillMonth < draft.Month && written.SubscriptionKey == draft.Subscription.Key)];

    private void Plan(IReadOnlyList<WrittenUnits> all, WrittenUnits said, UnitsStatement before)
    {
        if (Stands(before, Key(said)))
        {
            foreach (var statement in all)
                draft.Says(before with { Period = statement.Period });
            return;
        }

        if (!Stands(new UnitsStatement(service.Id, null, said.Period, said.Units, said.UnitPrice, said.UnitCost), stepKey: null))
            Leave($"Somebody changed contract service {service.Id} in Autotask since: it does not say {said.Units} units at {Money.PriceText(said.UnitPrice)} from {Day(said.Period)} on.", ByHand(said, before), said, before);
        else if (SeatPlanner.IsPosted(draft, service, said.Period))
            Leave($"The period from {Day(said.Period)}, or a later one, of contract service {service.Id} is approved and posted.",
                $"{(Excess(said, before) < 0 ? "Bill" : "Credit")} {Amount(said, before)} to the customer in Autotask, or take the posting back there and ask for the undo again.", said, before);
        else if (said.Closed is not null)
            Leave($"Autotask takes no second change of contract service {service.Id} on {Day(said.Period)}.", ByHand(said, before), said, before);
        else if (IsNeverShown(before))
            Leave($"Autotask accepted {before.Units} units from {Day(said.Period)} on contract service {service.Id}, but does not show them.", ByHand(said, before), said, before);
        else if (draft.Input.Refused.TryGetValue(Key(said), out var words))
            Leave($"Autotask refused to set contract service {service.Id} back: {words}", ByHand(said, before), said, before);
        else
            draft.Add(Step(said, before));
    }

    /// <summary>What the bills before this one left behind: their last word, or nothing where this bill made the contract service. Null when nobody knows.</summary>
    private UnitsStatement? Before(WrittenUnits said)
    {
        var earlier = Earlier();
        var last = earlier.Where(written => written.ContractServiceId == service.Id && written.Period < said.Period).MaxBy(written => written.Period);
        if (last is { Units: > 0 })
            return new UnitsStatement(service.Id, null, said.Period, last.Units, last.UnitPrice, last.UnitCost, By: last.BillMonth);
        var isMade = IsMadeBy(draft, contract) || (earlier.Count > 0 && draft.State.Catalogue.IsOurs(service.ServiceId));
        return last is not null || isMade ? new UnitsStatement(service.Id, null, said.Period, 0, said.UnitPrice, said.UnitCost, By: last?.BillMonth) : null;
    }

    /// <summary>Whether the period and every later one say this. No row is taken for 0 units only where they were set by us.</summary>
    private bool Stands(UnitsStatement wanted, string? stepKey)
    {
        var next = periods.Next(wanted.Period);
        var rows = UnitRows.In(service.Rows, wanted.Period, next);
        if (UnitRows.Covering(rows, wanted.Period) is null && (wanted.Units != 0 || (stepKey is not null && !draft.Input.Adjusted.Contains((stepKey, contract.Contract.Id)))))
            return false;
        return rows.All(row => UnitRows.Says(row, wanted.Period, next, wanted.Units, wanted.UnitPrice, wanted.UnitCost))
            && service.Rows.Where(row => row.StartDate >= next).All(row => IsAsWanted(row, wanted));
    }

    private bool IsAsWanted(ContractServiceUnits row, UnitsStatement wanted)
    {
        var period = periods.Covering(row.StartDate);
        return UnitRows.Says(row, period, periods.Next(period), wanted.Units, wanted.UnitPrice, wanted.UnitCost);
    }

    private bool IsNeverShown(UnitsStatement before) => draft.Input.Written.Any(written => written.NeverShown && written.ContractServiceId == service.Id && written.Period == before.Period
        && written.Units == before.Units && written.UnitPrice == before.UnitPrice && written.UnitCost == before.UnitCost);

    private PlanStep Step(WrittenUnits said, UnitsStatement before) => new()
    {
        Kind = StepKind.AdjustUnits,
        Key = Key(said),
        SubscriptionKey = draft.Subscription.Key,
        Text = $"Contract service {service.Id}: back to {before.Units} units at {Money.PriceText(before.UnitPrice)} from {Day(said.Period)} ({before.Units - said.Units:+0;-0;0})",
        Money = -Excess(said, before),
        TargetUnits = before.Units,
        Adjustment = new NewServiceAdjustment
        {
            ContractId = contract.Contract.Id,
            ContractServiceId = service.Id,
            UnitChange = before.Units - said.Units,
            EffectiveDate = said.Period,
            AdjustedUnitPrice = before.UnitPrice,
            AdjustedUnitCost = before.UnitCost,
        },
    };

    /// <summary>What the bill month bills more than before this bill; 0 where the bill set a later period only.</summary>
    private decimal Excess(WrittenUnits said, UnitsStatement? before)
    {
        if (periods.StartIn(draft.Month) != said.Period)
            return 0;
        return UnitRows.Billed(UnitRows.In(service.Rows, said.Period, periods.Next(said.Period))).Price - Money.ToCents((before?.Units ?? 0) * (before?.UnitPrice ?? 0));
    }

    private void Leave(string what, string action, WrittenUnits said, UnitsStatement? before = null) => left.Add(new NotUndone(what, action, before is null ? 0 : Excess(said, before)));

    private string ByHand(WrittenUnits said, UnitsStatement? before) => before is null
        ? $"Set the units of contract {contract.Contract.Id} from {Day(said.Period)} on by hand in Autotask, or credit what is billed too much."
        : $"Set contract {contract.Contract.Id} to {before.Units} units at {Money.PriceText(before.UnitPrice)} from {Day(said.Period)} on by hand in Autotask, or {(Excess(said, before) < 0 ? "bill" : "credit")} {Amount(said, before)}.";

    private string Amount(WrittenUnits said, UnitsStatement? before) => Money.Text(Math.Abs(Excess(said, before)), draft.Subscription.Currency);

    private string Key(WrittenUnits said) => string.Create(CultureInfo.InvariantCulture, $"undo:adjust:{service.Id}|{said.Period:yyyy-MM-dd}");

    private static string Day(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}
