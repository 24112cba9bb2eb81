using CloudmoreAutotask.Storage;
using NUnit.Framework;

namespace CloudmoreAutotask.Tests.Export.Crash;

/// <summary>Above its share of the tenant's hourly allowance the export postpones its work and goes on later (export rules, "Allowance").</summary>
[Parallelizable(ParallelScope.All)]
public sealed class AllowanceTests
{
    /// <summary>Others have used the share before the run begins.</summary>
    [Test]
    public async Task Run_ShareUsedUpByOthers_WritesNothingAndGoesOnLater() => await AssertAsync(async export =>
    {
        export.Autotask.UseAllowance(6000);
        await export.RunAsync(BusyMonth.Day);
        await AssertPostponedAsync(export);
        Assert.That(export.Autotask.Calls.All.Select(call => call.Entity), Is.SubsetOf(new[] { "Zone", "ThresholdInformation" }));

        export.Tenant.Rules.RequestThreshold = 100_000;
        await export.RunAsync(BusyMonth.Day);
    });

    /// <summary>The export's own calls reach the share while it is at work.</summary>
    [Test]
    public async Task Run_ShareReachedOnTheWay_GoesOnLater([Values(2, 8, 16)] int calls) => await AssertAsync(async export =>
    {
        export.Tenant.Rules.RequestThreshold = 100;
        export.Autotask.UseAllowance(50 - calls);
        await export.RunAsync(BusyMonth.Day);
        await AssertPostponedAsync(export);

        export.Tenant.Rules.RequestThreshold = 100_000;
        await export.RunAsync(BusyMonth.Day);
    });

    /// <summary>The whole allowance is gone: even the question for it is turned away.</summary>
    [Test]
    public async Task Run_AllowanceUsedUp_EndsAndGoesOnLater() => await AssertAsync(async export =>
    {
        export.Settings["Limits:ReadRetryDelay"] = "00:00:00.001";
        export.Settings["Limits:ReadAttempts"] = "2";
        export.Traffic.Patience = TimeSpan.FromSeconds(3);
        export.Autotask.UseAllowance(10_000);
        await export.RunAsync(BusyMonth.Day);
        await AssertPostponedAsync(export);
        Assert.That(export.Autotask.Calls.Total, Is.LessThan(200), "calls that were turned away");

        export.Tenant.Rules.RequestThreshold = 100_000;
        await export.RunAsync(BusyMonth.Day);
    });

    private static Task AssertAsync(Func<ExportHarness, Task> disturb) => Uninterrupted.AssertAsync([""], sideBySide: 1, Uninterrupted.NoWait, async (export, _) =>
    {
        await disturb(export);
        return export.Traffic.Poisoned.IsEmpty ? null : "messages were poisoned";
    });

    private static async Task AssertPostponedAsync(ExportHarness export)
    {
        Assert.That(export.Failures, Is.Empty, "every invocation ended well");
        var kept = await export.Traffic.CountAsync(ExportQueues.OrganizationBillsName) + await export.Traffic.CountAsync(ExportQueues.ExportPlansName);
        Assert.That(kept, Is.Positive, "messages that wait");
    }
}
