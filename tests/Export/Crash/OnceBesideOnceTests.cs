using System.Globalization;
using System.Text.Json;
using CloudmoreAutotask.Ledger;
using CloudmoreAutotask.Simulators.Cloudmore;
using CloudmoreAutotask.Simulators.Faults;
using CloudmoreAutotask.Storage;
using Microsoft.Extensions.DependencyInjection;
using NUnit.Framework;

namespace CloudmoreAutotask.Tests.Export.Crash;

/// <summary>
/// Two local hosts with <c>--once</c> as processes of their own on one storage account, over bills that need no person: both answer from what is true at the end.
/// </summary>
[Parallelizable(ParallelScope.All)]
public sealed class OnceBesideOnceTests
{
    private const string Day = "2026-11-09";
    private const int Organizations = 6;
    private const int SubscriptionsOfEach = 3;

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);
    private static readonly DateOnly November8 = new(2026, 11, 8);

    // Long enough that the second process finds the lease held, again and again.
    private static readonly TimeSpan SlowWrite = TimeSpan.FromSeconds(0.4);

    [Test]
    public async Task RunOnce_TwoAtTheSameMoment_BothEndWithZeroAndNothingIsExportedTwice()
    {
        await using var export = await StartAsync();
        export.Autotask.Faults.On(call => call.IsWrite, Fault.DelayBefore(SlowWrite), times: int.MaxValue);

        await using var one = HostProcess.Start(export, Day);
        await using var other = HostProcess.Start(export, Day);
        var ends = await Task.WhenAll(one.EndAsync(Patience), other.EndAsync(Patience));

        Assert.That(ends.Select(end => end.Exit), Is.All.Zero, Tell(ends));
        var lines = ends.Select(end => JsonDocument.Parse(end.LastLine).RootElement).ToList();
        Assert.That(lines.Select(line => line.GetProperty("runId").GetString()), Is.Unique);
        Assert.That(lines.Sum(line => line.GetProperty("organizations").GetInt32()), Is.EqualTo(Organizations), Tell(ends));
        Assert.That(lines.Sum(line => Count(line, "Created")), Is.EqualTo(Organizations * SubscriptionsOfEach), Tell(ends));
        Assert.That(lines.Sum(line => Exported(line)), Is.EqualTo(lines.Sum(line => Billed(line))).And.Positive);
        await AssertExportedOnceAsync(export);
    }

    /// <summary>The process that holds the lease, and messages of the other one, is killed: its lease runs out by itself, and the other one finishes what is left.</summary>
    [TestCase(6)]
    [TestCase(20)]
    public async Task RunOnce_HolderOfTheLeaseIsKilled_OtherFinishesAndEndsWithZero(int atWrite)
    {
        await using var export = await StartAsync();
        await using var killed = HostProcess.Start(export, Day);
        var writes = 0;
        var died = new TaskCompletionSource();
        export.Autotask.Faults.On(
            call =>
            {
                if (!call.IsWrite)
                    return false;
                if (Interlocked.Increment(ref writes) == atWrite)
                {
                    killed.Kill();
                    died.SetResult();
                }

                return !died.Task.IsCompleted;
            },
            Fault.DelayBefore(SlowWrite),
            times: int.MaxValue);
        while (Volatile.Read(ref writes) == 0)
            await Task.Delay(20);

        await using var other = HostProcess.Start(export, Day);
        await died.Task.WaitAsync(Patience);
        var end = await other.EndAsync(Patience);

        Assert.That(end.Exit, Is.Zero, Tell([end]));
        await AssertExportedOnceAsync(export);
    }

    /// <summary>What was held is told by both: a run beside another one must not say that all is well because the other one looked last.</summary>
    [Test]
    public async Task ReadAsync_OtherRunWorkedOnTheSameBillLast_StillNeedsAPerson()
    {
        await using var export = await ExportHarness.StartAsync();
        export.Organization("Contoso", mapped: false).Bill(BrokerLine.Of(November8, "S1", "P1", 1, 8m, 10m));
        await using var one = export.Build(Day);
        await export.RunAsync(one);
        await using var other = export.Build(Day);

        var second = await export.RunAsync(other);
        var first = await one.GetRequiredService<RunReports>().ReadAsync(one.GetRequiredService<RunIdentity>().Latest!, CancellationToken.None);

        Assert.That((first.NeedsPerson, second.NeedsPerson), Is.EqualTo((true, true)));
        Assert.That(first.Rows.Select(row => row.Outcome), Is.EqualTo([Outcome.Unmapped]));
    }

    private static async Task<ExportHarness> StartAsync()
    {
        var export = await ExportHarness.StartAsync();
        export.Settings["Limits:UnansweredWait"] = "00:00:02";
        foreach (var organization in Enumerable.Range(1, Organizations))
        {
            export.Organization(string.Create(CultureInfo.InvariantCulture, $"Customer {organization}")).Bill([.. Enumerable.Range(1, SubscriptionsOfEach).Select(number =>
                BrokerLine.Of(November8, string.Create(CultureInfo.InvariantCulture, $"S{organization}-{number}"), "P1", number, 16.90m, 20.60m))]);
        }

        return export;
    }

    private static async Task AssertExportedOnceAsync(ExportHarness export)
    {
        const int subscriptions = Organizations * SubscriptionsOfEach;
        Assert.That(export.Tenant.AllContracts.Select(contract => contract.SubscriptionId), Is.Unique.And.Exactly(subscriptions).Items);
        Assert.That(export.Tenant.AllAdjustments.Select(adjustment => (adjustment.ContractServiceId, adjustment.EffectiveDate)), Is.Unique.And.Exactly(subscriptions).Items);
        await using var provider = export.Build(Day);
        Assert.That((await provider.GetRequiredService<ExportTables>().Outcomes.ListAllAsync(CancellationToken.None)).Select(row => (row.Outcome, row.Exported == row.Billed)), Is.All.EqualTo((Outcome.Created, true)));
        Assert.That(await provider.GetRequiredService<ExportTables>().ListDueBillsAsync(CancellationToken.None), Is.Empty);
        export.Autotask.Calls.Clear();
        await export.RunAsync("2026-11-10");
        Assert.That(export.Autotask.Calls.Writes, Is.Empty, "the next day writes nothing");
    }

    private static int Count(JsonElement line, string outcome) => line.GetProperty("outcomes").TryGetProperty(outcome, out var count) ? count.GetInt32() : 0;

    private static decimal Exported(JsonElement line) => Money(line, "exported");

    private static decimal Billed(JsonElement line) => Money(line, "billed");

    private static decimal Money(JsonElement line, string what) => line.GetProperty(what).EnumerateObject().Sum(money => decimal.Parse(money.Value.GetString()!, CultureInfo.InvariantCulture));

    private static string Tell(IEnumerable<(int Exit, string LastLine, string Errors)> ends) =>
        string.Join('\n', ends.Select(end => $"exit code {end.Exit}, {end.LastLine}\n{string.Join('\n', end.Errors.Split('\n').TakeLast(15))}"));
}
