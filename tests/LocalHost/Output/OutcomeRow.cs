namespace CloudmoreAutotask.LocalHost.Output;

/// <summary>What became of one subscription in one organization bill, for a person to read.</summary>
/// <param name="Month">The bill month, <c>2026-10</c>.</param>
/// <param name="OrganizationId">Cloudmore's organization id.</param>
/// <param name="Organization">The organization's name.</param>
/// <param name="Subscription">The subscription's name.</param>
/// <param name="Outcome">The outcome's name.</param>
/// <param name="Currency">The currency of the amounts.</param>
/// <param name="Billed">The sum of the billing lines.</param>
/// <param name="Exported">What Autotask holds for them.</param>
/// <param name="ToDo">What a person has to do; empty for nothing.</param>
public sealed record OutcomeRow(
    string Month, string OrganizationId, string Organization, string Subscription, string Outcome, string Currency, decimal Billed, decimal Exported, string ToDo)
{
    /// <summary>What of the lines is not in Autotask.</summary>
    public decimal Difference => Billed - Exported;
}

/// <summary>What a run did.</summary>
/// <param name="RunId">The run's id.</param>
/// <param name="AsOf">What the product's clock said when the run began, in UTC.</param>
/// <param name="Rows">The subscriptions of the organization bills that the run worked on, and of bills that wait for a person.</param>
/// <param name="AutotaskCalls">Calls made to Autotask.</param>
/// <param name="CloudmoreCalls">Calls made to Cloudmore.</param>
public sealed record RunReport(string RunId, DateTimeOffset AsOf, IReadOnlyList<OutcomeRow> Rows, long AutotaskCalls, long CloudmoreCalls);

/// <summary>Reads what the run of this process did.</summary>
public interface IRunReports
{
    /// <summary>The report as it stands now.</summary>
    Task<RunReport> ReadAsync(CancellationToken cancellation);
}
