using CloudmoreAutotask.Autotask;
using CloudmoreAutotask.Billing;
using CloudmoreAutotask.Simulators.Faults;
using CloudmoreAutotask.Storage;
using Microsoft.Extensions.DependencyInjection;
using NUnit.Framework;

namespace CloudmoreAutotask.Tests.Export.Crash;

/// <summary>Two hosts on one storage account make one effect (export rules, "One exporter per deployment").</summary>
[Parallelizable(ParallelScope.All)]
public sealed class TwoHostTests
{
    /// <summary>Both detect, and both work the same queues.</summary>
    [Test]
    public async Task Run_TwoHostsAtOnce_EndsAsUninterrupted()
    {
        var whole = await Uninterrupted.GetAsync();
        await Uninterrupted.AssertAsync(Enumerable.Range(1, Uninterrupted.IsComplete ? 30 : 4), sideBySide: 6, Uninterrupted.NoWait, async (export, _) =>
        {
            export.Autotask.Calls.Clear();
            await Task.WhenAll(export.RunAsync(BusyMonth.Day), export.RunAsync(BusyMonth.Day));
            var writes = export.Autotask.Calls.Writes.Count;
            return writes == whole.Writes.Count ? null : $"{writes} writes instead of {whole.Writes.Count}";
        });
    }

    /// <summary>
    /// A host that storage no longer answers loses its lease while a write of it is on its way; that takes effect when another host has the lease already. Then both
    /// go on.
    /// </summary>
    [Test]
    public async Task Run_EachWriteOutlivesTheLease_EndsAsUninterrupted()
    {
        var whole = await Uninterrupted.GetAsync();
        var slow = ExporterLease.Length + TimeSpan.FromSeconds(2);

        // A write that took effect later than the wait says would be another Autotask than the one that the product is told of.
        var wait = slow + TimeSpan.FromSeconds(5);
        var takenOver = 0;
        await Uninterrupted.AssertAsync(whole.Writes, sideBySide: 20, wait, async (export, write) =>
        {
            var fault = export.Autotask.Faults.On(call => call.IsWrite && Uninterrupted.NameOf(call) == write, Fault.DelayBefore(slow));
            await using var cut = export.Build(BusyMonth.Day, ProcessKill.NeverWithALostRenewal);
            await cut.GetRequiredService<BillDetector>().DetectAsync(CancellationToken.None);
            var first = export.PumpAsync(cut);
            while (fault.Fired == 0 && !first.IsCompleted)
                await Task.Delay(20);
            await using var other = export.Build(BusyMonth.Day);
            await other.GetRequiredService<BillDetector>().DetectAsync(CancellationToken.None);
            await Task.WhenAll(first, export.PumpAsync(other));
            if (other.GetRequiredService<CallCounter>().Total > 0)
                Interlocked.Increment(ref takenOver);
            return fault.Fired == 1 ? null : "the fault did not happen";
        });

        // Now and then the first one gets the lease back before the other asks for it.
        Assert.That(takenOver, Is.GreaterThan(whole.Writes.Count / 4), "times that the other host took over");
    }

    /// <summary>A bill changes, and is recorded, while its earlier content is being exported.</summary>
    [Test]
    public async Task Run_DetectionDuringTheExport_LosesNoChange()
    {
        await using var export = await BusyMonth.StartAsync(Uninterrupted.NoWait);
        var changed = 0;
        export.Autotask.Written = async () =>
        {
            if (Interlocked.Exchange(ref changed, 1) == 1)
                return;
            var contoso = export.Cloudmore.Broker.Organization("Contoso");
            contoso.Lines = [.. contoso.Lines.Select(line => line is { SubscriptionId: "S1", BillingDate.Month: 11 } ? line with { Quantity = 15, TotalSales = 15 * line.UnitSalesPrice } : line)];
            await using var other = export.Build(BusyMonth.Day);
            await other.GetRequiredService<BillDetector>().DetectAsync(CancellationToken.None);
        };

        await export.RunAsync(BusyMonth.Day);

        var contract = export.Tenant.FindContract("CM-S1")!;
        var units = export.Tenant.UnitsOf(export.Tenant.ServicesOf(contract.Id).Single().Id).Single(row => row.Start == new DateOnly(2026, 11, 1));
        Assert.That((changed, units.Units, units.UnitPrice), Is.EqualTo((1, 15, 21m)));
    }
}
