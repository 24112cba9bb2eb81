using System.Globalization;
using CloudmoreAutotask.Autotask;
using CloudmoreAutotask.Autotask.Entities;
using CloudmoreAutotask.Billing;
using CloudmoreAutotask.Ledger;
using CloudmoreAutotask.Setup;

namespace CloudmoreAutotask.Planning;

/// <summary>What a contract service is to say from a period on.</summary>
internal sealed record SeatTarget(string? ProductId, string ProductName, int Units, decimal UnitPrice, decimal UnitCost)
{
    public decimal Amount => Money.ToCents(Units * UnitPrice);

    public decimal CostAmount => Money.ToCents(Units * UnitCost);
}

/// <summary>Decides the units of one contract service (export rules, "Writing seats"): one adjustment with the delta on a period's start, or none.</summary>
internal sealed class SeatPlanner(PlanningSettings settings)
{
    // How far ahead an open period is looked for.
    internal const int PeriodsAhead = 36;

    /// <summary>Plans a contract service that is there.</summary>
    /// <returns>What Autotask bills for the period once the steps are done.</returns>
    public decimal Plan(SubscriptionDraft draft, ContractState contract, ContractServiceState service, SeatTarget target, DateOnly period)
    {
        var periods = ContractPeriods.Of(contract.Contract);
        if (period > contract.Contract.EndDate)
            return target.Units > 0 && ContractEnd.MoveOn(draft, contract, period, settings.Export.ContractMonths) ? target.Amount : 0;

        var rows = UnitRows.In(service.Rows, period, periods.Next(period));
        if (UnitRows.Covering(rows, period) is null && UnitsWithoutRow(draft, contract, service, target, period) is null && !IsSetToZero(draft, contract, service, target, period))
            return Unknown(draft, service, period, UnitRows.Billed(rows).Price);

        if (Matches(rows, period, periods.Next(period), target))
        {
            draft.Says(new UnitsStatement(service.Id, target.ProductId, period, target.Units, target.UnitPrice, target.UnitCost));
            return UnitRows.Billed(rows).Price;
        }

        var edit = ManualEdit(draft, service, rows, period, periods.Next(period));
        return edit.Length > 0 && settings.Export.ManualEdits != ManualEditsChoice.Overwrite
            ? Leave(draft, rows, edit)
            : Write(draft, contract, service, target, period, rows, edit);
    }

    /// <summary>Plans a contract service that the adjustment makes.</summary>
    public static decimal PlanNew(SubscriptionDraft draft, long contractId, string serviceKey, long? serviceId, SeatTarget target, DateOnly period)
    {
        if (target.Units == 0)
            return 0;
        var step = Adjustment(draft, contractId, null, target, target.Units, period, target.Amount) with { ServiceKey = serviceKey };
        step = step with { Adjustment = step.Adjustment! with { ServiceId = serviceId ?? 0 } };
        if (draft.Input.Adjusted.Contains((step.Key, contractId)))
        {
            draft.ReadAfresh();
            draft.Worsen(Outcome.Held, $"Autotask accepted {step.Text} on contract {contractId}, but does not show the contract service.",
                "Check that the API user may see the contract's services. If the units are not there, set them by hand in Autotask; the bill then goes on by itself.");
            return 0;
        }

        return draft.Add(step) ? target.Amount : 0;
    }

    /// <summary>Defers a product that a contract lacks when a newer bill has set the contract already: its units would run on into that bill's periods.</summary>
    /// <returns>Whether it was deferred.</returns>
    public bool DeferBehindNewerBill(SubscriptionDraft draft, SeatTarget target)
    {
        var isSet = draft.Input.Written.Any(written => written.IsStatement && written.SubscriptionKey == draft.Subscription.Key && written.BillMonth > draft.Month);
        if (isSet)
            Defer(draft, target, (0, 0), "a newer bill has set this contract already, so nothing is written");
        return isSet;
    }

    /// <summary>Plans 0 units from the day on, at the price that the service has; where Autotask does not take that, it is left to the contract's end.</summary>
    /// <returns>False when Autotask refused it.</returns>
    public static bool EndUnits(SubscriptionDraft draft, ContractState contract, ContractServiceState service, DateOnly day)
    {
        if (UnitRows.Covering(service.Rows, day) is not { Units: > 0 } row || IsClosed(draft, service, day)
            || service.Rows.Any(later => later.StartDate > day && later.Units < row.Units))
            return true;
        var target = Nothing(draft, service, row);
        return draft.Add(Adjustment(draft, contract.Contract.Id, service.Id, target, -row.Units, day, -(row.Price ?? 0)));
    }

    private decimal Write(
        SubscriptionDraft draft, ContractState contract, ContractServiceState service, SeatTarget target, DateOnly period, IReadOnlyList<ContractServiceUnits> rows, string edit)
    {
        var billed = UnitRows.Billed(rows);
        if (IsStatedByNewerBill(draft, service))
            return Defer(draft, target, billed, "a newer bill has set this service already, so nothing is written");

        var periods = ContractPeriods.Of(contract.Contract);
        var why = IsEven(contract, service, period) ? $"the period from {Day(period)} is closed" : $"units change inside the period from {Day(period)}";
        if (OpenPeriod(draft, contract, service, period) is not { } day)
            return Defer(draft, target, billed, Because($"{why} and no later period is this bill's to change", edit));
        if (day > contract.Contract.EndDate)
            return ContractEnd.MoveOn(draft, contract, day, settings.Export.ContractMonths) ? Defer(draft, target, billed, $"{why}, so the change counts from {Day(day)}") : billed.Price;

        var current = UnitRows.In(service.Rows, day, periods.Next(day));
        // A later period without a row may only not have been read.
        if (UnitRows.Covering(current, day) is null && !contract.IsFresh)
            draft.ReadAfresh();
        if (!Matches(current, day, periods.Next(day), target))
        {
            if ((UnitRows.Covering(current, day)?.Units ?? UnitsWithoutRow(draft, contract, service, target, day)) is not { } units)
                return Unknown(draft, service, day, billed.Price);
            if (NeverShown(draft, service, target, day))
                return billed.Price;
            var step = Adjustment(draft, contract.Contract.Id, service.Id, target, target.Units - units, day, day == period ? target.Amount - billed.Price : 0);
            if (!draft.Add(step))
                return billed.Price;
            draft.Note(edit.Length == 0 ? "" : edit + " It is overwritten.");
        }

        draft.Says(new UnitsStatement(service.Id, target.ProductId, day, target.Units, target.UnitPrice, target.UnitCost));
        return day == period ? target.Amount : Defer(draft, target, billed, Because($"{why}, so the change counts from {Day(day)}", edit));
    }

    private decimal Defer(SubscriptionDraft draft, SeatTarget target, (decimal Price, decimal? Cost) billed, string because)
    {
        var wrong = target.Amount - billed.Price;
        var currency = draft.Subscription.Currency;
        if (settings.Export.ClosedPeriods == ClosedPeriodsChoice.Charge && wrong != 0)
        {
            draft.Worsen(Outcome.Deferred, $"{target.ProductName}: {because}; the {Money.Text(wrong, currency)} of that period is charged by itself.");
            draft.Charges.Add(ChargePlanner.ForClosedPeriod(draft, target, wrong, billed.Cost is { } cost ? target.CostAmount - cost : 0));
            return billed.Price;
        }

        draft.Worsen(Outcome.Deferred, $"{target.ProductName}: {because}; Autotask bills {Money.Text(billed.Price, currency)} instead of {Money.Text(target.Amount, currency)} for it.",
            wrong > 0 ? $"Bill {Money.Text(wrong, currency)} by hand, or let it go." : $"Credit {Money.Text(-wrong, currency)} by hand, or let it go.");
        return billed.Price;
    }

    private static string Because(string why, string edit) => edit.Length == 0 ? why : $"{edit.TrimEnd('.')}; {why}";

    /// <summary>A change that Autotask accepted and never showed is not sent again.</summary>
    private static bool NeverShown(SubscriptionDraft draft, ContractServiceState service, SeatTarget target, DateOnly day)
    {
        var sent = draft.Input.Written.Any(written => written.NeverShown && written.ContractServiceId == service.Id && written.Period == day
            && written.Units == target.Units && written.UnitPrice == target.UnitPrice && written.UnitCost == target.UnitCost);
        if (sent)
            draft.Worsen(Outcome.Held, $"Autotask accepted {target.Units} units at {Money.PriceText(target.UnitPrice)} from {Day(day)} on contract service {service.Id}, but does not show them.",
                "Open the contract in Autotask and set its units and price by hand; the bill then goes on by itself.");
        return sent;
    }

    private static decimal Unknown(SubscriptionDraft draft, ContractServiceState service, DateOnly day, decimal billed)
    {
        draft.ReadAfresh();
        draft.Worsen(Outcome.Held, $"Autotask shows no units of contract service {service.Id} for {Day(day)}, though it had some.",
            "Nothing to do at first: it is read again with the next run. If it stays, open the contract in Autotask and check its services.");
        return billed;
    }

    private decimal Leave(SubscriptionDraft draft, IReadOnlyList<ContractServiceUnits> rows, string edit)
    {
        if (settings.Export.ManualEdits == ManualEditsChoice.Hold)
            draft.Worsen(Outcome.Held, edit, "Set it back in Autotask, or set Export:ManualEdits to Overwrite or Keep.");
        else
            draft.Explain(edit + " It is kept.");
        return UnitRows.Billed(rows).Price;
    }

    private static bool IsStatedByNewerBill(SubscriptionDraft draft, ContractServiceState service) =>
        draft.Input.Written.Any(written => written.IsStatement && written.ContractServiceId == service.Id && written.BillMonth > draft.Month);

    /// <summary>The first period from the bill's own on that can still change and that no later bill of the subscription speaks for.</summary>
    private static DateOnly? OpenPeriod(SubscriptionDraft draft, ContractState contract, ContractServiceState service, DateOnly period)
    {
        var periods = ContractPeriods.Of(contract.Contract);
        var day = period;
        for (var ahead = 0; ahead < PeriodsAhead; ahead++, day = periods.Next(day))
        {
            if (draft.Input.NextBills.TryGetValue(draft.Subscription.Key, out var next) && BillMonth.Of(day) >= next)
                return null;
            if (!IsClosed(draft, service, day) && IsEven(contract, service, day))
                return day;
        }

        return null;
    }

    /// <summary>Whether a period has the same units to its end: one adjustment moves all its rows by the same number, so others cannot be set right by it.</summary>
    private static bool IsEven(ContractState contract, ContractServiceState service, DateOnly period)
    {
        var rows = UnitRows.In(service.Rows, period, ContractPeriods.Of(contract.Contract).Next(period));
        return rows.All(row => row.Units == (UnitRows.Covering(rows, period)?.Units ?? 0));
    }

    // A change moves every later row, too, so a posted one behind the day closes it as well.
    private static bool IsClosed(SubscriptionDraft draft, ContractServiceState service, DateOnly day) =>
        IsPosted(draft, service, day) || draft.Input.Written.Any(written => written.ContractServiceId == service.Id && written.Period == day && written.Closed is not null);

    /// <summary>The first period from the day on that a contract can end before: not posted; where the contract starts, one whose units can still change.</summary>
    internal static DateOnly FirstThatCanEnd(SubscriptionDraft draft, ContractState contract, IReadOnlyList<ContractServiceState> services, DateOnly period)
    {
        var day = period;
        while (services.Any(service => IsPosted(draft, service, day) || (day == contract.Contract.StartDate && IsClosed(draft, service, day))))
            day = ContractPeriods.Of(contract.Contract).Next(day);
        return day;
    }

    /// <summary>Whether the units of the day or of a later one are approved and posted, as the rows say or as Autotask said.</summary>
    internal static bool IsPosted(SubscriptionDraft draft, ContractServiceState service, DateOnly day) =>
        service.Rows.Any(row => row.IsPosted && (row.StartDate >= day || row.EndDate > day))
        || draft.Input.Written.Any(written => written.ContractServiceId == service.Id && written.Period == day && written.Closed is { } words && PeriodRefusals.IsPosted(words));

    private static bool Matches(IReadOnlyList<ContractServiceUnits> rows, DateOnly period, DateOnly next, SeatTarget target) =>
        (UnitRows.Covering(rows, period) is not null || target.Units == 0)
        && rows.All(row => UnitRows.Says(row, period, next, target.Units, target.UnitPrice, target.UnitCost));

    /// <summary>A period without a row: 0 when the service never had one or we last wrote 0; null when nobody knows.</summary>
    private static int? UnitsWithoutRow(SubscriptionDraft draft, ContractState contract, ContractServiceState service, SeatTarget target, DateOnly period)
    {
        var last = LastStatement(draft, service, period);
        if (last is { Units: 0 })
            return 0;
        return last is null && contract.IsFresh && (service.Rows.Count == 0 || BeganLater(draft, contract, service, target, period)) ? 0 : null;
    }

    /// <summary>Whether its rows are those that this very bill began in a later period, because the period itself was closed.</summary>
    private static bool BeganLater(SubscriptionDraft draft, ContractState contract, ContractServiceState service, SeatTarget target, DateOnly period) =>
        service.Rows.Min(row => row.StartDate) is var first && first > period && draft.Input.Adjusted.Contains((AdjustmentKey(draft, service.Id, target, first), contract.Contract.Id));

    /// <summary>Whether Autotask accepted these 0 units for this bill: a tenant may keep no row for them.</summary>
    private static bool IsSetToZero(SubscriptionDraft draft, ContractState contract, ContractServiceState service, SeatTarget target, DateOnly period) =>
        target.Units == 0 && draft.Input.Adjusted.Contains((AdjustmentKey(draft, service.Id, target, period), contract.Contract.Id));

    internal static WrittenUnits? LastStatement(SubscriptionDraft draft, ContractServiceState service, DateOnly period) => draft.Input.Written
        .Where(written => written.IsStatement && written.ContractServiceId == service.Id && written.Period <= period)
        .OrderBy(written => written.Period)
        .LastOrDefault();

    /// <summary>What a person changed since we last wrote, also later inside the period; empty when nothing.</summary>
    private static string ManualEdit(SubscriptionDraft draft, ContractServiceState service, IReadOnlyList<ContractServiceUnits> rows, DateOnly period, DateOnly next)
    {
        if (LastStatement(draft, service, period) is not { IsEnd: false } last || rows.FirstOrDefault(IsChanged) is not { } row)
            return "";
        var where = row.StartDate > period ? $"from {Day(row.StartDate)} on" : $"in the period from {Day(period)}";
        return row.Units != last.Units
            ? $"Somebody changed contract service {service.Id} in Autotask: {row.Units} units instead of {last.Units} {where}."
            : $"Somebody changed the price of contract service {service.Id} in Autotask: {Money.Text(row.Price ?? 0)} instead of {Money.Text(last.Units * last.UnitPrice)} {where}.";

        bool IsChanged(ContractServiceUnits found) => !UnitRows.Says(found, period, next, last.Units, last.UnitPrice, last.UnitCost);
    }

    /// <summary>0 units at the price last written, or at the one the row has.</summary>
    internal static SeatTarget Nothing(SubscriptionDraft draft, ContractServiceState service, ContractServiceUnits row)
    {
        var last = draft.Input.Written.Where(written => written.IsStatement && written.ContractServiceId == service.Id && written.Units > 0)
            .OrderBy(written => written.Period).LastOrDefault();
        var (price, cost) = last is null
            ? (Money.ToFourDecimals((row.Price ?? 0) / row.Units), Money.ToFourDecimals((row.Cost ?? 0) / row.Units))
            : (last.UnitPrice, last.UnitCost);
        var product = draft.Input.Contracts.GetValueOrDefault(draft.Subscription.Key)?.Services.FirstOrDefault(entry => entry.Value == service.Id).Key;
        return new SeatTarget(product, $"Contract service {service.Id}, whose product left the bill", 0, price, cost);
    }

    private static PlanStep Adjustment(SubscriptionDraft draft, long contractId, long? contractServiceId, SeatTarget target, int change, DateOnly day, decimal money) => new()
    {
        Kind = StepKind.AdjustUnits,
        Key = AdjustmentKey(draft, contractServiceId, target, day),
        SubscriptionKey = draft.Subscription.Key,
        Text = $"{target.ProductName}: {target.Units} units at {Money.PriceText(target.UnitPrice)} from {Day(day)} ({change:+0;-0;0})",
        Money = money,
        TargetUnits = target.Units,
        Adjustment = new NewServiceAdjustment
        {
            ContractId = contractId,
            ContractServiceId = contractServiceId,
            UnitChange = change,
            EffectiveDate = day,
            AdjustedUnitPrice = target.UnitPrice,
            AdjustedUnitCost = target.UnitCost,
        },
    };

    private static string AdjustmentKey(SubscriptionDraft draft, long? contractServiceId, SeatTarget target, DateOnly day) =>
        AdjustmentKey(draft.Subscription.Key, target.ProductId?.ToLowerInvariant() ?? contractServiceId?.ToString(CultureInfo.InvariantCulture), day);

    /// <summary>The key of an adjustment.</summary>
    /// <param name="subscriptionKey">The subscription.</param>
    /// <param name="subject">The product in lower case, or the id of a contract service whose product is not known.</param>
    /// <param name="day">The day from which on it counts.</param>
    internal static string AdjustmentKey(string subscriptionKey, string? subject, DateOnly day) => $"adjust:{subscriptionKey}|{subject}|{Day(day)}";

    private static string Day(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}
