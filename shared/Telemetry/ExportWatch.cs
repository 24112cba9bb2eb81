using System.Globalization;
using CloudmoreAutotask.Applying;
using CloudmoreAutotask.Ledger;
using CloudmoreAutotask.Setup;
using CloudmoreAutotask.Storage;

namespace CloudmoreAutotask.Telemetry;

/// <summary>How the export stands when nothing runs: what alerts are raised from.</summary>
public sealed class ExportWatch
{
    private const string LastGoodRunKey = "LastGoodRun";

    // What nobody has put right until then was meant to be so.
    private static readonly TimeSpan LongestToldProof = TimeSpan.FromDays(31);

    private readonly ExportTables tables;
    private readonly ExportQueues queues;
    private readonly BillCalendar calendar;
    private readonly ISignInStop signIn;
    private readonly ExportMetrics metrics;
    private readonly ProductClock clock;

    internal ExportWatch(ExportTables tables, ExportQueues queues, BillCalendar calendar, ISignInStop signIn, ExportMetrics metrics, ProductClock clock) =>
        (this.tables, this.queues, this.calendar, this.signIn, this.metrics, this.clock) = (tables, queues, calendar, signIn, metrics, clock);

    /// <summary>When a detection last ended well, product clock, UTC; null when none has.</summary>
    public async Task<DateTimeOffset?> LastGoodRunAsync(CancellationToken cancellation) =>
        await tables.Memory.FindAsync(ExportTables.Only, LastGoodRunKey, cancellation) is { } remembered
            ? DateTimeOffset.Parse(remembered.Value, CultureInfo.InvariantCulture)
            : null;

    /// <summary>The proofs of the last 31 days, by month.</summary>
    public async Task<IReadOnlyList<KeptProof>> LatestProofsAsync(CancellationToken cancellation) =>
        [.. (await tables.Proofs.ListAsync(ExportTables.Only, cancellation)).Where(proof => clock.Now - (proof.TriedAt ?? proof.ReadAt) <= LongestToldProof)];

    /// <summary>Tells all of it as metrics.</summary>
    public async Task TellAsync(CancellationToken cancellation)
    {
        foreach (var queue in ExportQueues.Names)
        {
            var state = await queues.LookAsync(queue, cancellation);
            metrics.Queue(queue, state.Messages, state.Oldest);
            var poison = await queues.LookAsync(ExportQueues.PoisonOf(queue), cancellation);
            metrics.Poison(poison.Name, poison.Messages);
        }

        if (await LastGoodRunAsync(cancellation) is { } last)
            metrics.LastGoodRun(clock.Now - last);
        foreach (var proof in await LatestProofsAsync(cancellation))
            metrics.Proven(proof);
        metrics.OldestHeld(await OldestHeldAsync(cancellation));
        metrics.SignInBlocked(await signIn.GetStoppedFingerprintAsync(cancellation) is not null);
    }

    /// <summary>Notes that a detection ended well.</summary>
    internal Task DetectedAsync(CancellationToken cancellation) =>
        tables.Memory.SaveAsync(ExportTables.Only, LastGoodRunKey, new Remembered(clock.Now.ToString("O", CultureInfo.InvariantCulture)), cancellation);

    private async Task<TimeSpan> OldestHeldAsync(CancellationToken cancellation)
    {
        var first = await calendar.FirstMonthAsync(cancellation);
        var waiting = (await tables.ListDueBillsAsync(cancellation)).Where(row => row.AttemptedHash == row.Hash && calendar.IsDue(row, first)).Select(row => clock.Now - row.RecordedAt);
        return waiting.DefaultIfEmpty(TimeSpan.Zero).Max();
    }
}
