using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using CloudmoreAutotask.LocalHost.Running;
using CloudmoreAutotask.LocalHost.Storage;
using CloudmoreAutotask.Simulators.Autotask;
using CloudmoreAutotask.Simulators.Cloudmore;

namespace CloudmoreAutotask.Bench;

/// <summary>What one month took in a host process of its own.</summary>
/// <param name="Organizations">How many organizations the broker has.</param>
/// <param name="Month">What the month is like.</param>
/// <param name="Calls">Autotask calls.</param>
/// <param name="Started">From the start of the process to the first call of the first function.</param>
/// <param name="Detected">From there to the first call to Autotask: the report is read and recorded, the first message is in work.</param>
/// <param name="Exported">From the first call to Autotask to the last one.</param>
/// <param name="Total">From the start of the process to its end.</param>
/// <param name="Floor">The busiest entity's calls, each as long as the latency, as many at once as one exporter may have.</param>
internal sealed record TimeRow(int Organizations, string Month, int Calls, TimeSpan Started, TimeSpan Detected, TimeSpan Exported, TimeSpan Total, TimeSpan Floor);

/// <summary>
/// Runs whole months in the local host, a process of its own, against an Autotask that takes a while for each call and allows three at once for each entity.
/// </summary>
internal static class TimeBench
{
    private const int Subscriptions = 5;

    // Two calls in flight for each entity; the third slot is left to the doctor and the page (export rules, "One exporter per deployment").
    private const int AtOnce = 2;

    private static readonly TimeSpan Latency = TimeSpan.FromMilliseconds(50);
    private static readonly DateOnly October = new(2026, 10, 1);

    public static async Task<IReadOnlyList<TimeRow>> RunAsync(IReadOnlyList<int> sizes, CancellationToken cancellation)
    {
        var rows = new List<TimeRow>();
        foreach (var organizations in sizes)
            rows.AddRange(await RunAsync(organizations, cancellation));
        return rows;
    }

    private static async Task<IReadOnlyList<TimeRow>> RunAsync(int organizations, CancellationToken cancellation)
    {
        var broker = new BenchBroker(organizations, Subscriptions);
        broker.Tenant.Rules.RequestThreshold = int.MaxValue;
        broker.Tenant.Rules.Latency = Latency;
        await using var storage = await AzuriteServer.StartAsync(indexed: true, cancellation: cancellation);
        await using var cloudmore = await CloudmoreSimulator.StartAsync(broker.Broker);
        await using var autotask = await AutotaskSimulator.StartAsync(broker.Tenant);
        var driver = new ExportDriver(storage.ConnectionString, cloudmore.BaseUrl, autotask.ZoneInformationUrl, broker.Broker, broker.Tenant);
        return
        [
            await MonthAsync("first export", 0, day => broker.Bill(day)),
            await MonthAsync("unchanged", 1, day => broker.Bill(day)),
            await MonthAsync("2 % changed", 2, day => broker.BillChanged(day, 2)),
        ];

        async Task<TimeRow> MonthAsync(string name, int month, Action<DateOnly> bill)
        {
            bill(October.AddMonths(month).AddDays(7));
            cloudmore.Calls.Clear();
            autotask.Calls.Clear();
            var began = TimeProvider.System.GetUtcNow();
            var output = await HostAsync(driver.Settings, $"{October.AddMonths(month):yyyy-MM}-09T04:00:00Z", cancellation);
            var ended = TimeProvider.System.GetUtcNow();
            var outcomes = JsonDocument.Parse(output).RootElement.GetProperty("outcomes").EnumerateObject().Sum(outcome => outcome.Value.GetInt32());
            if (outcomes != broker.Subscriptions)
                throw new InvalidOperationException($"{name}: {outcomes} outcomes of {broker.Subscriptions}.");
            var (first, calls) = (cloudmore.Calls.All[0].Time, autotask.Calls.All);
            var busiest = autotask.Calls.ByEntity.Values.Max();
            return new TimeRow(
                organizations, name, calls.Count, first - began, calls[0].Time - first, calls[^1].Time - calls[0].Time + Latency, ended - began, Latency * busiest / AtOnce);
        }
    }

    /// <summary>Runs the local host to its end; its last line.</summary>
    private static async Task<string> HostAsync(Dictionary<string, string?> settings, string asOf, CancellationToken cancellation)
    {
        var start = new ProcessStartInfo("dotnet", [typeof(HostRun).Assembly.Location, "--once", "--no-simulators", "--as-of", asOf]) { WorkingDirectory = AppContext.BaseDirectory };
        foreach (var (name, value) in settings)
            start.Environment[name.Replace(":", "__", StringComparison.Ordinal)] = value;
        return BenchProcess.LastLine(await BenchProcess.RunAsync(start, cancellation));
    }

    public static ResultTable Table(IReadOnlyList<TimeRow> rows) => new(
        "Time",
        $"Whole months in the local host, a process of its own, against an Autotask that takes {Latency.TotalMilliseconds} ms for each call and three calls at once for each entity. The floor is the busiest "
        + $"entity's calls at {AtOnce} at once, which is what one exporter may have. Start is the time from the start of the process to the first call of its first function; detection ends with the first call to Autotask.",
        ["Organizations", "Month", "Calls", "Start", "Detection", "Autotask", "Floor", "x floor", "In all"],
        [
            .. rows.Select(row => (IReadOnlyList<string>)
            [
                row.Organizations.ToString("N0", CultureInfo.InvariantCulture), row.Month, row.Calls.ToString("N0", CultureInfo.InvariantCulture), Seconds(row.Started), Seconds(row.Detected),
                Seconds(row.Exported), Seconds(row.Floor), (row.Exported / row.Floor).ToString("0.00", CultureInfo.InvariantCulture), Seconds(row.Total),
            ]),
        ],
        Keys: 2);

    private static string Seconds(TimeSpan time) => string.Create(CultureInfo.InvariantCulture, $"{time.TotalSeconds:0.0} s");
}
