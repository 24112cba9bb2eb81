using CloudmoreAutotask.Billing;
using CloudmoreAutotask.Ledger;
using CloudmoreAutotask.Planning;
using CloudmoreAutotask.Setup;
using CloudmoreAutotask.Storage;
using Microsoft.Extensions.Options;

namespace CloudmoreAutotask.Applying;

/// <summary>Saves what is about to be written, and waits for what may still be on its way (export rules, "Exactly once in effect"). Real time.</summary>
internal sealed class IntentJournal(ExportTables tables, IOptions<LimitsOptions> limits, TimeProvider time)
{
    /// <summary>Where intents of catalogue services are kept: they belong to no organization.</summary>
    private const string Catalogue = "catalogue";

    public async Task<Intent> OpenAsync(Plan plan, PlanStep step, CancellationToken cancellation)
    {
        var charge = step.Charge is { } made ? new ChargeFigures(made.UnitQuantity, made.UnitPrice, made.UnitCost)
            : step.ChargeChange is { } change ? new ChargeFigures(change.UnitQuantity, change.UnitPrice, change.UnitCost) : null;
        var intent = new Intent
        {
            StepKey = step.Key,
            SubscriptionKey = step.SubscriptionKey,
            Kind = step.Kind,
            BillHash = plan.WrittenFor,
            StartedAt = time.GetUtcNow(),
            State = IntentState.Open,
            ContractId = step.ContractId,
            Amount = charge?.Amount,
            CostAmount = charge?.CostAmount,
            Note = plan.Subscriptions.First(entry => entry.Key == step.SubscriptionKey).Notes is { Count: > 0 } notes ? string.Join(" ", notes) : null,
        };
        await SaveAsync(plan, intent, cancellation);
        return intent;
    }

    /// <summary>Notes how the write was answered.</summary>
    public Task CloseAsync(Plan plan, Intent intent, bool isAccepted, long? itemId, CancellationToken cancellation) => SaveAsync(
        plan, intent with { State = isAccepted ? IntentState.Accepted : IntentState.Settled, ItemId = itemId, Note = isAccepted ? intent.Note : null }, cancellation);

    /// <summary>Waits until no write that a stopped process left open can still take effect, then closes them: the state that is read next decides.</summary>
    public async Task SettleAsync(BillMonth month, string organizationId, CancellationToken cancellation)
    {
        var partition = ExportTables.BillKey(month, organizationId);
        foreach (var intent in await tables.Intents.ListAsync(partition, cancellation))
            await SettleAsync(partition, intent, cancellation);
    }

    /// <summary>The same for a service of the catalogue, which any organization may have been making. Nobody may be making it now.</summary>
    /// <param name="step">The service's step.</param>
    /// <param name="lookedAt">When the catalogue was looked at.</param>
    /// <param name="cancellation">Ends the wait.</param>
    /// <returns>Whether that look saw whatever became of the service's last write.</returns>
    public async Task<bool> SettleServiceAsync(PlanStep step, DateTimeOffset lookedAt, CancellationToken cancellation)
    {
        if (await tables.Intents.FindAsync(Catalogue, TableKey.Of(step.Key), cancellation) is not { } intent)
            return true;
        await SettleAsync(Catalogue, intent, cancellation);
        return EndOfWait(intent.StartedAt) <= lookedAt;
    }

    /// <summary>Until when a call that began then may take effect.</summary>
    public DateTimeOffset EndOfWait(DateTimeOffset startedAt) => startedAt + limits.Value.UnansweredWait;

    /// <summary>Waits until the span for unanswered writes has passed since the call began.</summary>
    public async Task WaitAsync(DateTimeOffset startedAt, CancellationToken cancellation)
    {
        var wait = EndOfWait(startedAt) - time.GetUtcNow();
        if (wait > TimeSpan.Zero)
            await Task.Delay(wait, time, cancellation);
    }

    private async Task SettleAsync(string partition, Intent intent, CancellationToken cancellation)
    {
        if (intent.State != IntentState.Open)
            return;
        await WaitAsync(intent.StartedAt, cancellation);
        await tables.Intents.SaveAsync(partition, TableKey.Of(intent.StepKey), intent with { State = IntentState.Settled }, cancellation);
    }

    private Task SaveAsync(Plan plan, Intent intent, CancellationToken cancellation) => tables.Intents.SaveAsync(
        intent.Kind == StepKind.CreateService ? Catalogue : ExportTables.BillKey(plan.Month, plan.OrganizationId), TableKey.Of(intent.StepKey), intent, cancellation);
}
