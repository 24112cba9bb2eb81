using CloudmoreAutotask.Storage;
using Microsoft.Extensions.DependencyInjection;
using NUnit.Framework;

namespace CloudmoreAutotask.Tests.Export.Crash;

/// <summary>A wrong secret in the middle of the busy month: two refusals in all, nothing lost, and the month ends as if nothing had happened once the secret is right.</summary>
[Parallelizable(ParallelScope.All)]
public sealed class SignInStopTests
{
    private const string Wrong = "not-the-secret";

    /// <summary>Wrong from the first call on, with a restart between; a later detection goes on.</summary>
    [Test]
    public async Task Run_WrongSecretFromTheStart_StopsAndGoesOnWithTheRightOne() => await AssertAsync(async export =>
    {
        var right = export.Settings["Autotask:ApiSecret"];
        export.Settings["Autotask:ApiSecret"] = Wrong;
        await export.RunAsync(BusyMonth.Day);
        await AssertStoppedAsync(export, messages: 2);
        var calls = export.Autotask.Calls.Total;

        await export.RunAsync(BusyMonth.Day);
        Assert.That(export.Autotask.Calls.Total, Is.EqualTo(calls), "no call after the stop, nor after a restart");

        export.Settings["Autotask:ApiSecret"] = right;
        await export.RunAsync(BusyMonth.Day);
    });

    /// <summary>The waiting messages alone are enough; no detection is needed.</summary>
    [Test]
    public async Task Run_WrongSecretFromTheStart_WaitingMessagesGoOnByThemselves() => await AssertAsync(async export =>
    {
        var right = export.Settings["Autotask:ApiSecret"];
        export.Settings["Autotask:ApiSecret"] = Wrong;
        await export.RunAsync(BusyMonth.Day);
        await AssertStoppedAsync(export, messages: 2);

        export.Settings["Autotask:ApiSecret"] = right;
        await using var provider = export.Build(BusyMonth.Day);
        await export.Traffic.SendAsync(export.Traffic.Delivered.Distinct());
        await export.PumpAsync(provider);
    });

    /// <summary>The secret is changed in Autotask after a write, while the export is under way.</summary>
    [Test]
    public async Task Run_SecretChangesAfterAWrite_StopsAndGoesOn([Values(1, 6, 11, 16)] int write) => await AssertAsync(async export =>
    {
        var writes = 0;

        // Each call that is on its way when the secret changes is refused; none follows them.
        export.RefusedSignIns = 3;
        export.Autotask.Written = () =>
        {
            if (Interlocked.Increment(ref writes) == write)
                export.Tenant.ApiUser.Secret = "changed-in-autotask";
            return Task.CompletedTask;
        };
        await export.RunAsync(BusyMonth.Day);
        await AssertStoppedAsync(export, messages: null);
        var calls = export.Autotask.Calls.Total;
        await export.RunAsync(BusyMonth.Day);
        Assert.That(export.Autotask.Calls.Total, Is.EqualTo(calls), "no call after the stop, nor after a restart");

        export.Settings["Autotask:ApiSecret"] = "changed-in-autotask";
        await export.RunAsync(BusyMonth.Day);
    });

    /// <summary>A process that dies after it has noted the first refusal leaves one try to the next, not two.</summary>
    [Test]
    public async Task Run_KilledAfterTheFirstRefusal_NextProcessHasOneTryLeft() => await AssertAsync(async export =>
    {
        var right = export.Settings["Autotask:ApiSecret"];
        export.Settings["Autotask:ApiSecret"] = Wrong;
        var kill = ProcessKill.AfterFirst(call => call.StartsWith('P') && call.Contains("RowKey='SignInStop'", StringComparison.Ordinal));
        await (await export.KillAsync(BusyMonth.Day, kill)).ShowAsync();
        Assert.That((kill.IsDead, export.Autotask.Calls.Unauthorized), Is.EqualTo((true, 1)));
        await export.RunAsync(BusyMonth.Day);
        await AssertStoppedAsync(export, messages: null);

        export.Settings["Autotask:ApiSecret"] = right;
        await export.RunAsync(BusyMonth.Day);
    });

    private static async Task AssertAsync(Func<ExportHarness, Task> disturb) => await Uninterrupted.AssertAsync([""], sideBySide: 1, Uninterrupted.NoWait, async (export, _) =>
    {
        await disturb(export);
        return export.Traffic.Poisoned.IsEmpty && !export.Tenant.ApiUser.IsLocked ? null : "messages were poisoned, or the user locked";
    });

    private static async Task AssertStoppedAsync(ExportHarness export, int? messages)
    {
        Assert.That(export.Autotask.Calls.Unauthorized, Is.AtMost(export.RefusedSignIns));
        Assert.That(export.Failures, Is.Empty, "every invocation ended well");
        Assert.That(export.Traffic.Poisoned, Is.Empty);
        var kept = await export.Traffic.CountAsync(ExportQueues.OrganizationBillsName) + await export.Traffic.CountAsync(ExportQueues.ExportPlansName);
        Assert.That(kept, messages is null ? Is.Positive : Is.EqualTo(messages), "messages that wait");
        await using var provider = export.Build(BusyMonth.Day);
        var bills = await provider.GetRequiredService<ExportTables>().Bills.ListAllAsync(CancellationToken.None);
        Assert.That(bills.Where(bill => bill.FailedHash is not null), Is.Empty);
    }
}
