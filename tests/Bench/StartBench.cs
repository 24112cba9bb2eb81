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

/// <summary>Plans a broker's bills one after the other, against an Autotask and a storage that take a while for each call.</summary>
internal static class StartBench
{
    private const int Subscriptions = 5;
    private const string Day = "2026-10-09";
    private static readonly TimeSpan Latency = TimeSpan.FromMilliseconds(50);

    // About what a call to Table Storage takes within a region.
    private static readonly TimeSpan StorageLatency = TimeSpan.FromMilliseconds(5);

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

        // As a process that is started for the messages: nothing is known yet.
        var counter = new StorageCounter(storage.ConnectionString, StorageLatency);
        await using var planning = ExportDriver.Build(driver.Settings, Day, counter);
        var bills = new QueueClient(storage.ConnectionString, ExportQueues.OrganizationBillsName, new QueueClientOptions { MessageEncoding = QueueMessageEncoding.Base64 });
        var times = new List<TimeSpan>();
        while ((await bills.ReceiveMessageAsync(TimeSpan.FromMinutes(10), cancellation)).Value is { } message)
        {
            times.Add(await PlanAsync(planning.GetRequiredService<ExportPlanner>(), message, cancellation));
            if (times.Count == 1)
                counter.Take();
            await bills.DeleteMessageAsync(message.MessageId, message.PopReceipt, cancellation);
        }

        if (times.Count != organizations)
            throw new InvalidOperationException($"{times.Count} messages of {organizations}.");
        TimeSpan[] later = [.. times.Skip(1).Order()];
        return new StartRow(organizations, times[0], later[later.Length / 2], later[^1], (decimal)counter.Take().Values.Sum() / later.Length);
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
        + $"takes {StorageLatency.TotalMilliseconds} ms more than the emulator. The first message signs in, takes the lease and reads the run's snapshot; the others make no call to Autotask. \"In a row\" is what the "
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
