using System.Text.Json;
using CloudmoreAutotask.Billing;
using CloudmoreAutotask.Simulators.Cloudmore;
using CloudmoreAutotask.Simulators.Faults;
using CloudmoreAutotask.Storage;
using Microsoft.Extensions.DependencyInjection;
using NUnit.Framework;

namespace CloudmoreAutotask.Tests.Export.Crash;

/// <summary>Queues deliver more than once, in any order and late. None of that changes what the busy month ends in (export rules, "Bill", order).</summary>
[Parallelizable(ParallelScope.All)]
public sealed class MessageTests
{
    private const string December = "2026-12-09";
    private const string DayAfter = "2026-12-10";

    private static readonly Lazy<Task<string>> UntilDecember = new(RunUntilDecemberAsync);

    [Test]
    public async Task Run_EveryMessageTwiceAtOnce_EndsAsUninterrupted() => await AssertSameWritesAsync([1, 2, 3], async (export, _) =>
    {
        export.Traffic.DeliversTwice = true;
        await export.RunAsync(BusyMonth.Day);
    });

    [Test]
    public async Task Run_EveryMessageAgainWhenAllIsDone_EndsAsUninterrupted() => await AssertSameWritesAsync([1], async (export, _) =>
    {
        await export.RunAsync(BusyMonth.Day);
        await RedeliverAsync(export, export.Traffic.Delivered.Reverse(), BusyMonth.Day);
    });

    /// <summary>A run that finds the messages of a killed one works on its bills, and has them in its report.</summary>
    [Test]
    public async Task Run_MessagesOfAKilledRun_CountForTheRunThatTookThemOver()
    {
        await using var whole = await BusyMonth.StartAsync(Uninterrupted.NoWait);
        var told = await whole.RunAsync(BusyMonth.Day);
        await using var export = await BusyMonth.StartAsync(Uninterrupted.NoWait);
        await using (var killed = export.Build(BusyMonth.Day))
            await killed.GetRequiredService<BillDetector>().DetectAsync(CancellationToken.None);

        var report = await export.RunAsync(BusyMonth.Day);

        Assert.That((report.Outcomes, report.Billed, report.Exported, report.NeedsPerson), Is.EqualTo((told.Outcomes, told.Billed, told.Exported, told.NeedsPerson)));
        Assert.That(told.Outcomes, Is.Not.Empty);
    }

    /// <summary>The messages of both months of every organization, each twice, in an order that is drawn; those of content that is long replaced among them.</summary>
    [Test]
    public async Task Run_AllDueBillsInAnyOrder_EndsAsUninterrupted() => await AssertSameWritesAsync(Enumerable.Range(1, Uninterrupted.IsComplete ? 30 : 6), async (export, seed) =>
    {
        var old = await AllBillsAsync(export, BusyMonth.Day);
        await using var provider = export.Build(BusyMonth.Day);
        await provider.GetRequiredService<BillDetector>().DetectAsync(CancellationToken.None);
        await export.ForgetMessagesAsync();
        var all = await AllBillsAsync(export, BusyMonth.Day);
        await export.Traffic.SendAsync(Shuffle([.. old, .. all, .. all], seed));
        await export.PumpAsync(provider);
    });

    /// <summary>A message and a plan of content that has been replaced come when the newer content is done.</summary>
    [Test]
    public async Task Run_OldContentAfterNewer_EndsAsUninterrupted() => await AssertSameWritesAsync([1], async (export, _) =>
    {
        var contoso = export.Cloudmore.Broker.Organization("Contoso");
        var lines = contoso.Lines;
        contoso.Lines = [.. lines.Select(line => line is { SubscriptionId: "S1", BillingDate.Month: 11 } ? line with { Quantity = 40, TotalSales = 40 * line.UnitSalesPrice } : line)];
        export.Settings["Export:Mode"] = "Approve";
        await export.RunAsync(BusyMonth.Day);
        var old = export.Traffic.Delivered.ToList();
        var plans = await PlansAsync(export);
        export.Settings.Remove("Export:Mode");
        contoso.Lines = lines;
        await export.ForgetMessagesAsync();
        await export.RunAsync(BusyMonth.Day);

        await RedeliverAsync(export, [.. old, .. plans], BusyMonth.Day);

        Assert.That(plans, Is.Not.Empty);
    });

    /// <summary>What a defect left in the poison queue is replayed twice, while a detection sends the bills again.</summary>
    [Test]
    public async Task Run_PoisonReplayedDuringADetection_EndsAsUninterrupted() => await AssertSameWritesAsync([1, 2], async (export, _) =>
    {
        export.Autotask.Faults.On("POST", "ContractServices", Fault.Answer(200, """{"unexpected":1}"""), times: int.MaxValue);
        await export.RunAsync(BusyMonth.Day);
        var poisoned = export.Traffic.Poisoned.ToList();
        Assert.That(poisoned, Has.Count.EqualTo(2), "one of each organization");
        export.Autotask.Faults.Clear();
        export.Failures.Clear();

        await export.Traffic.SendAsync([.. poisoned, .. poisoned]);
        await Task.WhenAll(export.RunAsync(BusyMonth.Day), export.RunAsync(BusyMonth.Day));
        await export.Traffic.SendAsync(poisoned);
        await RedeliverAsync(export, poisoned, BusyMonth.NextDay);

        Assert.That(export.Failures, Is.Empty);
    });

    /// <summary>December is done when all that was delivered in November comes again.</summary>
    [Test]
    public async Task Run_MessagesOfNovemberAgainInDecember_ChangeNothing()
    {
        var state = await UntilDecember.Value;
        await using var export = await BusyMonth.StartAsync(Uninterrupted.NoWait);
        await export.RunAsync(BusyMonth.Day);
        var november = export.Traffic.Delivered.ToList();
        BillDecember(export);
        await export.RunAsync(December);
        var writes = export.Autotask.Calls.Writes.Count;

        await RedeliverAsync(export, november, DayAfter);

        Assert.That(export.Autotask.Calls.Writes, Has.Count.EqualTo(writes));
        Assert.That(Uninterrupted.Difference(state, await WholeState.DescribeAsync(export)), Is.Empty);
    }

    /// <summary>A host dies somewhere in November and nobody starts another before December; what it had in work comes after December's detection.</summary>
    [Test]
    public async Task Run_MessagesOfNovemberAMonthLate_EndAsInTime()
    {
        var (whole, state) = (await Uninterrupted.GetAsync(), await UntilDecember.Value);
        var wrong = new List<string>();

        // A bill that nobody recorded in time is another matter: December looks no further back than November.
        var recorded = whole.Calls.ToList().FindIndex(call => call.StartsWith("POST", StringComparison.Ordinal) && call.Contains("/organization-bills/messages", StringComparison.Ordinal));
        Assert.That(recorded, Is.Positive);
        for (var call = recorded + 1; call < whole.Calls.Count; call += Uninterrupted.IsComplete ? 5 : 45)
        {
            await using var export = await BusyMonth.StartAsync(Uninterrupted.NoWait);
            var held = await export.KillAsync(BusyMonth.Day, ProcessKill.AfterCall(call));
            BillDecember(export);
            await using (var provider = export.Build(December))
            {
                await provider.GetRequiredService<BillDetector>().DetectAsync(CancellationToken.None);
                await held.ShowAsync();
                await export.PumpAsync(provider);
            }

            if (await WholeState.DescribeAsync(export) is var found && found != state)
                wrong.Add($"call {call}:\n{Uninterrupted.Difference(state, found)}");
        }

        Assert.That(wrong, Is.Empty);
    }

    private static async Task AssertSameWritesAsync(IEnumerable<int> times, Func<ExportHarness, int, Task> disturb)
    {
        var whole = await Uninterrupted.GetAsync();
        await Uninterrupted.AssertAsync(times, sideBySide: 3, Uninterrupted.NoWait, async (export, time) =>
        {
            await disturb(export, time);
            var writes = export.Autotask.Calls.Writes.Count;
            return writes == whole.Writes.Count ? null : $"{writes} writes instead of {whole.Writes.Count}";
        });
    }

    private static async Task RedeliverAsync(ExportHarness export, IEnumerable<SentMessage> messages, string day)
    {
        await export.Traffic.SendAsync(messages);
        await using var provider = export.Build(day);
        await export.PumpAsync(provider);
    }

    private static async Task<IReadOnlyList<SentMessage>> AllBillsAsync(ExportHarness export, string day)
    {
        await using var provider = export.Build(day);
        var bills = await provider.GetRequiredService<ExportTables>().Bills.ListAllAsync(CancellationToken.None);
        return [.. bills.Select(bill => Message(ExportQueues.OrganizationBillsName, new OrganizationBillMessage(bill.Month, bill.Organization.Id, bill.Hash, "another-run")))];
    }

    /// <summary>Asks for every plan that is stored to be applied.</summary>
    private static async Task<IReadOnlyList<SentMessage>> PlansAsync(ExportHarness export)
    {
        await using var provider = export.Build(BusyMonth.Day);
        var outcomes = await provider.GetRequiredService<ExportTables>().Outcomes.ListAllAsync(CancellationToken.None);
        var plans = outcomes.Where(outcome => outcome.PlanId is not null).DistinctBy(outcome => outcome.PlanId);
        return [.. plans.Select(outcome => Message(ExportQueues.ExportPlansName, new ExportPlanMessage(outcome.Month, outcome.OrganizationId, outcome.Hash, outcome.RunId, outcome.PlanId!)))];
    }

    private static SentMessage Message<T>(string queue, T content) => new(queue, JsonSerializer.Serialize(content, StorageJson.Options));

    private static SentMessage[] Shuffle(SentMessage[] messages, int seed)
    {
#pragma warning disable CA5394 // Orders that can be drawn again are the point; nothing secret depends on them.
        new Random(seed).Shuffle(messages);
#pragma warning restore CA5394
        return messages;
    }

    private static async Task<string> RunUntilDecemberAsync()
    {
        await using var export = await BusyMonth.StartAsync(Uninterrupted.NoWait);
        await export.RunAsync(BusyMonth.Day);
        BillDecember(export);
        await export.RunAsync(December);
        return await WholeState.DescribeAsync(export);
    }

    private static void BillDecember(ExportHarness export)
    {
        foreach (var organization in export.Cloudmore.Broker.Organizations)
            organization.Bill([.. organization.Lines.Where(line => line.BillingDate.Month == 11).Select(InDecember)]);
    }

    private static BrokerLine InDecember(BrokerLine line)
    {
        var quantity = line.ServiceName == "Microsoft CSP" ? line.Quantity + 1 : line.Quantity;
        return line with { BillingDate = line.BillingDate.AddMonths(1), Quantity = quantity, TotalSales = quantity * line.UnitSalesPrice, TotalCost = quantity * line.UnitCostPrice };
    }
}
