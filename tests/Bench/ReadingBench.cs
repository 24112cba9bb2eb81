using System.Diagnostics;
using System.Globalization;
using CloudmoreAutotask.Cloudmore;
using CloudmoreAutotask.LocalHost.Storage;
using CloudmoreAutotask.Simulators.Cloudmore;
using Microsoft.Extensions.DependencyInjection;

namespace CloudmoreAutotask.Bench;

/// <summary>What reading one report took.</summary>
/// <param name="Lines">Its billing lines.</param>
/// <param name="Time">The time from asking for it to its last line.</param>
/// <param name="PeakBytes">The largest working set of the reading process.</param>
/// <param name="Allocated">Bytes allocated while reading.</param>
internal sealed record ReadingRow(int Lines, TimeSpan Time, long PeakBytes, long Allocated);

/// <summary>Reads reports of several sizes as the product does, one organization in memory at a time.</summary>
internal static class ReadingBench
{
    private const int LinesPerOrganization = 100;
    private const string Day = "2026-10-09";

    /// <summary>The command that reads by itself; it takes its settings from standard input.</summary>
    public const string ChildCommand = "reading-process";

    public static async Task<IReadOnlyList<ReadingRow>> RunAsync(IReadOnlyList<int> lines, CancellationToken cancellation)
    {
        var rows = new List<ReadingRow>();
        // The product looks there whether its sign-in is stopped.
        await using var storage = await AzuriteServer.StartAsync(indexed: true, cancellation: cancellation);
        foreach (var count in lines)
        {
            var broker = new BenchBroker(count / LinesPerOrganization, LinesPerOrganization);
            broker.Bill(new DateOnly(2026, 10, 8));
            await using var cloudmore = await CloudmoreSimulator.StartAsync(broker.Broker);
            var driver = new ExportDriver(storage.ConnectionString, cloudmore.BaseUrl, cloudmore.BaseUrl, broker.Broker, broker.Tenant);
            var row = await BenchProcess.RunAsync<ReadingRow>(ChildCommand, driver.Settings, cancellation);
            rows.Add(row.Lines == count ? row : throw new InvalidOperationException($"{row.Lines} lines of {count} were read."));
        }

        return rows;
    }

    /// <summary>The reading side.</summary>
    public static async Task RunChildAsync(CancellationToken cancellation)
    {
        await using var provider = ExportDriver.Build(await BenchProcess.SettingsAsync(cancellation), Day);
        var client = provider.GetRequiredService<CloudmoreClient>();
        var lines = 0;
        var (began, allocated) = (Stopwatch.GetTimestamp(), GC.GetTotalAllocatedBytes());
        await foreach (var organization in client.ReadAsync(new DateOnly(2026, 10, 1), new DateOnly(2026, 10, 31), cancellation))
            lines += organization.Lines.Count;
        BenchProcess.Return(new ReadingRow(lines, Stopwatch.GetElapsedTime(began), BenchProcess.Peak(), GC.GetTotalAllocatedBytes() - allocated));
    }

    public static ResultTable Table(IReadOnlyList<ReadingRow> rows) => new(
        "Reading a report",
        $"The report as it arrives over HTTP, {LinesPerOrganization} lines for each organization. The process does nothing else; its peak must not grow with the report.",
        ["Lines", "Time", "Lines a second", "Bytes allocated a line", "Peak working set"],
        [
            .. rows.Select(row => (IReadOnlyList<string>)
            [
                row.Lines.ToString("N0", CultureInfo.InvariantCulture), string.Create(CultureInfo.InvariantCulture, $"{row.Time.TotalSeconds:0.0} s"),
                (row.Lines / row.Time.TotalSeconds).ToString("N0", CultureInfo.InvariantCulture), (row.Allocated / row.Lines).ToString("N0", CultureInfo.InvariantCulture),
                string.Create(CultureInfo.InvariantCulture, $"{row.PeakBytes / 1e6:0} MB"),
            ]),
        ]);
}
