using System.Collections.Concurrent;
using CloudmoreAutotask.Applying;
using CloudmoreAutotask.Billing;
using CloudmoreAutotask.Planning;
using CloudmoreAutotask.Simulators.Autotask;
using CloudmoreAutotask.Simulators.Cloudmore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using NUnit.Framework;

namespace CloudmoreAutotask.Tests.Export.Crash;

/// <summary>A process that takes a bill back is thrown away at every single call; the next one goes on, and all ends as if nothing had happened, without a second word.</summary>
[Parallelizable(ParallelScope.Self)]
public sealed class UndoCrashTests
{
    private const string Day = "2026-11-09";
    private static readonly DateOnly October8 = new(2026, 10, 8);
    private static readonly DateOnly November8 = new(2026, 11, 8);

    [Test]
    [CancelAfter(540_000)]
    public async Task Undo_KilledAfterEachCall_EndsAsUninterrupted(CancellationToken cancellation)
    {
        var template = await ExportedAsync();
        var counter = ProcessKill.Never;
        var (whole, writes) = await UndoAsync(template, counter);
        var wrong = new ConcurrentQueue<string>();
        await Parallel.ForEachAsync(Enumerable.Range(1, counter.Calls), new ParallelOptions { MaxDegreeOfParallelism = 4, CancellationToken = cancellation }, async (call, _) =>
        {
            var (state, sent) = await UndoAsync(template, ProcessKill.AfterCall(call));
            if (state != whole || sent != writes)
                wrong.Enqueue($"{call} {counter.Names.ElementAtOrDefault(call - 1)}: {sent} writes\n{Uninterrupted.Difference(whole, state)}");
        });

        await TestContext.Out.WriteLineAsync($"{counter.Calls} calls, {writes} writes");
        Assert.That(writes, Is.EqualTo(4), "two contract services and two charges");
        Assert.That(whole, Does.Contain("undo 2026-11 Done Ada"));
        Assert.That(wrong, Is.Empty);
    }

    /// <summary>Two months of a company with seats, a product of its own in the second month, and usage.</summary>
    private static async Task<(byte[] Tenant, CloudmoreBroker Broker, StorageCopy Storage)> ExportedAsync()
    {
        await using var export = Quiet(await ExportHarness.StartAsync());
        export.Organization("Contoso").Bill(
            BrokerLine.Of(October8, "S1", "P1", 10, 16.90m, 20.60m),
            BrokerLine.Of(November8, "S1", "P1", 12, 17m, 21m),
            BrokerLine.Of(November8, "S3", "P3", 4, 8m, 9.99m),
            BrokerLine.Of(November8, "A1", "Azure plan", 1, 80m, 100.10m) with { ServiceName = "Microsoft Azure" },
            BrokerLine.Of(November8, "A2", "Azure plan", 1, 8m, 10m) with { ServiceName = "Microsoft Azure" });
        await export.RunAsync(Day);
        using var tenant = new MemoryStream();
        export.Tenant.Save(tenant);
        return (tenant.ToArray(), export.Cloudmore.Broker, await StorageCopy.TakeAsync(export.ConnectionString));
    }

    private static async Task<(string State, int Writes)> UndoAsync((byte[] Tenant, CloudmoreBroker Broker, StorageCopy Storage) template, ProcessKill kill)
    {
        using var tenant = new MemoryStream(template.Tenant);
        await using var export = Quiet(await ExportHarness.StartAsync(template.Broker, AutotaskTenant.Load(tenant)));
        await template.Storage.PutAsync(export.ConnectionString);
        await using (var asked = export.Build(Day))
        {
            var planId = await asked.GetRequiredService<BillUndos>().PlanAsync(new BillMonth(2026, 11), template.Broker.Organizations.Single().Id, new PlanUndo("Ada", "wrong"), CancellationToken.None);
            await asked.GetRequiredService<PlanDecisions>().ApproveAsync(planId, "Ada", "", CancellationToken.None);
        }

        var held = await export.KillAsync(Day, kill, detects: false);
        await held.ShowAsync();
        await using (var next = export.Build(Day))
            await export.PumpAsync(next);
        await export.RunAsync("2026-11-10");
        return (await WholeState.DescribeAsync(export), export.Autotask.Calls.Writes.Count);
    }

    private static ExportHarness Quiet(ExportHarness export)
    {
        export.LogLevel = LogLevel.None;
        export.Settings["Limits:UnansweredWait"] = Uninterrupted.NoWait.ToString("c");
        export.Tenant.Rules.SecondAdjustments = SecondAdjustment.Accept;
        return export;
    }
}
