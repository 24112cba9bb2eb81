using System.Text.Json;
using CloudmoreAutotask.Billing;
using CloudmoreAutotask.Ledger;
using CloudmoreAutotask.Planning;
using CloudmoreAutotask.Setup;
using CloudmoreAutotask.Storage;
using Microsoft.Extensions.Options;

namespace CloudmoreAutotask.Applying;

/// <summary>
/// Decides once a detection, before any message is sent, whether the broker's seats shrank too far (export rules, "What keeps it safe", Fuses): the latest settled
/// month against the month before, and each past month against what it was when the fuse last let it pass, for a report that lost its lines loses those of all months.
/// </summary>
internal sealed class ShrinkFuse(ExportTables tables, BillCalendar calendar, IOptions<FuseOptions> options)
{
    /// <summary>Where the reason is remembered while the fuse is blown.</summary>
    public const string Key = "ShrinkFuse";

    private const string PassedKey = "PassedSeats";

    /// <summary>Blows the fuse, or lets it go when it no longer trips.</summary>
    /// <param name="from">The first month of the report.</param>
    /// <param name="running">The running month.</param>
    /// <param name="cancellation">Ends the reading.</param>
    public async Task DecideAsync(BillMonth from, BillMonth running, CancellationToken cancellation)
    {
        if (!options.Value.Enabled)
        {
            await tables.Memory.RemoveAsync(ExportTables.Only, Key, cancellation);
            return;
        }

        var first = await calendar.FirstMonthAsync(cancellation);
        var settled = calendar.IsSettled(running) ? running : running.AddMonths(-1);
        var (seats, latest) = (new SortedDictionary<BillMonth, MonthSeats>(), settled);
        // A month of which there is no bill at all was in no report yet: bills may come from a file.
        while (latest > first && (seats[latest] = await SeatsAsync(latest, cancellation)).Organizations.Count == 0)
            latest = latest.AddMonths(-1);
        for (var month = Later(first, Earlier(from, latest.AddMonths(-1))); month <= settled; month = month.AddMonths(1))
            seats[month] = seats.GetValueOrDefault(month) ?? await SeatsAsync(month, cancellation);

        var reason = Trip(seats, first, latest, running);
        if (reason is not null && !await IsReleasedAsync(reason, cancellation))
        {
            await tables.Memory.SaveAsync(ExportTables.Only, Key, new Remembered(reason), cancellation);
            return;
        }

        await tables.Memory.RemoveAsync(ExportTables.Only, Key, cancellation);
        foreach (var (month, found) in seats.Where(entry => !entry.Value.IsPassed))
            await tables.Memory.SaveAsync(ExportTables.Only, PassedKeyOf(month), new Remembered(JsonSerializer.Serialize(found.Now, StorageJson.Options)), cancellation);
    }

    private string? Trip(SortedDictionary<BillMonth, MonthSeats> seats, BillMonth first, BillMonth latest, BillMonth running)
    {
        var fuses = new Fuses(options.Value);
        var lost = seats.Where(entry => entry.Key < running).Select(entry => fuses.TripLoss(entry.Key, entry.Value.Passed, entry.Value.Now));
        var shrunk = latest > first ? fuses.TripShrink(latest, PassedBefore(seats, latest), seats[latest].Now) : null;
        // Who releases it has to have seen all of it.
        string[] reasons = [.. lost.Append(shrunk).OfType<string>()];
        return reasons.Length == 0 ? null : string.Join(" ", reasons);
    }

    /// <summary>What the month before billed to the organizations that have a bill of the month, were it an empty one; a file may name some only.</summary>
    private static Dictionary<string, decimal> PassedBefore(SortedDictionary<BillMonth, MonthSeats> seats, BillMonth month)
    {
        var others = Sum(seats[month.AddMonths(-1)].Organizations.Where(entry => !seats[month].Organizations.ContainsKey(entry.Key)).Select(entry => entry.Value));
        return seats[month.AddMonths(-1)].Passed.ToDictionary(entry => entry.Key, entry => entry.Value - others.GetValueOrDefault(entry.Key), StringComparer.Ordinal);
    }

    private static Dictionary<string, decimal> Sum(IEnumerable<IReadOnlyDictionary<string, decimal>> seats) => seats.SelectMany(entry => entry)
        .GroupBy(entry => entry.Key, StringComparer.Ordinal)
        .ToDictionary(group => group.Key, group => group.Sum(entry => entry.Value), StringComparer.Ordinal);

    // The reason names the month and both amounts: other figures blow the fuse again.
    private async Task<bool> IsReleasedAsync(string reason, CancellationToken cancellation) =>
        (await tables.Releases.FindAsync(ExportTables.Only, Key, cancellation))?.Hash == Fingerprint.Of(reason);

    private async Task<MonthSeats> SeatsAsync(BillMonth month, CancellationToken cancellation)
    {
        var rows = await tables.Bills.ListAsync(month.ToString(), cancellation);
        var passed = await tables.Memory.FindAsync(ExportTables.Only, PassedKeyOf(month), cancellation);
        return new MonthSeats(rows.ToDictionary(row => row.Organization.Id, row => row.MonthlySeats, StringComparer.Ordinal), passed is null ? null : JsonSerializer.Deserialize<Dictionary<string, decimal>>(passed.Value, StorageJson.Options));
    }

    private static string PassedKeyOf(BillMonth month) => $"{PassedKey} {month}";

    private static BillMonth Later(BillMonth one, BillMonth other) => one > other ? one : other;

    private static BillMonth Earlier(BillMonth one, BillMonth other) => one < other ? one : other;

    /// <summary>The broker's monthly seat money of a month by currency, now and when the fuse last let it pass.</summary>
    private sealed record MonthSeats(IReadOnlyDictionary<string, IReadOnlyDictionary<string, decimal>> Organizations, IReadOnlyDictionary<string, decimal>? PassedBefore)
    {
        public IReadOnlyDictionary<string, decimal> Now { get; } = Sum(Organizations.Values);

        public IReadOnlyDictionary<string, decimal> Passed => PassedBefore ?? Now;

        public bool IsPassed => PassedBefore is { } before && before.Count == Now.Count && before.All(entry => Now.GetValueOrDefault(entry.Key) == entry.Value);
    }
}
