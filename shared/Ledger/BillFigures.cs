namespace CloudmoreAutotask.Ledger;

/// <summary>
/// The sums of an organization bill's saved outcomes, kept with the bill whenever they are saved: whoever looks at many months adds these up instead of every outcome.
/// </summary>
/// <param name="Hash">The content that the outcomes speak of; empty while none speaks of the recorded one.</param>
/// <param name="Money">Their money by currency.</param>
/// <param name="Outcomes">How many subscriptions ended how.</param>
public sealed record BillFigures(string Hash, IReadOnlyList<OutcomeMoney> Money, IReadOnlyDictionary<Outcome, int> Outcomes)
{
    /// <summary>The sums of no outcome.</summary>
    public static BillFigures None { get; } = new("", [], new Dictionary<Outcome, int>());

    /// <summary>The sums of a bill's outcomes.</summary>
    /// <param name="hash">The content that is recorded.</param>
    /// <param name="outcomes">All outcomes of the bill; those of subscriptions that it names no longer speak of earlier content.</param>
    public static BillFigures Of(string hash, IReadOnlyCollection<SavedOutcome> outcomes) => new(
        outcomes.Any(outcome => outcome.Hash == hash) ? hash : "",
        [
            .. outcomes.SelectMany(outcome => outcome.Amounts(), (outcome, money) => (Money: money, IsWaiting: IsWaiting(outcome)))
                .GroupBy(entry => entry.Money.Currency, StringComparer.Ordinal).OrderBy(group => group.Key, StringComparer.Ordinal).Select(group => new OutcomeMoney(
                    group.Key, group.Sum(entry => entry.Money.Billed), group.Sum(entry => entry.Money.Exported), group.Where(entry => entry.IsWaiting).Sum(entry => entry.Money.Difference))),
        ],
        outcomes.GroupBy(outcome => outcome.Outcome).OrderBy(group => group.Key).ToDictionary(group => group.Key, group => group.Count()));

    private static bool IsWaiting(SavedOutcome outcome) => !outcome.Outcome.IsFinal() || outcome.IsPreview;
}

/// <summary>Money of outcomes in one currency. Net of tax.</summary>
/// <param name="Currency">The currency.</param>
/// <param name="Billed">The sum of the billing lines.</param>
/// <param name="Exported">What Autotask holds for them.</param>
/// <param name="Waiting">What of the lines waits to be written.</param>
public sealed record OutcomeMoney(string Currency, decimal Billed, decimal Exported, decimal Waiting);
