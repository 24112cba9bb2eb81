using CloudmoreAutotask.Autotask;
using CloudmoreAutotask.Autotask.Entities;
using CloudmoreAutotask.Ledger;
using CloudmoreAutotask.Mapping;
using CloudmoreAutotask.Planning;
using CloudmoreAutotask.Storage;
using CloudmoreAutotask.Telemetry;
using Microsoft.Extensions.Logging;

namespace CloudmoreAutotask.Applying;

/// <summary>Sends the steps of a plan, each once, its intent saved before it. Bills go side by side, which keeps the calls that Autotask allows on their way; within a bill one write follows the other.</summary>
internal sealed class StepWriter(
    AutotaskClient autotask, ExporterLease lease, IntentJournal journal, ExportTables tables, StateReader reader, Snapshots snapshots, KeyedLock turns, TimeProvider time,
    ILogger<StepWriter> logger)
{
    // So many fresh reads have shown that a write that is turned away is not done; one that is turned away again right after them may simply go once more. Without that, an
    // Autotask that turns away every second call would never take a write, because a read comes before each.
    private const int RoundsUntilRepeat = 3;
    private static readonly TimeSpan PauseBeforeRepeat = TimeSpan.FromSeconds(0.5);

    // An intent that is older when its write goes is opened anew.
    private static readonly TimeSpan LongestWaitForAPlace = TimeSpan.FromSeconds(1);

    /// <summary>Sends the steps of a round.</summary>
    /// <param name="plan">The plan, made from a fresh read.</param>
    /// <param name="steps">The steps that are left of it.</param>
    /// <param name="turnedAway">How many rounds in a row ended at once because Autotask took no call.</param>
    /// <param name="cancellation">Ends the sending between two writes.</param>
    public async Task<RoundResult> WriteAsync(Plan plan, IReadOnlyList<PlanStep> steps, int turnedAway, CancellationToken cancellation)
    {
        var result = new RoundResult { RepeatsOnce = turnedAway >= RoundsUntilRepeat };
        var lookedAt = DateTimeOffset.MinValue;
        if (steps.Any(step => step.Kind == StepKind.CreateService && Find(step) is null))
        {
            lookedAt = time.GetUtcNow();
            await LookAsync(cancellation);
        }

        var services = new Dictionary<string, long>(StringComparer.OrdinalIgnoreCase);
        var contracts = new Dictionary<string, long>(StringComparer.Ordinal);
        var stopped = new HashSet<string>(StringComparer.Ordinal);
        foreach (var step in steps)
        {
            if (result.TooMany.Stopped)
                break;
            if (stopped.Contains(step.SubscriptionKey))
                continue;
            cancellation.ThrowIfCancellationRequested();
            var taken = step.Kind == StepKind.CreateService
                ? await MakeServiceAsync(plan, step, lookedAt, services, result, cancellation)
                : await SendAsync(plan, Resolve(step, services, contracts), contracts, result, cancellation);
            if (!taken)
                stopped.Add(step.SubscriptionKey);
        }

        return result;
    }

    // Services of the catalogue are shared by all organizations, so each is made by one of them at a time, and only after a look that every earlier write of it is seen in.
    private async Task<bool> MakeServiceAsync(Plan plan, PlanStep step, DateTimeOffset lookedAt, Dictionary<string, long> services, RoundResult result, CancellationToken cancellation)
    {
        using var turn = await turns.EnterAsync(step.Key, cancellation);
        if (Find(step) is null && (!await journal.SettleServiceAsync(step, lookedAt, cancellation) || lookedAt == DateTimeOffset.MinValue))
            await LookAsync(cancellation);
        if (Find(step) is { } known)
        {
            services[step.ServiceKey!] = known.Id;
            return true;
        }

        var answer = await WriteAsync(plan, step, result, cancellation);
        if (answer is not { Result: WriteResult.Accepted, ItemId: { } id })
            return false;
        services[step.ServiceKey!] = id;
        snapshots.Update([new Service { Id = id, Name = step.Service!.Name, Sku = step.Service.Sku, PeriodType = step.Service.PeriodType, IsActive = true }]);
        return true;
    }

    private Service? Find(PlanStep service) => snapshots.Catalogue.WithKey(service.ServiceKey!).FirstOrDefault();

    private async Task LookAsync(CancellationToken cancellation) => snapshots.Update((await reader.ReadCatalogueAsync(cancellation)).Services);

    private async Task<bool> SendAsync(Plan plan, PlanStep? step, Dictionary<string, long> contracts, RoundResult result, CancellationToken cancellation)
    {
        if (step is null)
            return false;
        var answer = await WriteAsync(plan, step, result, cancellation);
        if (answer.Result != WriteResult.Accepted)
            return false;
        if (step.Kind == StepKind.CreateContract && answer.ItemId is { } id)
        {
            contracts[step.SubscriptionKey] = id;
            await tables.Contracts.SaveAsync(TableKey.Of(plan.OrganizationId), TableKey.Of(step.SubscriptionKey),
                new ContractMapping { SubscriptionKey = step.SubscriptionKey, SubscriptionName = plan.Subscriptions.First(entry => entry.Key == step.SubscriptionKey).Name, ContractId = id }, cancellation);
        }

        return step.Kind != StepKind.CreateContract || answer.ItemId is not null;
    }

    /// <summary>Puts in the ids that earlier steps made; null when one of them is missing.</summary>
    private static PlanStep? Resolve(PlanStep step, Dictionary<string, long> services, Dictionary<string, long> contracts)
    {
        if (step.Adjustment is { } adjustment)
        {
            var contract = adjustment.ContractId != 0 ? adjustment.ContractId : contracts.GetValueOrDefault(step.SubscriptionKey);
            var service = adjustment.ServiceId is 0 ? services.GetValueOrDefault(step.ServiceKey!) : adjustment.ServiceId;
            return contract == 0 || service is 0 ? null : step with { Adjustment = adjustment with { ContractId = contract, ServiceId = service } };
        }

        if (step.Charge is { ContractId: 0 } charge)
            return contracts.TryGetValue(step.SubscriptionKey, out var made) ? step with { Charge = charge with { ContractId = made } } : null;
        return step;
    }

    private async Task<WriteAnswer> WriteAsync(Plan plan, PlanStep step, RoundResult result, CancellationToken cancellation)
    {
        using var span = ExportTracing.Step(step);
        var (intent, answer) = await CallAsync(plan, step, cancellation);
        if (answer is { Result: WriteResult.NotTaken, RetryAfter: null } && result.RepeatsOnce)
        {
            await Task.Delay(PauseBeforeRepeat, time, cancellation);
            (intent, answer) = await CallAsync(plan, step, cancellation);
        }

        if (answer.Result != WriteResult.Accepted)
            ExportTracing.Failed(span, answer.Result.ToString());
        Log.StepAnswered(logger, step.Text, answer.Result, answer.ItemId, answer.Words);
        result.Add(step, answer, intent.StartedAt);
        if (answer.Result == WriteResult.Unanswered)
        {
            lease.NoteUnanswered(journal.EndOfWait(intent.StartedAt));
            return answer;
        }

        await journal.CloseAsync(plan, intent, answer.Result == WriteResult.Accepted, answer.ItemId, cancellation);
        return answer;
    }

    private async Task<(Intent Intent, WriteAnswer Answer)> CallAsync(Plan plan, PlanStep step, CancellationToken cancellation)
    {
        var intent = await journal.OpenAsync(plan, step, cancellation);
        var client = autotask.BeforeEachWrite(async () =>
        {
            // Where Autotask is slow, a write waits for its place; until when it may take effect counts from its start.
            if (time.GetUtcNow() - intent.StartedAt > LongestWaitForAPlace)
                intent = await journal.OpenAsync(plan, step, cancellation);
            await lease.EnsureHeldAsync();
        });
        try
        {
            var answer = await CallAsync(client, step, cancellation);
            return (intent, answer);
        }
        catch (OperationCanceledException)
        {
            lease.NoteUnanswered(journal.EndOfWait(intent.StartedAt));
            throw;
        }
    }

    private static Task<WriteAnswer> CallAsync(AutotaskClient client, PlanStep step, CancellationToken cancellation) => step.Kind switch
    {
        StepKind.CreateService => client.CreateServiceAsync(step.Service!, cancellation),
        StepKind.CreateContract => client.CreateContractAsync(step.Contract!, cancellation),
        StepKind.ChangeContract => client.UpdateContractAsync(step.ContractChange!, cancellation),
        StepKind.AdjustUnits => client.AdjustServiceAsync(step.Adjustment!, cancellation),
        StepKind.CreateCharge => client.CreateChargeAsync(step.Charge!, cancellation),
        StepKind.ChangeCharge => client.UpdateChargeAsync(step.ChargeContractId!.Value, step.ChargeChange!, cancellation),
        _ => throw new InvalidOperationException($"No write is known for a step of kind {step.Kind}."),
    };
}
