using CloudmoreAutotask.Ledger;

namespace CloudmoreAutotask.Notifying;

/// <summary>What is told of a day.</summary>
/// <param name="Problems">What is wrong with the export itself, in sentences.</param>
/// <param name="Exported">What was exported since the last note, by currency.</param>
/// <param name="Waiting">What waits for a person, the most money first.</param>
/// <param name="Page">The operator's page; null where its address is not known.</param>
public sealed record Note(IReadOnlyList<string> Problems, ExportedSince Exported, IReadOnlyList<WaitingView> Waiting, Uri? Page)
{
    /// <summary>Whether there is nothing to tell.</summary>
    public bool IsQuiet => Problems.Count == 0 && Exported.Organizations == 0 && Waiting.Count == 0;
}

/// <summary>What was exported since the last note.</summary>
/// <param name="Organizations">Organizations with a bill that was done since then.</param>
/// <param name="Outcomes">How many subscriptions of those bills ended how.</param>
/// <param name="Money">What Autotask holds for them, by currency; net of tax.</param>
public sealed record ExportedSince(int Organizations, IReadOnlyDictionary<Outcome, int> Outcomes, IReadOnlyDictionary<string, decimal> Money)
{
    /// <summary>The sum of the outcomes of bills that are done.</summary>
    public static ExportedSince Of(IEnumerable<SavedOutcome> outcomes)
    {
        var told = outcomes.Where(outcome => outcome.Outcome.IsFinal() && !outcome.IsPreview).ToList();
        return new ExportedSince(
            told.Select(outcome => outcome.OrganizationId).Distinct(StringComparer.Ordinal).Count(),
            told.GroupBy(outcome => outcome.Outcome).OrderBy(group => group.Key).ToDictionary(group => group.Key, group => group.Count()),
            new SortedDictionary<string, decimal>(
                told.Where(outcome => outcome.Currency.Length > 0).GroupBy(outcome => outcome.Currency, StringComparer.Ordinal).ToDictionary(group => group.Key, group => group.Sum(outcome => outcome.Exported), StringComparer.Ordinal),
                StringComparer.Ordinal));
    }
}
