using CloudmoreAutotask.Ledger;

namespace CloudmoreAutotask.LocalHost.Output;

/// <summary>What became of one subscription in one organization bill, for a person to read.</summary>
/// <param name="Month">The bill month, <c>2026-10</c>.</param>
/// <param name="OrganizationId">Cloudmore's organization id.</param>
/// <param name="Organization">The organization's name.</param>
/// <param name="Subscription">The subscription's name.</param>
/// <param name="Outcome">The outcome's name.</param>
/// <param name="Currency">The currency of the amounts; empty when there is no money.</param>
/// <param name="Billed">The sum of the billing lines.</param>
/// <param name="Exported">What Autotask holds for them.</param>
/// <param name="ToDo">Why, and what a person has to do; empty for nothing.</param>
public sealed record OutcomeRow(
    string Month, string OrganizationId, string Organization, string Subscription, string Outcome, string Currency, decimal Billed, decimal Exported, string ToDo)
{
    /// <summary>What of the lines is not in Autotask, as far as both are shown: to the cent.</summary>
    public decimal Difference => Cents(Billed) - Cents(Exported);

    /// <summary>Its money by currency; one entry where its lines have one currency.</summary>
    public IReadOnlyList<OutcomeAmount> Amounts { get => field ?? [new(Currency, Billed, Exported)]; init; }

    /// <summary>The saved outcome, for a person to read.</summary>
    public static OutcomeRow Of(SavedOutcome saved) => new(
        saved.Month.ToString(), saved.OrganizationId, saved.OrganizationName, saved.SubscriptionName, saved.Outcome.ToString(), saved.Currency, saved.Billed, saved.Exported, Why(saved))
    {
        Amounts = [.. saved.Amounts()],
    };

    /// <summary>An amount as it is shown.</summary>
    public static decimal Cents(decimal amount) => decimal.Round(amount, 2, MidpointRounding.AwayFromZero);

    // A reason may say already what to do.
    private static string Why(SavedOutcome saved) =>
        saved.Reason.Contains(saved.Action, StringComparison.Ordinal) ? saved.Reason : $"{saved.Reason} {saved.Action}".Trim();
}

/// <summary>What a run did.</summary>
/// <param name="RunId">The run's id; empty when it came to nothing before it began.</param>
/// <param name="AsOf">What the product's clock said when the host began, in UTC.</param>
/// <param name="Rows">The subscriptions of the organization bills that the run worked on.</param>
/// <param name="AutotaskCalls">Calls made to Autotask.</param>
/// <param name="CloudmoreCalls">Calls made to Cloudmore.</param>
public sealed record ExportReport(string RunId, DateTimeOffset AsOf, IReadOnlyList<OutcomeRow> Rows, long AutotaskCalls, long CloudmoreCalls)
{
    /// <summary>Whether an organization bill failed.</summary>
    public bool HasFailures { get; init; }

    /// <summary>Whether something needs a person, in this run or left by earlier ones.</summary>
    public bool NeedsPerson { get; init; }

    /// <summary>How many organization bills are not done.</summary>
    public int WaitingBills { get; init; }

    /// <summary>What reading Autotask back came to, a sentence for each month that the run wrote in.</summary>
    public IReadOnlyList<string> Proofs { get; init; } = [];
}

/// <summary>Reads what the run of this process did.</summary>
public interface IRunReports
{
    /// <summary>The report as it stands now.</summary>
    Task<ExportReport> ReadAsync(CancellationToken cancellation);
}
