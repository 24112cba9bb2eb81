using System.Globalization;
using CloudmoreAutotask.Billing;
using CloudmoreAutotask.Ledger;
using CloudmoreAutotask.Operating;
using CloudmoreAutotask.Setup;
using CloudmoreAutotask.Storage;
using CloudmoreAutotask.Telemetry;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging;

namespace CloudmoreAutotask.Notifying;

/// <summary>
/// Tells once a day, when the day's export is at rest, what was exported and what needs a person. A day with neither is quiet. Days are those of the product clock, UTC.
/// </summary>
public sealed class DailyNote
{
    // App Service sets it to the app's own address.
    private const string HostName = "WEBSITE_HOSTNAME";
    private const string FirstKey = "FirstNoteLook";
    private const string LastKey = "LastNote";
    private const string TriedKey = "LastNoteTried";
    private const int MonthsBack = 13;

    // Work that waits for hours (a spent allowance, a stopped sign-in) does not keep the day from being told.
    private static readonly TimeSpan LongestRun = TimeSpan.FromHours(2);
    private static readonly TimeSpan Pause = TimeSpan.FromHours(1);

    // A bill that is being finished has outcomes before it is done.
    private static readonly TimeSpan LongestFinish = TimeSpan.FromMinutes(10);

    private readonly Webhook webhook;
    private readonly BillViews bills;
    private readonly ExportHealth health;
    private readonly ExportWatch watch;
    private readonly ExportTables tables;
    private readonly IConfiguration configuration;
    private readonly ProductClock clock;
    private readonly ILogger<DailyNote> logger;

    internal DailyNote(
        Webhook webhook, BillViews bills, ExportHealth health, ExportWatch watch, ExportTables tables, IConfiguration configuration, ProductClock clock, ILogger<DailyNote> logger)
    {
        (this.webhook, this.bills, this.health, this.watch, this.tables) = (webhook, bills, health, watch, tables);
        (this.configuration, this.clock, this.logger) = (configuration, clock, logger);
    }

    /// <summary>
    /// Sends the note of the day when it is time, and there is something to tell. A webhook that does not take it is logged and tried again: the export goes on.
    /// A note may come twice when the webhook took it and its answer was lost; it is never left out.
    /// </summary>
    public async Task SendAsync(CancellationToken cancellation)
    {
        var last = await RecallAsync(LastKey, cancellation);
        if (last is { } at && DayOf(at) >= clock.Today)
            return;
        if (await RecallAsync(TriedKey, cancellation) is { } tried && clock.Now >= tried && clock.Now - tried < Pause)
            return;
        try
        {
            if (await webhook.FindAsync(cancellation) is { } address)
                await TellAsync(address, last, cancellation);
            else
                await RememberAsync(TriedKey, clock.Now, cancellation);
        }
        catch (Exception untold) when (untold is MustFixException or TryLaterException)
        {
            Log.NotSent(logger, untold.Message);
            await RememberAsync(TriedKey, clock.Now, cancellation);
        }
    }

    private async Task TellAsync(Uri address, DateTimeOffset? last, CancellationToken cancellation)
    {
        var first = await FirstLookAsync(cancellation);
        var state = await health.LookAsync(cancellation);
        if (await EndAsync(state, first, cancellation) is not { } end)
            return;
        var note = await MakeAsync(state, last ?? StartOf(DayOf(first)), end, cancellation);
        if (!note.IsQuiet)
        {
            // Where this cannot be written, nothing is sent: what was sent could not be remembered either.
            await RememberAsync(TriedKey, clock.Now, cancellation);
            await webhook.SendAsync(address, NoteCard.For(address, note), cancellation);
            Log.Sent(logger, NoteText.Title(note));
        }

        await RememberAsync(LastKey, end, cancellation);
    }

    /// <summary>Up to when outcomes are told, once today's export is at rest or has not come when it should have; null while it is not time.</summary>
    private async Task<DateTimeOffset?> EndAsync(HealthView state, DateTimeOffset first, CancellationToken cancellation)
    {
        // None are seen when storage does not answer.
        var isAtRest = state.Queues.Count > 0 && state.Queues.All(queue => queue.Messages == 0 || ExportQueues.IsPoison(queue.Name));
        var (today, finished) = (StartOf(clock.Today), state.Now - LongestFinish);
        var end = isAtRest ? state.Now : finished > today ? finished : today;
        return await watch.LastGoodRunAsync(cancellation) switch
        {
            null => state.Now - first > ExportHealth.LongestWithoutRun ? end : null,
            { } run when DayOf(run) < clock.Today => state.Now - run > ExportHealth.LongestWithoutRun ? end : null,
            { } run => isAtRest || state.Now - run >= LongestRun ? end : null,
        };
    }

    private async Task<Note> MakeAsync(HealthView state, DateTimeOffset since, DateTimeOffset end, CancellationToken cancellation)
    {
        var (waiting, told) = (new List<WaitingView>(), new List<SavedOutcome>());
        for (var back = 0; back < MonthsBack; back++)
        {
            if (await bills.WithOutcomesAsync(BillMonth.Of(clock.Today).AddMonths(-back), cancellation) is not { } month)
                continue;
            var takenBack = await TakenBackAsync(month.View.Month.Month, since, end, cancellation);
            waiting.AddRange(month.View.Waiting.Where(item => item.Outcome != Outcome.Held || !takenBack.Contains(item.OrganizationId)));
            var done = month.View.Bills.Where(bill => bill.State == BillState.Done).Select(bill => bill.OrganizationId).ToHashSet(StringComparer.Ordinal);
            told.AddRange(month.Outcomes.Where(outcome => done.Contains(outcome.OrganizationId) && outcome.At > since && outcome.At <= end));
        }

        return new Note(state.Problems, ExportedSince.Of(told), [.. waiting.OrderByDescending(item => item.Amount)], Page());
    }

    /// <summary>The organizations whose bill waits because a person took it back: that is told once, in the note after it was done.</summary>
    private async Task<IReadOnlySet<string>> TakenBackAsync(BillMonth month, DateTimeOffset since, DateTimeOffset end, CancellationToken cancellation) =>
        (await tables.Undos.ListAsync(month.ToString(), cancellation)).Where(undo => undo.State == UndoState.Done && !(undo.DoneAt > since && undo.DoneAt <= end))
            .Select(undo => undo.OrganizationId).ToHashSet(StringComparer.Ordinal);

    private async Task<DateTimeOffset> FirstLookAsync(CancellationToken cancellation)
    {
        if (await RecallAsync(FirstKey, cancellation) is { } first)
            return first;
        var now = clock.Now;
        await RememberAsync(FirstKey, now, cancellation);
        return now;
    }

    private Uri? Page() => configuration[HostName] is { Length: > 0 } host && Uri.TryCreate($"https://{host}/", UriKind.Absolute, out var address) ? address : null;

    private async Task<DateTimeOffset?> RecallAsync(string key, CancellationToken cancellation) =>
        await tables.Memory.FindAsync(ExportTables.Only, key, cancellation) is { } remembered ? DateTimeOffset.Parse(remembered.Value, CultureInfo.InvariantCulture) : null;

    private Task RememberAsync(string key, DateTimeOffset at, CancellationToken cancellation) =>
        tables.Memory.SaveAsync(ExportTables.Only, key, new Remembered(at.ToString("O", CultureInfo.InvariantCulture)), cancellation);

    private static DateTimeOffset StartOf(DateOnly day) => new(day.ToDateTime(TimeOnly.MinValue), TimeSpan.Zero);

    private static DateOnly DayOf(DateTimeOffset at) => DateOnly.FromDateTime(at.UtcDateTime);
}
