using CloudmoreAutotask.Applying;
using CloudmoreAutotask.Setup;
using CloudmoreAutotask.Storage;

namespace CloudmoreAutotask.Ledger;

/// <summary>Reads what runs came to.</summary>
public sealed class RunReports
{
    private readonly ExportTables tables;
    private readonly BillCalendar calendar;
    private readonly ISignInStop signIn;

    internal RunReports(ExportTables tables, BillCalendar calendar, ISignInStop signIn) => (this.tables, this.calendar, this.signIn) = (tables, calendar, signIn);

    /// <summary>Reads a run's report; empty when it worked on nothing.</summary>
    public async Task<RunReport> ReadAsync(string runId, CancellationToken cancellation)
    {
        var rows = new List<SavedOutcome>();
        var worked = await tables.Runs.ListAsync(TableKey.Of(runId), cancellation);
        var bills = worked.Select(entry => (entry.Month, entry.OrganizationId)).ToHashSet();
        var began = RunIdentity.StartOf(runId);
        // A query for each month, not for each bill: a run may work on every bill there is.
        foreach (var month in worked.Select(entry => entry.Month).Distinct())
            rows.AddRange((await tables.Outcomes.ListStartingAsync(ExportTables.MonthStart(month), cancellation)).Where(outcome => outcome.RunId == runId || IsSince(outcome)));
        var sorted = rows.OrderBy(row => row.OrganizationName, StringComparer.OrdinalIgnoreCase).ThenBy(row => row.Month).ThenBy(row => row.SubscriptionName, StringComparer.OrdinalIgnoreCase);
        var isStopped = await signIn.GetStoppedFingerprintAsync(cancellation) is not null;
        return new RunReport(runId, [.. sorted], isStopped, await WaitingAsync(worked, cancellation));

        // A run beside this one may have worked on the same bill after it: what is true at the end counts.
        bool IsSince(SavedOutcome outcome) => outcome.At >= began && bills.Contains((outcome.Month, outcome.OrganizationId));
    }

    /// <summary>Bills that are due, or failed and wait for a replay, and that this run did not work on: the outcomes speak for those.</summary>
    private async Task<int> WaitingAsync(IReadOnlyList<RunEntry> worked, CancellationToken cancellation)
    {
        var first = await calendar.FirstMonthAsync(cancellation);
        var done = worked.ToHashSet();
        return (await tables.ListDueBillsAsync(cancellation)).Count(row => !done.Contains(new RunEntry(row.Month, row.Organization.Id, row.Hash))
            && (calendar.IsDue(row, first) || row.FailedHash == row.Hash));
    }
}
