using System.Diagnostics;
using System.Globalization;
using CloudmoreAutotask.Applying;
using CloudmoreAutotask.Billing;
using CloudmoreAutotask.Ledger;
using CloudmoreAutotask.LocalHost.Storage;
using CloudmoreAutotask.Simulators.Autotask;
using CloudmoreAutotask.Simulators.Cloudmore;
using Microsoft.Extensions.DependencyInjection;

namespace CloudmoreAutotask.Bench;

/// <summary>What a bill of one size took.</summary>
/// <param name="Organizations">Organizations.</param>
/// <param name="Lines">Billing lines.</param>
/// <param name="Detected">The time to read the report and record it.</param>
/// <param name="Planned">The time to plan every organization.</param>
/// <param name="Processor">The processor time of the exporting process.</param>
/// <param name="Operations">Its storage operations.</param>
/// <param name="PeakBytes">The largest working set of the exporting process.</param>
/// <param name="Outcomes">Saved outcomes.</param>
internal sealed record SizeRow(int Organizations, int Lines, TimeSpan Detected, TimeSpan Planned, TimeSpan Processor, int Operations, long PeakBytes, int Outcomes)
{
    /// <summary>Lines a second, detected and planned.</summary>
    public double LinesPerSecond => Lines / (Detected + Planned).TotalSeconds;
}

/// <summary>
/// Detects and plans bills of several sizes. The product runs in a process of its own, so that the peak is the product's; the simulators and the storage emulator
/// run outside it. Nothing is written (mode Shadow).
/// </summary>
internal static class SizeBench
{
    private const int Subscriptions = 5;
    private const int LinesPerSubscription = 2;
    private const string Day = "2026-10-09";

    /// <summary>The command that runs the product by itself; it takes its settings from standard input.</summary>
    public const string ChildCommand = "size-process";

    public static async Task<IReadOnlyList<SizeRow>> RunAsync(IReadOnlyList<int> sizes, CancellationToken cancellation)
    {
        var rows = new List<SizeRow>();
        foreach (var organizations in sizes)
        {
            rows.Add(await RunAsync(organizations, cancellation));
            await Console.Error.WriteLineAsync($"size: {rows[^1]}");
        }

        return rows;
    }

    /// <summary>The product's side: detects and plans by the settings, and prints what it took as JSON.</summary>
    public static async Task RunChildAsync(CancellationToken cancellation)
    {
        var settings = await BenchProcess.SettingsAsync(cancellation);
        var storage = new StorageCounter(settings["AzureWebJobsStorage"]!);
        await using var provider = ExportDriver.Build(settings, Day, storage);
        var began = Stopwatch.GetTimestamp();
        await provider.GetRequiredService<BillDetector>().DetectAsync(cancellation);
        var detected = Stopwatch.GetElapsedTime(began);
        began = Stopwatch.GetTimestamp();
        await ExportDriver.PumpAsync(settings["AzureWebJobsStorage"]!, provider.GetRequiredService<ExportPlanner>(), provider.GetRequiredService<PlanApplier>(), cancellation);
        var planned = Stopwatch.GetElapsedTime(began);
        var operations = storage.Take().Values.Sum();
        var report = await provider.GetRequiredService<RunReports>().ReadAsync(provider.GetRequiredService<RunIdentity>().Latest!, cancellation);
        var lines = report.Rows.Count * LinesPerSubscription;
        BenchProcess.Return(new SizeRow(report.Organizations, lines, detected, planned, BenchProcess.Processor(), operations, BenchProcess.Peak(), report.Rows.Count));
    }

    private static async Task<SizeRow> RunAsync(int organizations, CancellationToken cancellation)
    {
        var broker = new BenchBroker(organizations, Subscriptions);
        for (var part = 0; part < LinesPerSubscription; part++)
            broker.Bill(new DateOnly(2026, 10, 7 + part));
        broker.Tenant.Rules.RequestThreshold = int.MaxValue;
        await using var storage = await AzuriteServer.StartAsync(indexed: true, cancellation: cancellation);
        await using var cloudmore = await CloudmoreSimulator.StartAsync(broker.Broker);
        await using var autotask = await AutotaskSimulator.StartAsync(broker.Tenant);
        var driver = new ExportDriver(storage.ConnectionString, cloudmore.BaseUrl, autotask.ZoneInformationUrl, broker.Broker, broker.Tenant);
        driver.Settings["Export:Mode"] = "Shadow";
        var row = await BenchProcess.RunAsync<SizeRow>(ChildCommand, driver.Settings, cancellation);
        return row.Outcomes == broker.Subscriptions && autotask.Calls.Writes.Count == 0
            ? row
            : throw new InvalidOperationException($"{row.Outcomes} outcomes of {broker.Subscriptions}, {autotask.Calls.Writes.Count} writes.");
    }

    public static ResultTable Table(IReadOnlyList<SizeRow> rows) => new(
        "Size",
        $"Detected, recorded and planned (mode Shadow), {Subscriptions} subscriptions of {LinesPerSubscription} lines in each organization. The exporting process is measured by itself; its peak is to stay "
        + "below 400 MB at 100,000 lines, and what a line costs it is not to grow: processor time and storage operations. The whole time has the storage emulator's own in it.",
        ["Organizations", "Lines", "Detected", "Planned", "Lines a second", "Processor ms a line", "Storage operations a line", "Peak working set"],
        [
            .. rows.Select(row => (IReadOnlyList<string>)
            [
                Number(row.Organizations), Number(row.Lines), Seconds(row.Detected), Seconds(row.Planned), Number((int)row.LinesPerSecond),
                (row.Processor.TotalMilliseconds / row.Lines).ToString("0.00", CultureInfo.InvariantCulture), ((decimal)row.Operations / row.Lines).ToString("0.00", CultureInfo.InvariantCulture),
                string.Create(CultureInfo.InvariantCulture, $"{row.PeakBytes / 1e6:0} MB"),
            ]),
        ],
        Keys: 2);

    private static string Number(int number) => number.ToString("N0", CultureInfo.InvariantCulture);

    private static string Seconds(TimeSpan time) => string.Create(CultureInfo.InvariantCulture, $"{time.TotalSeconds:0.0} s");
}
