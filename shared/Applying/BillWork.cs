using System.Diagnostics;
using System.Globalization;
using CloudmoreAutotask.Billing;
using CloudmoreAutotask.Ledger;
using CloudmoreAutotask.Setup;
using CloudmoreAutotask.Storage;
using CloudmoreAutotask.Telemetry;
using Microsoft.Extensions.Logging;

namespace CloudmoreAutotask.Applying;

/// <summary>The frame around planning and applying one organization bill: one exporter, one bill of a company at a time, every failure by its kind.</summary>
internal sealed class BillWork(
    ExporterLease lease,
    KeyedLock companies,
    ExportTables tables,
    BillCalendar calendar,
    BillConclusion conclusion,
    BillAggregator aggregator,
    ExportBlobs blobs,
    AllowanceShare allowance,
    ILogger<BillWork> logger)
{
    private static readonly TimeSpan LeasePause = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan AllowancePause = TimeSpan.FromMinutes(10);

    // Autotask's limits are by the hour; no queue keeps a message hidden for more than a week.
    private static readonly TimeSpan LongestPause = TimeSpan.FromHours(6);
    private static readonly TimeSpan SignInPause = TimeSpan.FromMinutes(15);

    /// <summary>Does the work when the bill is still the one recorded and still due.</summary>
    /// <param name="name">What the work is called in traces.</param>
    /// <param name="message">The bill, by month, organization and content.</param>
    /// <param name="work">What is to be done.</param>
    /// <param name="postpone">Sends the message's copy with a delay.</param>
    /// <param name="cancellation">Ends the work.</param>
    /// <exception cref="TryLaterException">Autotask or storage does not answer; the queue tries again.</exception>
    public Task DoAsync(string name, OrganizationBillMessage message, Func<BillRow, CancellationToken, Task> work, Func<TimeSpan, Task> postpone, CancellationToken cancellation) =>
        DoAsync(new BillTask(name, message, row => row.IsDue, work, (row, stop) => StopAsync(message, row, stop, cancellation), postpone), cancellation);

    /// <summary>Does the work when the bill is still the one recorded and the work is still wanted.</summary>
    /// <inheritdoc cref="DoAsync(string, OrganizationBillMessage, Func{BillRow, CancellationToken, Task}, Func{TimeSpan, Task}, CancellationToken)" path="/exception" />
    public async Task DoAsync(BillTask task, CancellationToken cancellation)
    {
        var (name, message, postpone) = (task.Name, task.Message, task.Postpone);
        using var scope = Log.BillScope(logger, message.RunId, message.OrganizationId, message.BillMonth);
        using var span = ExportTracing.Bill(name, message.RunId, message.BillMonth, message.OrganizationId);
        await using var hold = await lease.TryHoldAsync(cancellation);
        if (hold is null)
        {
            Log.Postponed(logger, "another exporter holds the lease", LeasePause);
            await postpone(LeasePause);
            return;
        }

        try
        {
            await DoAsync(task, span, hold, cancellation);
        }
        catch (OperationCanceledException) when (hold.IsLost && !cancellation.IsCancellationRequested)
        {
            Log.Postponed(logger, "the lease was lost", ExporterLease.Length);
            await postpone(ExporterLease.Length);
        }
    }

    private async Task DoAsync(BillTask task, Activity? span, ExporterLease.Hold hold, CancellationToken cancellation)
    {
        var (message, postpone) = (task.Message, task.Postpone);
        var company = await tables.Companies.FindAsync(ExportTables.Only, TableKey.Of(message.OrganizationId), hold.Token);
        using var turn = await companies.EnterAsync(company?.CompanyId?.ToString(CultureInfo.InvariantCulture) ?? message.OrganizationId, hold.Token);
        var row = await calendar.FindAsync(message.BillMonth, message.OrganizationId, hold.Token);
        if (row is null || row.Hash != message.ContentHash || !task.IsWanted(row))
        {
            Log.Superseded(logger, message.ContentHash);
            return;
        }

        try
        {
            if (await allowance.FindObjectionAsync(hold.Token) is { } spent)
            {
                Log.Postponed(logger, spent, AllowancePause);
                await postpone(AllowancePause);
                return;
            }

            await task.Work(row, hold.Token);
        }
        catch (MustFixException blocked) when (blocked.SignInStopped)
        {
            Log.SignInStopped(logger, blocked.Message);
            await postpone(SignInPause);
        }
        catch (MustFixException mend)
        {
            Log.MustFix(logger, mend.Message);
            await task.Stopped(row, new Stop(Outcome.Held, mend.Message, "Put right what is named; the bill then goes on by itself.", WaitsForReplay: false));
        }
        catch (TryLaterException busy) when (busy.RetryAfter is { } asked)
        {
            // A queue hides messages by whole seconds.
            var pause = TimeSpan.FromSeconds(Math.Ceiling((asked < LongestPause ? asked : LongestPause).TotalSeconds));
            Log.Postponed(logger, busy.Message, pause);
            await postpone(pause);
        }
        catch (Exception later) when (later is TryLaterException || StorageFailures.Passes(later))
        {
            ExportTracing.Failed(span, nameof(TryLaterException));
            await task.Stopped(row, new Stop(Outcome.Failed, later.Message, "Nothing at first: it is tried again with the next detection.", WaitsForReplay: false));
            throw;
        }
        catch (Exception defect) when (defect is not OperationCanceledException)
        {
            Log.Defect(logger, defect);
            ExportTracing.Failed(span, defect.GetType().Name);
            await task.Stopped(row, new Stop(Outcome.Failed, $"Unexpected: {defect.Message}", "Replay the message once the cause is known; the log has the details.", WaitsForReplay: true));
            throw;
        }
    }

    private async Task StopAsync(OrganizationBillMessage message, BillRow row, Stop stop, CancellationToken cancellation)
    {
        var bill = await blobs.ReadBillAsync(row.Month, row.Organization.Id, row.Hash, cancellation);
        await conclusion.SaveStopAsync(row, message.RunId, aggregator.Aggregate(bill), stop, cancellation);
    }
}

/// <summary>Work on one organization bill.</summary>
/// <param name="Name">What it is called in traces.</param>
/// <param name="Message">The bill, by month, organization and content.</param>
/// <param name="IsWanted">Whether it still is to be done.</param>
/// <param name="Work">What is to be done.</param>
/// <param name="Stopped">Saves why it could not be finished.</param>
/// <param name="Postpone">Sends the message's copy with a delay.</param>
internal sealed record BillTask(
    string Name, OrganizationBillMessage Message, Func<BillRow, bool> IsWanted, Func<BillRow, CancellationToken, Task> Work, Func<BillRow, Stop, Task> Stopped, Func<TimeSpan, Task> Postpone);
