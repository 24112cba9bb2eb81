using CloudmoreAutotask.Billing;
using CloudmoreAutotask.Ledger;
using CloudmoreAutotask.Setup;

namespace CloudmoreAutotask.Tests.Export.Brokers.Rules;

/// <summary>Export rules, "Writing seats": one contract service in one bill month.</summary>
internal sealed class SeatRules(BrokerSettings settings, RuleMemory memory, ChargeRules charges, bool zeroUnitRows)
{
    /// <summary>Writes units, price and cost into the period that starts in the bill month, or into the next one that is open.</summary>
    /// <param name="result">What becomes of the subscription.</param>
    /// <param name="service">The contract service.</param>
    /// <param name="product">Its product.</param>
    /// <param name="wanted">The units with their unit price and unit cost; null for 0 units.</param>
    public void Write(SubscriptionResult result, ExpectedService service, string product, ExpectedSeats? wanted)
    {
        var contract = service.Contract;
        var period = contract.PeriodStartingIn(result.Month)!.Value;
        var (units, unitPrice, unitCost) = (wanted?.Units ?? 0, wanted?.UnitPrice ?? 0, wanted?.UnitCost ?? 0);
        if (period > contract.End && (units == 0 || !charges.MoveEndOn(result, contract, period)))
            return;

        var rows = service.RowsIn(period);
        var said = LastSaid(service, period);
        if (wanted is null && rows.TrueForAll(row => row.Units == 0))
        {
            if (said is not null)
                Say(service, period, result.Month, 0, 0, 0);
            return;
        }

        if (IsUnknown(service, rows[0], said))
        {
            result.Worsen(Outcome.Held, "nobody knows the units");
            return;
        }

        if (rows.TrueForAll(row => row.Says(units, unitPrice, unitCost)))
        {
            Say(service, period, result.Month, units, unitPrice, unitCost);
            return;
        }

        if (said is { IsEnd: false } && !rows.TrueForAll(row => row.Says(said.Units, said.UnitPrice, said.UnitCost)) && settings.ManualEdits != ManualEditsChoice.Overwrite)
        {
            if (settings.ManualEdits == ManualEditsChoice.Hold)
                result.Worsen(Outcome.Held, "a person's change");
            return;
        }

        if (FirstOpen(service, period, result, row => row.Says(units, unitPrice, unitCost)) is not { } day)
        {
            Defer(result, product, wanted, service.BillsIn(period));
            return;
        }

        if (day > contract.End && !charges.MoveEndOn(result, contract, day))
            return;

        var target = service.RowsIn(day);
        if (IsUnknown(service, target[0], LastSaid(service, day)))
        {
            result.Worsen(Outcome.Held, "nobody knows the units");
            return;
        }

        if (!target.TrueForAll(row => row.Says(units, unitPrice, unitCost)))
        {
            if (!service.Adjust(day, units - target[0].Units, unitPrice, unitCost))
            {
                result.Worsen(Outcome.Refused, "units would fall below 0 later on");
                return;
            }

            result.Worsen(Outcome.Updated);
        }

        Say(service, day, result.Month, units, unitPrice, unitCost);
        if (day != period)
            Defer(result, product, wanted, service.BillsIn(period));
    }

    /// <summary>Remembers what a bill said, in place of what was said of that period before.</summary>
    public void Say(ExpectedService service, DateOnly period, BillMonth by, int units, decimal unitPrice, decimal unitCost)
    {
        memory.Said.RemoveAll(said => said.Service == service.Identity && said.Period == period);
        memory.Said.Add(new SaidUnits(service.Identity, period, by, units, unitPrice, unitCost));
    }

    /// <summary>The period can no longer be set right: its money is reported, or charged.</summary>
    public void Defer(SubscriptionResult result, string product, ExpectedSeats? wanted, (decimal Price, decimal Cost) billed)
    {
        result.Worsen(Outcome.Deferred);
        var (price, cost) = billed;
        if (settings.ClosedPeriods == ClosedPeriodsChoice.Charge && (wanted?.Price ?? 0) != price)
            result.Charges.Add(new WantedCharge(
                new ChargeKey(result.Month, result.Key, product, ChargeRules.ClosedPeriod, 1), (wanted?.Price ?? 0) - price, (wanted?.Cost ?? 0) - cost, result.Month.LastDay));
    }

    /// <summary>Where the tenant shows no row for 0 units, a missing row is 0 only when there never was one or we last wrote 0.</summary>
    private bool IsUnknown(ExpectedService service, ExpectedRow row, SaidUnits? said) =>
        !zeroUnitRows && row.Units == 0 && (said is null ? service.Rows.Exists(other => other.Units > 0) : said.Units > 0);

    /// <summary>Whether a newer bill has spoken of the service: an older one never rolls it back.</summary>
    public bool IsSaidByNewer(ExpectedService service, BillMonth month) => memory.Said.Exists(said => said.Service == service.Identity && said.By > month);

    private SaidUnits? LastSaid(ExpectedService service, DateOnly period) =>
        memory.Said.Where(said => said.Service == service.Identity && said.Period <= period).MaxBy(said => said.Period);

    /// <summary>
    /// The first period that a bill may still change: one adjustment moves all its rows by the same number, so units that change inside it cannot be set right; not one that the next recorded bill speaks for, and none when a newer bill has spoken of the service.
    /// </summary>
    private DateOnly? FirstOpen(ExpectedService service, DateOnly from, SubscriptionResult result, Predicate<ExpectedRow> isRight)
    {
        if (IsSaidByNewer(service, result.Month))
            return null;
        var next = memory.Bills.Where(bill => bill.Month > result.Month && bill.Bills(result.Key)).Select(bill => (BillMonth?)bill.Month).Min();
        for (var day = from; ; day = service.Contract.PeriodAfter(day))
        {
            if (next is { } newer && BillMonth.Of(day) >= newer)
                return null;
            var rows = service.RowsIn(day);
            if (!service.IsPostedFrom(day) && (service.UsedDates.Contains(day) ? rows.Count > 0 && rows.TrueForAll(isRight) : rows.TrueForAll(row => row.Units == rows[0].Units)))
                return day;
        }
    }
}
