using CloudmoreAutotask.Applying;
using CloudmoreAutotask.Billing;
using CloudmoreAutotask.Ledger;
using CloudmoreAutotask.Planning;
using CloudmoreAutotask.Tests.Export;
using Microsoft.Extensions.DependencyInjection;
using NUnit.Framework;

namespace CloudmoreAutotask.Tests.Applying;

[Parallelizable]
public sealed class IntentJournalTests
{
    private static readonly TimeSpan Wait = TimeSpan.FromMinutes(10);

    private static readonly PlanStep Step = new() { Kind = StepKind.CreateService, Key = "service:cm:p1:monthly", SubscriptionKey = "S1", Text = "Add a service", ServiceKey = "CM:P1:monthly" };

    [Test]
    public async Task SettleServiceAsync_NeverWritten_AnyLookSaysEnough()
    {
        await using var export = await StartAsync();
        await using var provider = export.Build("2026-10-09");

        Assert.That(await provider.GetRequiredService<IntentJournal>().SettleServiceAsync(Step, DateTimeOffset.MinValue, CancellationToken.None), Is.True);
    }

    /// <summary>Another bill may have closed the intent and then failed to look; a look from before the write says nothing of it.</summary>
    [Test]
    public async Task SettleServiceAsync_WrittenAndClosed_OnlyALookAfterTheWaitSaysEnough([Values] bool isAccepted)
    {
        await using var export = await StartAsync();
        await using var provider = export.Build("2026-10-09");
        var journal = provider.GetRequiredService<IntentJournal>();
        var plan = Plan();
        var intent = await journal.OpenAsync(plan, Step, CancellationToken.None);
        await journal.CloseAsync(plan, intent, isAccepted, itemId: null, CancellationToken.None);

        Assert.That(await journal.SettleServiceAsync(Step, intent.StartedAt - TimeSpan.FromSeconds(1), CancellationToken.None), Is.False, "before the write");
        Assert.That(await journal.SettleServiceAsync(Step, intent.StartedAt + Wait - TimeSpan.FromSeconds(1), CancellationToken.None), Is.False, "while it may still take effect");
        Assert.That(await journal.SettleServiceAsync(Step, intent.StartedAt + Wait, CancellationToken.None), Is.True, "after the wait");
    }

    private static async Task<ExportHarness> StartAsync()
    {
        var export = await ExportHarness.StartAsync();
        export.Settings["Limits:UnansweredWait"] = Wait.ToString("c");
        return export;
    }

    private static Plan Plan() => new()
    {
        Month = new BillMonth(2026, 10),
        OrganizationId = "O1",
        BillHash = "hash",
        RunId = "run",
        MadeAt = DateTimeOffset.UnixEpoch,
        ExpiresAt = DateTimeOffset.UnixEpoch,
        Subscriptions = [new SubscriptionPlan { Key = "S1", Name = "S1", Outcome = Outcome.Created, Currency = "EUR", Billed = 1, Steps = [Step] }],
    };
}
