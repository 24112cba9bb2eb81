using CloudmoreAutotask.Billing;

namespace CloudmoreAutotask.Ledger;

/// <summary>How far an organization bill got.</summary>
public enum BillState
{
    /// <summary>It is of a month before the first one that is exported: shown only.</summary>
    Earlier,

    /// <summary>Its month is not settled yet; it may still change.</summary>
    Running,

    /// <summary>It waits for its turn.</summary>
    Due,

    /// <summary>It was worked on and waits for a cause to go away, or for a person.</summary>
    Waiting,

    /// <summary>It failed and waits for a replay.</summary>
    Failed,

    /// <summary>It is exported.</summary>
    Done,
}

/// <summary>Money of one currency. Net of tax.</summary>
/// <param name="Currency">The currency.</param>
/// <param name="Billed">The sum of the billing lines.</param>
/// <param name="Exported">What Autotask holds for them.</param>
/// <param name="Waiting">What is billed and not in Autotask because the bill waits.</param>
/// <param name="SwitchedOff">Money of services that are not exported by choice.</param>
public sealed record MoneyView(string Currency, decimal Billed, decimal Exported, decimal Waiting, decimal SwitchedOff)
{
    /// <summary>Billed less exported.</summary>
    public decimal Difference => Billed - Exported;

    /// <summary>Sums money by currency.</summary>
    public static IReadOnlyList<MoneyView> Sum(IEnumerable<MoneyView> all) =>
    [
        .. all.GroupBy(money => money.Currency, StringComparer.Ordinal).OrderBy(group => group.Key, StringComparer.Ordinal).Select(group => new MoneyView(
            group.Key, group.Sum(money => money.Billed), group.Sum(money => money.Exported), group.Sum(money => money.Waiting), group.Sum(money => money.SwitchedOff))),
    ];
}

/// <summary>An organization bill in the list of a month.</summary>
public sealed record BillView
{
    /// <summary>The bill month.</summary>
    public required BillMonth Month { get; init; }

    /// <summary>Cloudmore's organization id.</summary>
    public required string OrganizationId { get; init; }

    /// <summary>The organization's name.</summary>
    public required string OrganizationName { get; init; }

    /// <summary>The broker's own number for the organization.</summary>
    public string? CustomerNumber { get; init; }

    /// <summary>How far it got.</summary>
    public required BillState State { get; init; }

    /// <summary>How many billing lines it has.</summary>
    public required int Lines { get; init; }

    /// <summary>Its money by currency.</summary>
    public required IReadOnlyList<MoneyView> Money { get; init; }

    /// <summary>How many subscriptions ended how.</summary>
    public required IReadOnlyDictionary<Outcome, int> Outcomes { get; init; }

    /// <summary>When its content was recorded, product clock, UTC.</summary>
    public required DateTimeOffset RecordedAt { get; init; }
}

/// <summary>The money of a month over all organizations.</summary>
public sealed record MonthView
{
    /// <summary>The month.</summary>
    public required BillMonth Month { get; init; }

    /// <summary>Whether its bills have all come in.</summary>
    public required bool IsSettled { get; init; }

    /// <summary>Whether it is exported at all.</summary>
    public required bool IsExported { get; init; }

    /// <summary>How many organizations have a bill.</summary>
    public required int Organizations { get; init; }

    /// <summary>The money by currency.</summary>
    public required IReadOnlyList<MoneyView> Money { get; init; }

    /// <summary>How many subscriptions ended how.</summary>
    public required IReadOnlyDictionary<Outcome, int> Outcomes { get; init; }

    /// <summary>How many bills got how far.</summary>
    public required IReadOnlyDictionary<BillState, int> States { get; init; }
}

/// <summary>Something that waits, with the money that it costs.</summary>
public sealed record WaitingView
{
    /// <summary>The bill month.</summary>
    public required BillMonth Month { get; init; }

    /// <summary>Cloudmore's organization id.</summary>
    public required string OrganizationId { get; init; }

    /// <summary>The organization's name.</summary>
    public required string OrganizationName { get; init; }

    /// <summary>The outcome that its subscriptions share.</summary>
    public required Outcome Outcome { get; init; }

    /// <summary>The names of its subscriptions.</summary>
    public required IReadOnlyList<string> Subscriptions { get; init; }

    /// <summary>The currency of the amounts.</summary>
    public required string Currency { get; init; }

    /// <summary>What is billed in Cloudmore and not in Autotask.</summary>
    public required decimal Amount { get; init; }

    /// <summary>The amount by the days of its month: what each day of the wait is worth.</summary>
    public decimal PerDay => Billing.Money.ToCents(Amount / Month.LastDay.Day);

    /// <summary>Why it waits.</summary>
    public required string Reason { get; init; }

    /// <summary>What a person does about it.</summary>
    public required string Action { get; init; }

    /// <summary>The hold that a person may release, as routes name it; null when there is none.</summary>
    public string? HoldId { get; init; }

    /// <summary>The plan that a person may approve, as routes name it; null when there is none.</summary>
    public string? PlanId { get; init; }
}

/// <summary>A month with its organization bills and what waits in it.</summary>
/// <param name="Month">The month.</param>
/// <param name="Bills">Its bills, by the organization's name.</param>
/// <param name="Waiting">What waits, the most money first.</param>
/// <param name="Told">What waits for nobody but should be known: what ended, and what a closed period cannot take.</param>
/// <param name="BrokerHold">Why all bills of the broker wait; null when they do not.</param>
public sealed record MonthBillsView(MonthView Month, IReadOnlyList<BillView> Bills, IReadOnlyList<WaitingView> Waiting, IReadOnlyList<WaitingView> Told, string? BrokerHold);
