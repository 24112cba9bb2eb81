using CloudmoreAutotask.Billing;
using CloudmoreAutotask.Ledger;
using CloudmoreAutotask.Simulators.Autotask;
using CloudmoreAutotask.Simulators.Cloudmore;

namespace CloudmoreAutotask.Tests.Export.Brokers.Rules;

/// <summary>
/// The export rules a second time, from the design page alone: what Autotask must hold and which outcomes must be saved after a run. It shares no code with the product.
/// </summary>
internal sealed class BillRules
{
    public const string Growth = "growth";
    public const string NewContracts = "new-contracts";
    public const string EndedContracts = "ended-contracts";
    public const string Repriced = "repriced";

    /// <summary>What a person can release, by the words of an outcome's reason.</summary>
    public static readonly string[] Fuses = [Growth, NewContracts, EndedContracts, Repriced];

    public const string Shrink = "the broker's seats shrank";

    private static readonly BillMonth First = new(2026, 10);

    private readonly BrokerSettings _settings;
    private readonly SubscriptionRules _subscriptions;
    private readonly EndedRules _ended;
    private readonly Dictionary<BillMonth, Dictionary<string, decimal>> _passed = [];

    public BillRules(BrokerSettings settings, AutotaskRules tenant)
    {
        _settings = settings;
        _subscriptions = new SubscriptionRules(settings, Memory, tenant);
        _ended = new EndedRules(settings, Memory, _subscriptions);
    }

    public RuleMemory Memory { get; } = new();

    /// <summary>One run: everything that is due, the oldest bill of each organization first.</summary>
    /// <param name="today">The day.</param>
    /// <param name="broker">What Cloudmore bills.</param>
    /// <param name="tenant">What Autotask held before the run; the rules write into it.</param>
    /// <param name="madeFor">The company that the contract of a subscription has after the run; null when there is none.</param>
    public void Run(DateOnly today, CloudmoreBroker broker, ExpectedTenant tenant, Func<string, long?> madeFor)
    {
        var month = BillMonth.Of(today);
        Record(month.AddMonths(-1), today, broker);
        Record(month, today, broker);
        var shrunk = HasShrunk(today);
        var tried = new HashSet<RecordedBill>(ReferenceEqualityComparer.Instance);
        while (Next() is { } bill)
        {
            tried.Add(bill);
            Export(bill, CompanyOf(bill), tenant, shrunk, today);
        }

        // Bills of two organizations have no order. Where both would make the contract of a subscription that moves, the one goes first that made it.
        RecordedBill? Next()
        {
            var due = Memory.Bills.Where(bill => IsDue(bill, today) && !tried.Contains(bill)).OrderBy(bill => bill.Month)
                .DistinctBy(bill => bill.Organization).ToList();
            return due.Find(bill => !due.Exists(other => other.Organization != bill.Organization && bill.Subscriptions.Any(one => GoesFirst(other, bill, one.Key)))) ?? due.FirstOrDefault();
        }

        bool GoesFirst(RecordedBill other, RecordedBill bill, string key) => other.Bills(key) && new BillInWork(bill, null, tenant, today).Carrying(key).Count == 0
            && madeFor(key) is { } company && company != CompanyOf(bill) && company == CompanyOf(other);

        long? CompanyOf(RecordedBill bill) =>
            broker.Organizations.Find(organization => organization.Id == bill.Organization)?.CustomProperties.Find(property => property.Name == "AutotaskCompanyID")?.Value is { } company
                ? long.Parse(company, System.Globalization.CultureInfo.InvariantCulture)
                : null;
    }

    private bool IsDue(RecordedBill bill, DateOnly today) => !bill.IsDone && bill.Month >= First && IsSettled(bill.Month, today);

    /// <summary>The outcomes as lines of text that can be compared.</summary>
    public IEnumerable<string> OutcomeLines() => Memory.Outcomes.Select(entry => Line(entry.Key, entry.Value.Outcome, entry.Value.Billed, entry.Value.Exported));

    /// <summary>A saved outcome as a line of text that can be compared.</summary>
    public string OutcomeLine(OutcomeKey key, Outcome outcome, decimal billed, decimal exported) =>
        Line(key, Memory.Outcomes.GetValueOrDefault(key) is { } expected && expected.Told == outcome ? expected.Outcome : outcome, billed, exported);

    private static string Line(OutcomeKey key, Outcome outcome, decimal billed, decimal exported) =>
        FormattableString.Invariant($"outcome {key.Month} {key.Organization[^1]} {key.Subscription}: {outcome}, billed {billed:0.00##}, exported {exported:0.00##}");

    /// <summary>The months whose bills have all come in.</summary>
    public IEnumerable<BillMonth> SettledMonths(DateOnly today)
    {
        for (var month = First; month <= BillMonth.Of(today) && IsSettled(month, today); month = month.AddMonths(1))
            yield return month;
    }

    private bool IsSettled(BillMonth month, DateOnly today) => month < BillMonth.Of(today) || today.Day >= _settings.SettleDay;

    private void Record(BillMonth month, DateOnly today, CloudmoreBroker broker)
    {
        foreach (var organization in broker.Organizations)
        {
            var lines = organization.Lines.Where(line => month.Contains(line.BillingDate) && line.BillingDate <= today).ToList();
            var known = Memory.Bill(month, organization.Id);
            var wasBilled = IsSettled(month, today) && Memory.Bill(month.AddMonths(-1), organization.Id) is { Lines.Count: > 0 };
            if (lines.Count == 0 && known is null && !wasBilled)
                continue;
            if (known is not null && IsSame(known.Lines, lines, Content))
                continue;
            var repriced = known is not null && month < BillMonth.Of(today) && IsSame(known.Baseline, lines, Quantities) && !IsSame(known.Baseline, lines, Prices);
            Memory.Bills.Remove(known!);
            Memory.Bills.Add(new RecordedBill
            {
                Month = month,
                Organization = organization.Id,
                Lines = lines,
                Baseline = repriced ? known!.Baseline : lines,
                IsRepriced = repriced,
            });
        }
    }

    private static bool IsSame(IReadOnlyList<BrokerLine> one, IReadOnlyList<BrokerLine> other, Func<BrokerLine, object> content) =>
        one.Count == other.Count && one.GroupBy(content).All(group => other.Count(line => content(line).Equals(group.Key)) == group.Count());

    private static object Content(BrokerLine line) => line with { SubscriptionId = line.SubscriptionId?.ToLowerInvariant() };

    private static object Quantities(BrokerLine line) =>
        (line.BillingDate, line.ServiceName, line.ProductId, line.SubscriptionId?.ToLowerInvariant(), line.CurrencyCode, line.PaymentFrequency, line.Quantity);

    private static object Prices(BrokerLine line) => (Quantities(line), line.UnitCostPrice, line.UnitSalesPrice, line.TotalCost, line.TotalSales);

    private void Export(RecordedBill bill, long? companyId, ExpectedTenant tenant, bool shrunk, DateOnly today)
    {
        var work = new BillInWork(bill, companyId, tenant, today);
        var subscriptions = bill.Subscriptions;
        var earlier = Memory.Outcomes.Where(entry => IsOf(entry.Key, bill) && entry.Value.HasContract && subscriptions.All(one => one.Key != entry.Key.Subscription))
            .Select(entry => entry.Key.Subscription).ToHashSet();
        var outdated = earlier.Where(key => Memory.Outcomes[new OutcomeKey(bill.Month, bill.Organization, key)] is var saved && (!ReferenceEquals(saved.Bill, bill) || !saved.Outcome.IsFinal())).ToHashSet();
        var hold = Hold(work, subscriptions, shrunk) ?? (TripFuse(work, subscriptions, earlier) is { } fuse ? (Outcome.Held, fuse) : null);
        var isHeld = hold is not null;
        var results = hold is var (outcome, why) ? HoldAll(work, subscriptions, earlier, outcome, why) : ExportAll(work, subscriptions, earlier, outdated);
        foreach (var gone in Memory.Outcomes.Where(entry => IsOf(entry.Key, bill) && !entry.Value.HasContract).Select(entry => entry.Key).ToList())
            Memory.Outcomes.Remove(gone);
        foreach (var (result, billed) in results)
        {
            var key = new OutcomeKey(bill.Month, bill.Organization, result.Key);
            var hasContract = work.Carrying(result.Key).Count > 0 || Memory.Known(bill.Organization, result.Key) is not null || Memory.Outcomes.GetValueOrDefault(key)?.HasContract == true;
            Outcome? told = bill.Written.TryGetValue(result.Key, out var written) && result.Outcome >= Outcome.Created ? written : null;
            var isLeft = isHeld || subscriptions.Any(one => one.Key == result.Key && (one.Hold is not null || Memory.IsLocked(one.Key, today)));
            Memory.Outcomes[key] = new ExpectedOutcome(result.Outcome, told, billed, Exported(work, result.Key, isLeft), result.Why, hasContract, bill);
            if (result.HasWritten)
                bill.Written[result.Key] = Outcomes.Worse(result.Outcome == Outcome.Created ? Outcome.Created : Outcome.Updated, written == default ? Outcome.Updated : written);
        }

        bill.IsDone = results.TrueForAll(one => !one.Result.IsWaiting);
        Reopen(bill, subscriptions, results);
    }

    private static bool IsOf(OutcomeKey key, RecordedBill bill) => (key.Month, key.Organization) == (bill.Month, bill.Organization);

    /// <summary>What Autotask bills for a subscription in the month: the units of the period that starts in it, and the month's charges.</summary>
    private decimal Exported(BillInWork work, string key, bool isLeft)
    {
        var carrying = work.Carrying(key);
        if ((!isLeft && _subscriptions.IsBilledElsewhere(work, key)) || carrying.Count == 0)
            return 0;
        var units = carrying.Sum(contract => contract.PeriodStartingIn(work.Month) is { } period ? contract.Services.Sum(service => service.BillsIn(period).Price) : 0);
        return units + carrying.SelectMany(contract => _subscriptions.Related(work, key, contract)).Distinct()
            .SelectMany(one => one.Charges).Where(charge => charge.Key.Month == work.Month).Sum(charge => charge.Amount);
    }

    private List<(SubscriptionResult Result, decimal Billed)> ExportAll(
        BillInWork work, IReadOnlyList<ExpectedSubscription> subscriptions, HashSet<string> earlier, HashSet<string> outdated) =>
    [
        .. subscriptions.Where(subscription => !subscription.IsOnlyCredits).Select(subscription => (_subscriptions.Export(work, subscription), subscription.Billed)),
        .. _ended.Export(work, subscriptions, earlier, outdated),
    ];

    private static List<(SubscriptionResult Result, decimal Billed)> HoldAll(
        BillInWork work, IReadOnlyList<ExpectedSubscription> subscriptions, HashSet<string> earlier, Outcome outcome, string why)
    {
        var held = subscriptions.Select(subscription => (Result: new SubscriptionResult(subscription.Key, work.Month), subscription.Billed, subscription.Hold))
            .Concat(earlier.Select(key => (Result: new SubscriptionResult(key, work.Month), Billed: 0m, Hold: (string?)null)))
            .ToList();
        if (held.Count == 0 && outcome == Outcome.Held)
            held.Add((new SubscriptionResult("(bill)", work.Month), 0, null));
        foreach (var (result, _, hold) in held)
        {
            result.Worsen(outcome, why);
            if (hold is not null)
                result.Worsen(Outcome.Held, hold);
        }

        return [.. held.Select(one => (one.Result, one.Billed))];
    }

    /// <summary>Why nothing of a bill may be written; null when it may.</summary>
    private static (Outcome Outcome, string Why)? Hold(BillInWork work, IReadOnlyList<ExpectedSubscription> subscriptions, bool shrunk)
    {
        if (subscriptions.Any(subscription => subscription.Lines.Any(line => line.CurrencyCode != "EUR")))
            return (Outcome.Held, "currency");
        if (shrunk)
            return (Outcome.Held, Shrink);
        if (work.Bill.IsRepriced && !work.Bill.Released.Contains(Repriced))
            return (Outcome.Held, Repriced);
        return work.CompanyId is null ? (Outcome.Unmapped, "") : null;
    }

    /// <summary>Which fuse stops a bill that could be written; none in the first month. It looks at what the bill would do, so it is tried on a copy.</summary>
    private string? TripFuse(BillInWork work, IReadOnlyList<ExpectedSubscription> subscriptions, HashSet<string> earlier)
    {
        if (!_settings.HasFuses || work.Month == First)
            return null;
        if (subscriptions.Count(subscription => _subscriptions.MakesContract(work, subscription)) > _settings.NewContracts && !work.Bill.Released.Contains(NewContracts))
            return NewContracts;
        if (_ended.Count(work, subscriptions, earlier) > _settings.EndedContracts && !work.Bill.Released.Contains(EndedContracts))
            return EndedContracts;
        if (Memory.Bill(work.Month.AddMonths(-1), work.Bill.Organization) is not { } before || work.Bill.Released.Contains(Growth))
            return null;
        var (now, then) = (subscriptions.Sum(one => one.Billed), before.Subscriptions.Sum(one => one.Billed));
        return now - then > _settings.GrowthAmount && (now - then) * 100 > then * _settings.GrowthPercent ? Growth : null;
    }

    /// <summary>A bill that is done is looked at again when an older one now bills a subscription that it does not have: it may have ended.</summary>
    private void Reopen(RecordedBill bill, IReadOnlyList<ExpectedSubscription> subscriptions, List<(SubscriptionResult Result, decimal Billed)> results)
    {
        if (Memory.Bill(bill.Month.AddMonths(1), bill.Organization) is not { IsDone: true } next)
            return;
        var monthly = subscriptions.Where(subscription => subscription.IsMonthlySeats).Select(subscription => subscription.Key).ToHashSet();
        if (results.Exists(one => !one.Result.IsWaiting && monthly.Contains(one.Result.Key)
            && !Memory.Bills.Exists(later => later.Month > bill.Month && later.Bills(one.Result.Key))
            && !Memory.Outcomes.ContainsKey(new OutcomeKey(next.Month, next.Organization, one.Result.Key))))
            next.IsDone = false;
    }

    /// <summary>
    /// Whether the broker's monthly seats of the latest settled month bill less than those of the month before by more than the fuse allows, or those of a past month
    /// less than when the fuse last let them pass. A release counts for these very figures.
    /// </summary>
    private bool HasShrunk(DateOnly today)
    {
        var running = BillMonth.Of(today);
        var settled = IsSettled(running, today) ? running : running.AddMonths(-1);
        if (!_settings.HasFuses)
            return false;
        var latest = settled;
        while (latest > First && !Memory.Bills.Exists(bill => bill.Month == latest))
            latest = latest.AddMonths(-1);
        var months = Enumerable.Range(-3, 4).Select(running.AddMonths)
            .Where(month => month >= First && month <= settled && (month >= latest.AddMonths(-1) || month >= running.AddMonths(-1))).ToList();
        Memory.Shrunk = string.Join("; ", months
            .Where(month => month < running).SelectMany(month => Fallen(Passed(month), SeatsOf(month)).Select(fall => $"{month} lost {fall}"))
            .Concat(latest > First && latest <= settled ? Fallen(Passed(latest.AddMonths(-1)), SeatsOf(latest)).Select(fall => $"{latest} has {fall}") : []));
        if (Memory.Shrunk.Length > 0 && Memory.Shrunk != Memory.ReleasedShrunk)
            return true;
        Memory.Shrunk = "";
        foreach (var month in months)
            _passed[month] = SeatsOf(month);
        return false;
    }

    private IEnumerable<string> Fallen(Dictionary<string, decimal> before, Dictionary<string, decimal> now) =>
        before.Where(entry => entry.Value > 0 && now.GetValueOrDefault(entry.Key) < entry.Value * (100 - _settings.ShrinkPercent) / 100)
            .Select(entry => FormattableString.Invariant($"{entry.Key} {entry.Value} {now.GetValueOrDefault(entry.Key)}"));

    private Dictionary<string, decimal> Passed(BillMonth month) => _passed.GetValueOrDefault(month) ?? SeatsOf(month);

    private Dictionary<string, decimal> SeatsOf(BillMonth month) => Memory.Bills.Where(bill => bill.Month == month).SelectMany(bill => bill.Subscriptions)
        .GroupBy(subscription => string.Join(", ", subscription.Lines.Select(line => line.CurrencyCode).Distinct().Order(StringComparer.Ordinal)))
        .ToDictionary(group => group.Key, group => group.SelectMany(subscription => subscription.Seats).Where(seats => seats.IsYearly == false).Sum(seats => seats.Price));
}
