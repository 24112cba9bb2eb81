using CloudmoreAutotask.Autotask;
using CloudmoreAutotask.Autotask.Entities;
using CloudmoreAutotask.Ledger;
using CloudmoreAutotask.Mapping;
using CloudmoreAutotask.Planning;
using CloudmoreAutotask.Storage;
using CloudmoreAutotask.Telemetry;
using Microsoft.Extensions.Logging;

namespace CloudmoreAutotask.Applying;

/// <summary>What became of a round of steps.</summary>
internal sealed class RoundResult
{
    public HashSet<string> Accepted { get; } = new(StringComparer.Ordinal);

    public Dictionary<string, string> Refused { get; } = new(StringComparer.Ordinal);

    public List<PlanStep> RefusedSteps { get; } = [];

    public HashSet<long> Created { get; } = [];

    public bool ChangedContracts { get; set; }

    /// <summary>Whether a write that Autotask took no call for is sent once more at once.</summary>
    public bool RepeatsOnce { get; init; }

    /// <summary>When the last write without an answer began; null when all were answered.</summary>
    public DateTimeOffset? UnansweredSince { get; set; }

    /// <summary>Whether Autotask took no more calls; with how long it asked to wait.</summary>
    public (bool Stopped, TimeSpan? Wait) TooMany { get; set; }
}

/// <summary>Sends the steps of a plan, each once, its intent saved before it.</summary>
internal sealed class StepWriter(
    AutotaskClient autotask, ExporterLease lease, IntentJournal journal, ExportTables tables, StateReader reader, Snapshots snapshots, TimeProvider time,
    ILogger<StepWriter> logger)
{
    // So many fresh reads have shown that a write that is turned away is not done; one that is turned away again right after them may simply go once more. Without that, an
    // Autotask that turns away every second call would never take a write, because a read comes before each.
    private const int RoundsUntilRepeat = 3;
    private static readonly TimeSpan PauseBeforeRepeat = TimeSpan.FromSeconds(0.5);

    // Services of the catalogue are shared by all organizations, so they are made one at a time.
    private readonly SemaphoreSlim catalogueGate = new(1, 1);

    /// <summary>Sends the steps of a round.</summary>
    /// <param name="plan">The plan, made from a fresh read.</param>
    /// <param name="steps">The steps that are left of it.</param>
    /// <param name="turnedAway">How many rounds in a row ended at once because Autotask took no call.</param>
    /// <param name="cancellation">Ends the sending between two writes.</param>
    public async Task<RoundResult> WriteAsync(Plan plan, IEnumerable<PlanStep> steps, int turnedAway, CancellationToken cancellation)
    {
        var result = new RoundResult { RepeatsOnce = turnedAway >= RoundsUntilRepeat };
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
                ? await MakeServiceAsync(plan, step, services, result, cancellation)
                : await SendAsync(plan, Resolve(step, services, contracts), contracts, result, cancellation);
            if (!taken)
                stopped.Add(step.SubscriptionKey);
        }

        return result;
    }

    private async Task<bool> MakeServiceAsync(Plan plan, PlanStep step, Dictionary<string, long> services, RoundResult result, CancellationToken cancellation)
    {
        if (services.ContainsKey(step.ServiceKey!))
            return true;
        await catalogueGate.WaitAsync(cancellation);
        try
        {
            await journal.SettleCatalogueAsync(cancellation);
            var catalogue = await reader.ReadCatalogueAsync(cancellation);
            snapshots.Update(catalogue.Services);
            if (catalogue.WithKey(step.ServiceKey!).FirstOrDefault() is { } known)
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
        finally
        {
            catalogueGate.Release();
        }
    }

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
            result.Created.Add(id);
            await tables.Contracts.SaveAsync(TableKey.Of(plan.OrganizationId), TableKey.Of(step.SubscriptionKey),
                new ContractMapping { SubscriptionKey = step.SubscriptionKey, SubscriptionName = plan.Subscriptions.First(entry => entry.Key == step.SubscriptionKey).Name, ContractId = id }, cancellation);
        }

        result.ChangedContracts |= step.Kind is StepKind.CreateContract or StepKind.ChangeContract;
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
        var intent = await journal.OpenAsync(plan, step, cancellation);
        var answer = await CallAsync(step, intent, cancellation);
        if (answer is { Result: WriteResult.NotTaken, RetryAfter: null } && result.RepeatsOnce)
        {
            await Task.Delay(PauseBeforeRepeat, time, cancellation);
            intent = await journal.OpenAsync(plan, step, cancellation);
            answer = await CallAsync(step, intent, cancellation);
        }

        if (answer.Result != WriteResult.Accepted)
            ExportTracing.Failed(span, answer.Result.ToString());
        Log.StepAnswered(logger, step.Text, answer.Result, answer.ItemId, answer.Words);
        switch (answer.Result)
        {
            case WriteResult.Accepted:
                result.Accepted.Add(step.Key);
                break;
            case WriteResult.Refused:
                result.Refused[step.Key] = answer.Words;
                result.RefusedSteps.Add(step);
                break;
            case WriteResult.NotTaken:
                result.TooMany = (true, answer.RetryAfter);
                break;
            default:
                lease.NoteUnanswered(journal.EndOfWait(intent.StartedAt));
                result.UnansweredSince = intent.StartedAt;
                return answer;
        }

        await journal.CloseAsync(plan, intent, answer.Result == WriteResult.Accepted, answer.ItemId, cancellation);
        return answer;
    }

    private async Task<WriteAnswer> CallAsync(PlanStep step, Intent intent, CancellationToken cancellation)
    {
        await lease.EnsureHeldAsync();
        try
        {
            return await CallAsync(step, cancellation);
        }
        catch (OperationCanceledException)
        {
            lease.NoteUnanswered(journal.EndOfWait(intent.StartedAt));
            throw;
        }
    }

    private Task<WriteAnswer> CallAsync(PlanStep step, CancellationToken cancellation) => step.Kind switch
    {
        StepKind.CreateService => autotask.CreateServiceAsync(step.Service!, cancellation),
        StepKind.CreateContract => autotask.CreateContractAsync(step.Contract!, cancellation),
        StepKind.ChangeContract => autotask.UpdateContractAsync(step.ContractChange!, cancellation),
        StepKind.AdjustUnits => autotask.AdjustServiceAsync(step.Adjustment!, cancellation),
        StepKind.CreateCharge => autotask.CreateChargeAsync(step.Charge!, cancellation),
        StepKind.ChangeCharge => autotask.UpdateChargeAsync(step.ChargeContractId!.Value, step.ChargeChange!, cancellation),
        _ => throw new InvalidOperationException($"No write is known for a step of kind {step.Kind}."),
    };
}
