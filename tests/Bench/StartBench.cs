using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Azure.Storage.Queues;
using Azure.Storage.Queues.Models;
using CloudmoreAutotask.Applying;
using CloudmoreAutotask.Billing;
using CloudmoreAutotask.LocalHost.Storage;
using CloudmoreAutotask.Simulators.Autotask;
using CloudmoreAutotask.Simulators.Cloudmore;
using CloudmoreAutotask.Storage;
using Microsoft.Extensions.DependencyInjection;

namespace CloudmoreAutotask.Bench;

/// <summary>How long it takes from a queue message to its plan.</summary>
/// <param name="Organizations">How many organizations the broker has.</param>
/// <param name="First">The first message of a process: it signs in, reads the catalogue and the run's snapshot.</param>
/// <param name="Median">The messages after it; half take less.</param>
/// <param name="Slowest">The slowest of them.</param>
/// <param name="Operations">Storage operations of each of them.</param>
internal sealed record StartRow(int Organizations, TimeSpan First, TimeSpan Median, TimeSpan Slowest, decimal Operations);

/// <summary>Plans a broker's bills one after the other in a process of its own, against an Autotask and a storage that take a while for each call.</summary>
internal static class StartBench
{
    private const int Subscriptions = 5;
    private const string Day = "2026-10-09";
    private static readonly TimeSpan Latency = TimeSpan.FromMilliseconds(50);

    // About what a call to Table Storage takes within a region.
    private static readonly TimeSpan StorageLatency = TimeSpan.FromMilliseconds(5);

    /// <summary>The command that runs the product by itself; it takes its settings from standard input.</summary>
    public const string ChildCommand = "start-process";

    public static async Task<IReadOnlyList<StartRow>> RunAsync(IReadOnlyList<int> sizes, CancellationToken cancellation)
    {
        var rows = new List<StartRow>();
        foreach (var organizations in sizes)
            rows.Add(await RunAsync(organizations, cancellation));
        return rows;
    }

    private static async Task<StartRow> RunAsync(int organizations, CancellationToken cancellation)
    {
        var broker = new BenchBroker(organizations, Subscriptions);
        broker.Tenant.Rules.Latency = Latency;
        broker.Bill(new DateOnly(2026, 10, 8));
        await using var storage = await AzuriteServer.StartAsync(indexed: true, cancellation: cancellation);
        await using var cloudmore = await CloudmoreSimulator.StartAsync(broker.Broker);
        await using var autotask = await AutotaskSimulator.StartAsync(broker.Tenant);
        var driver = new ExportDriver(storage.ConnectionString, cloudmore.BaseUrl, autotask.ZoneInformationUrl, broker.Broker, broker.Tenant);
        await using (var detecting = ExportDriver.Build(driver.Settings, Day))
            await detecting.GetRequiredService<BillDetector>().DetectAsync(cancellation);

        var row = await BenchProcess.RunAsync<StartRow>(ChildCommand, driver.Settings, cancellation);
        return row.Organizations == organizations ? row : throw new InvalidOperationException($"{row.Organizations} messages of {organizations}.");
    }

    /// <summary>The product's side: plans the bill of each message by the settings, and prints what that took as JSON.</summary>
    public static async Task RunChildAsync(CancellationToken cancellation)
    {
        var settings = await BenchProcess.SettingsAsync(cancellation);
        var connection = settings["AzureWebJobsStorage"]!;
        var counter = new StorageCounter(connection, StorageLatency);
        await using var planning = ExportDriver.Build(settings, Day, counter);
        var bills = new QueueClient(connection, ExportQueues.OrganizationBillsName, new QueueClientOptions { MessageEncoding = QueueMessageEncoding.Base64 });
        var times = new List<TimeSpan>();
        while ((await bills.ReceiveMessageAsync(TimeSpan.FromMinutes(10), cancellation)).Value is { } message)
        {
            times.Add(await PlanAsync(planning.GetRequiredService<ExportPlanner>(), message, cancellation));
            if (times.Count == 1)
                counter.Take();
            await bills.DeleteMessageAsync(message.MessageId, message.PopReceipt, cancellation);
        }

        TimeSpan[] later = [.. times.Skip(1).Order()];
        BenchProcess.Return(new StartRow(times.Count, times[0], later[later.Length / 2], later[^1], (decimal)counter.Take().Values.Sum() / later.Length));
    }

    private static async Task<TimeSpan> PlanAsync(ExportPlanner planner, QueueMessage message, CancellationToken cancellation)
    {
        var began = Stopwatch.GetTimestamp();
        await planner.PlanAsync(JsonSerializer.Deserialize<OrganizationBillMessage>(message.Body.ToString(), StorageJson.Options)!, cancellation);
        return Stopwatch.GetElapsedTime(began);
    }

    public static ResultTable Table(IReadOnlyList<StartRow> rows) => new(
        "From message to plan",
        $"Bills of {Subscriptions} subscriptions each, planned one after the other by a process that was just started, against an Autotask that takes {Latency.TotalMilliseconds} ms for each call and a storage that "
        + $"takes {StorageLatency.TotalMilliseconds} ms more than the emulator. The first message signs in, takes the lease and reads the run's snapshot, with code that runs for the first time; the others make no call to Autotask. \"In a row\" is what the "
        + "storage operations of a message would wait for alone if each waited for the one before. From the start of a process to its first function: see Time.",
        ["Organizations", "First message", "Later messages, median", "Slowest", "Storage operations each", "In a row"],
        [
            .. rows.Select(row => (IReadOnlyList<string>)
            [
                row.Organizations.ToString("N0", CultureInfo.InvariantCulture), Milliseconds(row.First), Milliseconds(row.Median), Milliseconds(row.Slowest),
                row.Operations.ToString("0.0", CultureInfo.InvariantCulture), Milliseconds((double)row.Operations * StorageLatency),
            ]),
        ]);

    private static string Milliseconds(TimeSpan time) => string.Create(CultureInfo.InvariantCulture, $"{time.TotalMilliseconds:N0} ms");
}
