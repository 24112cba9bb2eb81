using CloudmoreAutotask.Applying;
using CloudmoreAutotask.Ledger;
using CloudmoreAutotask.Storage;

namespace CloudmoreAutotask.Billing;

/// <summary>Due bills that a run has not got to: another process on the same storage took their messages, and may not finish them.</summary>
public sealed class UnreachedBills
{
    private readonly ExportTables tables;
    private readonly BillCalendar calendar;
    private readonly ExportQueues queues;

    internal UnreachedBills(ExportTables tables, BillCalendar calendar, ExportQueues queues) => (this.tables, this.calendar, this.queues) = (tables, calendar, queues);

    /// <summary>Lists them.</summary>
    public async Task<IReadOnlyList<BillRow>> ListAsync(string runId, CancellationToken cancellation)
    {
        var due = await tables.ListDueBillsAsync(cancellation);
        if (due.Count == 0)
            return [];
        var first = await calendar.FirstMonthAsync(cancellation);
        var reached = (await tables.Runs.ListAsync(TableKey.Of(runId), cancellation)).ToHashSet();
        return [.. due.Where(row => calendar.IsDue(row, first) && !reached.Contains(new RunEntry(row.Month, row.Organization.Id, row.Hash)))];
    }

    /// <summary>Sends a message for each organization's oldest one, as detection does. A message that is still elsewhere changes nothing the second time.</summary>
    public Task SendAgainAsync(IReadOnlyList<BillRow> bills, string runId, CancellationToken cancellation) => queues.SendOldestAsync(bills, runId, mode: null, cancellation);
}
