
namespace CloudmoreAutotask.Ledger;

/// <summary>What a run came to: a view of the saved outcomes.</summary>
/// <param name="RunId">The run.</param>
/// <param name="Rows">The outcomes of every organization bill that it worked on.</param>
/// <param name="IsSignInStopped">Whether Autotask refused the sign-in and no call is made until the secret changes.</param>
/// <param name="WaitingBills">Due bills that this run did not work on.</param>
public sealed record RunReport(string RunId, IReadOnlyList<SavedOutcome> Rows, bool IsSignInStopped, int WaitingBills)
{
    /// <summary>How many organizations it worked on.</summary>
    public int Organizations => Rows.Select(row => row.OrganizationId).Distinct(StringComparer.Ordinal).Count();

    /// <summary>How many subscriptions ended how; only outcomes that occurred.</summary>
    public IReadOnlyDictionary<Outcome, int> Outcomes => Rows.GroupBy(row => row.Outcome).OrderBy(group => group.Key).ToDictionary(group => group.Key, group => group.Count());

    /// <summary>The sum of billing lines, by currency.</summary>
    public IReadOnlyDictionary<string, decimal> Billed => Sum(row => row.Billed);

    /// <summary>What Autotask holds for them, by currency.</summary>
    public IReadOnlyDictionary<string, decimal> Exported => Sum(row => row.Exported);

    /// <summary>Whether the run failed: an outcome of it did, or nothing could be written at all.</summary>
    public bool HasFailures => IsSignInStopped || Rows.Any(row => row.Outcome == Outcome.Failed);

    /// <summary>Whether a person is needed: something waits, or a deferral or an end was first found.</summary>
    public bool NeedsPerson => WaitingBills > 0 || Rows.Any(row => !row.Outcome.IsFinal() || (!row.Outcome.IsGood() && row.FirstRunId == RunId));

    private SortedDictionary<string, decimal> Sum(Func<OutcomeAmount, decimal> amount) =>
        new(Rows.SelectMany(row => row.Amounts()).Where(money => money.Currency.Length > 0).GroupBy(money => money.Currency, StringComparer.Ordinal).ToDictionary(group => group.Key, group => group.Sum(amount), StringComparer.Ordinal), StringComparer.Ordinal);
}
