using CloudmoreAutotask.Billing;
using CloudmoreAutotask.Ledger;
using CloudmoreAutotask.Planning;
using CloudmoreAutotask.Setup;
using CloudmoreAutotask.Storage;
using Microsoft.Extensions.Options;

namespace CloudmoreAutotask.Applying;

/// <summary>Decides once a detection, before any message is sent, whether the broker's seats shrank too far (export rules, "What keeps it safe", Fuses).</summary>
internal sealed class ShrinkFuse(ExportTables tables, BillCalendar calendar, IOptions<FuseOptions> options)
{
    /// <summary>Where the reason is remembered while the fuse is blown.</summary>
    public const string Key = "ShrinkFuse";

    /// <summary>Blows the fuse, or lets it go when it no longer trips.</summary>
    public async Task DecideAsync(BillMonth latest, CancellationToken cancellation)
    {
        var month = calendar.IsSettled(latest) ? latest : latest.AddMonths(-1);
        var first = await calendar.FirstMonthAsync(cancellation);
        var reason = month <= first ? null : new Fuses(options.Value).TripShrink(month, await SeatsAsync(month.AddMonths(-1), cancellation), await SeatsAsync(month, cancellation));
        if (reason is null || await IsReleasedAsync(reason, cancellation))
            await tables.Memory.RemoveAsync(ExportTables.Only, Key, cancellation);
        else
            await tables.Memory.SaveAsync(ExportTables.Only, Key, new Remembered(reason), cancellation);
    }

    // The reason names the month and both amounts: other figures blow the fuse again.
    private async Task<bool> IsReleasedAsync(string reason, CancellationToken cancellation) =>
        (await tables.Releases.FindAsync(ExportTables.Only, Key, cancellation))?.Hash == Fingerprint.Of(reason);

    private async Task<IReadOnlyDictionary<string, decimal>> SeatsAsync(BillMonth month, CancellationToken cancellation) =>
        (await tables.Bills.ListAsync(month.ToString(), cancellation)).SelectMany(row => row.MonthlySeats)
            .GroupBy(entry => entry.Key, StringComparer.Ordinal)
            .ToDictionary(group => group.Key, group => group.Sum(entry => entry.Value), StringComparer.Ordinal);
}
