using CloudmoreAutotask.Applying;
using CloudmoreAutotask.Cloudmore;
using CloudmoreAutotask.Ledger;
using CloudmoreAutotask.Mapping;
using CloudmoreAutotask.Setup;
using CloudmoreAutotask.Storage;
using CloudmoreAutotask.Telemetry;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace CloudmoreAutotask.Billing;

/// <summary>Finds bills that are new or changed in Cloudmore, records them, and asks for the due ones to be planned (export rules, "Bill").</summary>
public sealed class BillDetector
{
    private readonly IBillSource source;
    private readonly BillRecorder recorder;
    private readonly BillCalendar calendar;
    private readonly CompanyRefresh companies;
    private readonly ShrinkFuse shrink;
    private readonly ExportTables tables;
    private readonly ExportQueues queues;
    private readonly IOptions<ExportOptions> options;
    private readonly ExportWatch watch;
    private readonly RunIdentity identity;
    private readonly ProductClock clock;
    private readonly ILogger<BillDetector> logger;

    internal BillDetector(
        IBillSource source, BillRecorder recorder, BillCalendar calendar, CompanyRefresh companies, ShrinkFuse shrink, ExportTables tables, ExportQueues queues,
        IOptions<ExportOptions> options, ExportWatch watch, RunIdentity identity, ProductClock clock, ILogger<BillDetector> logger)
    {
        (this.source, this.recorder, this.calendar, this.companies, this.shrink, this.tables) = (source, recorder, calendar, companies, shrink, tables);
        (this.queues, this.options, this.watch, this.identity, this.clock, this.logger) = (queues, options, watch, identity, clock, logger);
    }

    /// <summary>Reads the report of the window, records every organization bill in it, and sends a message for each organization's oldest due bill.</summary>
    /// <exception cref="MustFixException">The report cannot be had before somebody does something.</exception>
    /// <exception cref="TryLaterException">The report did not come, or ended early; nothing of it was recorded.</exception>
    public Task DetectAsync(CancellationToken cancellation) => DetectAsync(null, cancellation);

    /// <summary>The same, with a mode that holds for this run's messages alone.</summary>
    /// <param name="mode">The mode, where it is stricter than the setting; null for the setting.</param>
    /// <param name="cancellation">Ends the run.</param>
    /// <inheritdoc cref="DetectAsync(CancellationToken)" path="/exception" />
    public async Task DetectAsync(ExportMode? mode, CancellationToken cancellation)
    {
        var runId = identity.Begin(mode);
        using var scope = Log.RunScope(logger, runId);
        using var span = ExportTracing.Run(runId);
        try
        {
            await DetectAsync(runId, mode, cancellation);
        }
        catch (Exception failure)
        {
            ExportTracing.Failed(span, failure.GetType().Name);
            throw;
        }
    }

    private async Task DetectAsync(string runId, ExportMode? mode, CancellationToken cancellation)
    {
        var today = clock.Today;
        var window = (From: BillMonth.Of(today).AddMonths(-options.Value.LookBackMonths), To: BillMonth.Of(today));
        Log.Detecting(logger, runId, window.From.FirstDay, today);

        var report = await source.OpenAsync(window.From.FirstDay, today, cancellation);
        await recorder.RecordAsync(report, cancellation);
        var first = await calendar.FirstMonthAsync(cancellation);
        if (report.Scope.Months[^1] is var last && last < first && !report.Scope.IsOfWholeBroker)
            Log.BeforeFirstMonth(logger, last.ToString(), first.ToString());
        var due = await DueAsync(window.To, cancellation);
        await companies.RefreshAsync([.. due.Select(row => row.Organization).DistinctBy(organization => organization.Id)], cancellation);

        await shrink.DecideAsync(report.Scope.Months[0] < window.From ? report.Scope.Months[0] : window.From, window.To, cancellation);

        var sent = await queues.SendOldestAsync(due, runId, mode, cancellation);
        await watch.DetectedAsync(cancellation);
        Log.Detected(logger, due.Count, sent);
    }

    /// <summary>All due bills from the first month on, however far they lie back.</summary>
    private async Task<List<BillRow>> DueAsync(BillMonth to, CancellationToken cancellation)
    {
        var due = new List<BillRow>();
        var first = await calendar.FirstMonthAsync(cancellation);
        for (var month = first; month <= to; month = month.AddMonths(1))
            due.AddRange((await tables.Bills.ListAsync(month.ToString(), cancellation)).Where(row => calendar.IsDue(row, first)));
        return due;
    }
}
