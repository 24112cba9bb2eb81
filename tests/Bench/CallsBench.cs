using System.Diagnostics;
using CloudmoreAutotask.Ledger;
using CloudmoreAutotask.LocalHost.Storage;
using CloudmoreAutotask.Simulators.Autotask;
using CloudmoreAutotask.Simulators.Cloudmore;

namespace CloudmoreAutotask.Bench;

/// <summary>One row of the calls table.</summary>
/// <param name="Organizations">How many organizations the broker has.</param>
/// <param name="Month">What the month is like.</param>
/// <param name="Calls">Autotask calls of the product.</param>
/// <param name="PerLine">Autotask calls of the per-line exporter.</param>
/// <param name="Floor">Calls that no exporter can do without: rows / 500 reads, one fresh read per changed organization, one write per change.</param>
/// <param name="Goal">The most calls that the goals allow; null where there is none.</param>
/// <param name="Time">The product's wall time, storage emulator included.</param>
/// <param name="ByEntity">The product's calls by entity.</param>
/// <param name="Storage">The product's storage operations by service.</param>
internal sealed record CallsRow(
    int Organizations, string Month, int Calls, int PerLine, int Floor, int? Goal, TimeSpan Time, string ByEntity, IReadOnlyDictionary<string, int> Storage);

/// <summary>Counts Autotask calls of a broker's months (architecture, "Speed, as calls").</summary>
internal static class CallsBench
{
    /// <summary>Subscriptions of each organization.</summary>
    public const int Subscriptions = 5;

    private const int PageSize = 500;
    private static readonly DateOnly October = new(2026, 10, 1);

    public static async Task<IReadOnlyList<CallsRow>> RunAsync(IReadOnlyList<int> sizes, CancellationToken cancellation)
    {
        var rows = new List<CallsRow>();
        foreach (var organizations in sizes)
            rows.AddRange(await RunAsync(organizations, cancellation));
        return rows;
    }

    private static async Task<IReadOnlyList<CallsRow>> RunAsync(int organizations, CancellationToken cancellation)
    {
        var broker = new BenchBroker(organizations, Subscriptions);
        broker.Tenant.Rules.RequestThreshold = int.MaxValue;
        await using var storage = await AzuriteServer.StartAsync(indexed: true, cancellation: cancellation);
        await using var cloudmore = await CloudmoreSimulator.StartAsync(broker.Broker);
        await using var autotask = await AutotaskSimulator.StartAsync(broker.Tenant);
        var driver = new ExportDriver(storage.ConnectionString, cloudmore.BaseUrl, autotask.ZoneInformationUrl, broker.Broker, broker.Tenant);
        var perLine = new BenchBroker(organizations, Subscriptions);
        perLine.Tenant.Rules.RequestThreshold = int.MaxValue;
        await using var yardstick = await AutotaskSimulator.StartAsync(perLine.Tenant);
        using var exporter = new PerLineExporter(yardstick);

        var count = broker.Subscriptions;
        var rows = new List<CallsRow>();
        await MonthAsync("first export", 0, side => side.Bill(October.AddDays(7)), _ => (2 * count) + organizations + ReadFloor(count, organizations), _ => 4 * count);
        await MonthAsync("unchanged", 1, side => side.Bill(October.AddMonths(1).AddDays(7)), _ => ReadFloor(count, organizations), _ => Tens(count));
        var unchanged = rows[^1].Calls;
        await ChangedAsync("2 % changed", 2, 2);
        await MonthAsync("unchanged again", 3, side => side.BillChanged(October.AddMonths(3).AddDays(7), 2), _ => ReadFloor(count, organizations), _ => Tens(count));
        await ChangedAsync("20 % changed", 4, 20);
        await MonthAsync("all prices changed", 5, side => side.Reprice(October.AddMonths(5).AddDays(7), 21.10m), _ => ReadFloor(count, organizations) + organizations + count, _ => unchanged + (int)(3.5 * count));
        return rows;

        async Task ChangedAsync(string name, int month, int percent)
        {
            var (changed, companies) = (0, 0);
            await MonthAsync(name, month, side => (changed, companies) = side.BillChanged(October.AddMonths(month).AddDays(7), percent),
                _ => ReadFloor(count, organizations) + companies + changed, _ => unchanged + (int)(3.5 * changed));
        }

        async Task MonthAsync(string name, int month, Action<BenchBroker> bill, Func<RunReport, int> floor, Func<RunReport, int> goal)
        {
            bill(broker);
            bill(perLine);
            autotask.Calls.Clear();
            yardstick.Calls.Clear();
            driver.Storage.Take();
            var began = Stopwatch.GetTimestamp();
            var report = await driver.RunAsync($"{October.AddMonths(month):yyyy-MM}-09", cancellation);
            var time = Stopwatch.GetElapsedTime(began);
            if (report.NeedsPerson || report.HasFailures || report.Rows.Count != count)
                throw new InvalidOperationException($"{name}: {report.Rows.Count} outcomes of {count}; {string.Join(", ", report.Outcomes.Select(one => $"{one.Key} {one.Value}"))}.");
            var storageOperations = driver.Storage.Take();
            await exporter.ExportAsync(perLine.Broker, October.AddMonths(month), cancellation);
            var byEntity = string.Join(", ", autotask.Calls.ByEntity.OrderByDescending(one => one.Value).Select(one => $"{one.Key} {one.Value}"));
            rows.Add(new CallsRow(organizations, name, autotask.Calls.Total, yardstick.Calls.Total, floor(report), goal(report), time, byEntity, storageOperations));
            await Console.Error.WriteLineAsync($"calls: {rows[^1]}");
        }
    }

    // Contracts, contract services and units of one month, each once, and the companies.
    private static int ReadFloor(int subscriptions, int organizations) => (3 * Pages(subscriptions)) + Pages(organizations);

    // "Tens of calls" for 5,000 subscriptions.
    private static int Tens(int subscriptions) => 100 * Math.Max(1, subscriptions / 5000);

    private static int Pages(int rows) => (rows + PageSize - 1) / PageSize;
}
