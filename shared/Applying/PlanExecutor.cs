using System.Text.Json;
using CloudmoreAutotask.Autotask;
using CloudmoreAutotask.Ledger;
using CloudmoreAutotask.Planning;
using CloudmoreAutotask.Setup;
using CloudmoreAutotask.Storage;
using Microsoft.Extensions.Options;

namespace CloudmoreAutotask.Applying;

/// <summary>What applying a plan came to.</summary>
/// <param name="Final">The plan made from what was read back last: its entries say what Autotask now holds.</param>
/// <param name="Written">Subscriptions that something was written for, with what that overwrote.</param>
internal sealed record Execution(Plan Final, IReadOnlyDictionary<string, string> Written)
{
    /// <summary>Whether nothing was sent, so that what was known of earlier writes is still all there is.</summary>
    public bool IsUnsent { get; private init; }

    /// <summary>A plan that needs no write.</summary>
    public static Execution WithoutWrites(Plan plan) => new(plan, new Dictionary<string, string>(StringComparer.Ordinal)) { IsUnsent = true };
}

/// <summary>
/// Takes a plan's steps until the state says what the bill says: read afresh, plan, write, read back, plan again. Only a plan made from a fresh read is ever
/// written, and what Autotask accepted once is never sent again (export rules, "Writing seats" and "Exactly once in effect").
/// </summary>
internal sealed class PlanExecutor(
    Planner planner, UndoPlanner undoPlanner, StateReader reader, Snapshots snapshots, StepWriter writer, IntentJournal journal, ExportTables tables, KeyedLock turns, CallPause pause,
    IOptions<LimitsOptions> limits, TimeProvider time)
{
    // A bill needs two or three rounds (end date, units, a closed period); more means that something goes round in circles.
    private const int MaxRounds = 20;
    private static readonly TimeSpan FirstWait = TimeSpan.FromSeconds(1);

    // A longer wait is for the queue.
    private static readonly TimeSpan LongestWait = TimeSpan.FromMinutes(1);

    /// <summary>Applies the plan.</summary>
    /// <returns>Null when the bill is to be planned anew: only this very plan may be written and the state has moved since it was made, or it has come to need a contract.</returns>
    public Task<Execution?> RunAsync(PlanningInput input, Plan first, Snapshot snapshot, bool onlyThisPlan, CancellationToken cancellation) =>
        RunAsync(input, first, snapshot, new Approach((known, state) => planner.Plan(known, state, first.RunId), plan => plan.Hash() == first.Hash(), onlyThisPlan), cancellation);

    /// <summary>Applies a plan that takes the bill back: nothing but its very steps, and what is left of them when a process stopped in between.</summary>
    /// <returns>Null when the state has moved since the plan was made.</returns>
    public Task<Execution?> UndoAsync(PlanningInput input, Plan first, Snapshot snapshot, CancellationToken cancellation)
    {
        var approved = first.Steps.ToDictionary(step => step.Key, TextOf, StringComparer.Ordinal);
        var sent = input.Intents.Where(intent => intent.BillHash == first.WrittenFor).Select(intent => intent.StepKey).ToHashSet(StringComparer.Ordinal);
        // Without a step nothing of a subscription would be read, and what is told of it would be of the snapshot.
        var whole = first with { Subscriptions = [.. first.Subscriptions.Select(entry => entry with { NeedsFreshRead = entry.ContractId is not null })] };
        return RunAsync(input, whole, snapshot, new Approach((known, state) => undoPlanner.Plan(known, state, first.Undo!, first.RunId), IsRest, OnlyThisPlan: true), cancellation);

        bool IsRest(Plan plan)
        {
            var steps = plan.Steps.ToDictionary(step => step.Key, TextOf, StringComparer.Ordinal);
            return steps.All(step => approved.TryGetValue(step.Key, out var text) && text == step.Value) && approved.Keys.All(key => steps.ContainsKey(key) || sent.Contains(key));
        }
    }

    private static string TextOf(PlanStep step) => JsonSerializer.Serialize(step, StorageJson.Options);

    private async Task<Execution?> RunAsync(PlanningInput input, Plan first, Snapshot snapshot, Approach approach, CancellationToken cancellation)
    {
        if (input.Unsettled.Count > 0)
            await journal.SettleAsync(first.Month, first.OrganizationId, cancellation);
        // A subscription that moved is on due bills of two organizations: one makes its contract, and the other then reads that it is there.
        var made = NewContracts(first);
        using var turn = await turns.EnterAllAsync(made, cancellation);
        var approved = first.Steps.Select(step => step.Key).ToHashSet(StringComparer.Ordinal);
        var attempt = new Attempt(input with { Unsettled = new HashSet<string>() });
        var known = snapshot.For(input);
        var state = await reader.ReadAfreshAsync(known, first, [], withContracts: false, cancellation);
        var (rounds, isNoted) = (0, false);
        for (var isFirst = true; rounds < MaxRounds; isFirst = false)
        {
            snapshots.Update(first.Month, [.. state.Contracts.Where(contract => !known.Contracts.Contains(contract, ReferenceEqualityComparer.Instance))]);
            state = state with { Catalogue = snapshots.Catalogue };
            var plan = approach.Plan(attempt.Input, state);
            if ((isFirst && approach.OnlyThisPlan && !approach.IsStill(plan)) || NewContracts(plan).Except(made, StringComparer.Ordinal).Any())
                return null;
            if (approach.OnlyThisPlan && plan.Steps.Any(step => !approved.Contains(step.Key)))
                return new Execution(PlanPreview.Waiting(plan), attempt.Written);
            var steps = plan.Steps.Where(step => !attempt.Accepted.Contains(step.Key)).ToList();
            if (steps.Count == 0 && !plan.NeedsFreshRead && !plan.Steps.Any())
                return new Execution(plan, attempt.Written);
            if (steps.Count == 0)
            {
                if (attempt.Waited >= limits.Value.ReadBackWait)
                    return new Execution(await GiveUpAsync(plan, attempt, cancellation), attempt.Written);
                await attempt.WaitAsync(time, FirstWait, limits.Value.ReadBackWait, cancellation);
                state = await reader.ReadAfreshAsync(state, plan, attempt.Created, withContracts: true, cancellation);
                rounds++;
                continue;
            }

            if (!isNoted)
                await tables.Writes.SaveAsync(ExportTables.Only, first.Month.ToString(), MonthWrites.Begin(first.Month, first.RunId), cancellation);
            isNoted = true;
            var result = await writer.WriteAsync(plan, steps, attempt.TurnedAway, cancellation);
            attempt = await TakeInAsync(attempt, plan, result, cancellation);
            rounds += result.TooMany.Stopped ? 0 : 1;
            state = await reader.ReadAfreshAsync(state, plan, attempt.Created, result.ChangedContracts || result.UnansweredSince is not null, cancellation);
        }

        throw new InvalidOperationException($"The bill of organization {first.OrganizationId} for {first.Month} did not come to rest after {MaxRounds} rounds of writing.");
    }

    private static IReadOnlyList<string> NewContracts(Plan plan) =>
        [.. plan.Steps.Where(step => step.Kind == StepKind.CreateContract).Select(step => $"subscription {step.SubscriptionKey}").Distinct(StringComparer.Ordinal)];

    private async Task<Attempt> TakeInAsync(Attempt attempt, Plan plan, RoundResult result, CancellationToken cancellation)
    {
        attempt.Accepted.UnionWith(result.Accepted);
        attempt.Created.UnionWith(result.Created);
        foreach (var entry in plan.Subscriptions.Where(entry => entry.Steps.Any(step => result.Accepted.Contains(step.Key))))
            attempt.Written[entry.Key] = string.Join(" ", new[] { attempt.Written.GetValueOrDefault(entry.Key, "") }.Concat(entry.Notes).Where(note => note.Length > 0));
        if (result.UnansweredSince is { } began)
        {
            await journal.WaitAsync(began, cancellation);
            await journal.SettleAsync(plan.Month, plan.OrganizationId, cancellation);
        }

        var learned = attempt with { Input = await LearnAsync(attempt.Input, plan, result, cancellation) };
        learned.TurnedAway = result.TooMany.Stopped ? 1 + (result.Accepted.Count > 0 ? 0 : attempt.TurnedAway) : 0;
        if (result.TooMany.Stopped)
            await RestAsync(learned.TurnedAway, result.TooMany.Wait, cancellation);
        return learned;
    }

    /// <summary>Waits before a write is decided anew that Autotask took no call for.</summary>
    /// <exception cref="TryLaterException">It has taken none for too long.</exception>
    private async Task RestAsync(int turnedAway, TimeSpan? asked, CancellationToken cancellation)
    {
        var delay = limits.Value.ReadRetryDelay * Math.Pow(2, turnedAway - 1);
        var wait = asked ?? (delay < limits.Value.LongestRetryDelay ? delay : limits.Value.LongestRetryDelay);
        if (turnedAway >= (asked is null ? limits.Value.BusyAttempts : limits.Value.ReadAttempts) || wait > LongestWait)
            throw new TryLaterException("Autotask takes no more calls for now.") { RetryAfter = pause.Begin(asked) };
        await Task.Delay(wait, time, cancellation);
    }

    /// <summary>Remembers what was accepted, and refusals: a closed period for good, anything else for this attempt.</summary>
    private async Task<PlanningInput> LearnAsync(PlanningInput input, Plan plan, RoundResult result, CancellationToken cancellation)
    {
        var refused = new Dictionary<string, string>(input.Refused, StringComparer.Ordinal);
        var written = input.Written.ToList();
        foreach (var step in result.RefusedSteps)
        {
            var words = result.Refused[step.Key];
            if (step.Adjustment is not { ContractServiceId: { } service } adjustment || !PeriodRefusals.IsClosedPeriod(words))
            {
                refused[step.Key] = words;
                continue;
            }

            var closed = written.Find(row => row.ContractServiceId == service && row.Period == adjustment.EffectiveDate)
                ?? new WrittenUnits { SubscriptionKey = step.SubscriptionKey, ContractServiceId = service, Period = adjustment.EffectiveDate, BillMonth = input.Bill.Month };
            written.Remove(closed);
            closed = closed with { Closed = words };
            written.Add(closed);
            await tables.Written.SaveAsync(TableKey.Of(input.Bill.Organization.Id), closed.RowKey, closed, cancellation);
        }

        var adjusted = plan.Steps.Where(step => step.Adjustment?.ContractServiceId is not null && result.Accepted.Contains(step.Key))
            .Select(step => (step.Key, step.Adjustment!.ContractId));
        return input with { Refused = refused, Written = written, Adjusted = input.Adjusted.Union(adjusted).ToHashSet() };
    }

    /// <summary>Autotask accepted what it does not show: a person has to look, and it is not sent again.</summary>
    private async Task<Plan> GiveUpAsync(Plan plan, Attempt attempt, CancellationToken cancellation)
    {
        foreach (var step in plan.Steps.Where(step => step.Adjustment?.ContractServiceId is not null))
        {
            var sent = step.Adjustment!;
            var row = new WrittenUnits
            {
                SubscriptionKey = step.SubscriptionKey,
                ContractServiceId = sent.ContractServiceId!.Value,
                Period = sent.EffectiveDate,
                BillMonth = plan.Month,
                Units = step.TargetUnits,
                UnitPrice = sent.AdjustedUnitPrice,
                UnitCost = sent.AdjustedUnitCost,
                NeverShown = true,
            };
            await tables.Written.SaveAsync(TableKey.Of(plan.OrganizationId), row.RowKey, row, cancellation);
        }

        return plan with { Subscriptions = [.. plan.Subscriptions.Select(entry => entry.Steps.Count == 0 ? entry : NotShown(entry))] };

        SubscriptionPlan NotShown(SubscriptionPlan entry) => entry with
        {
            Outcome = Outcomes.Worse(entry.Outcome, Outcome.Held),
            Reason = $"Autotask accepted this, but does not show it: {string.Join("; ", entry.Steps.Where(step => attempt.Accepted.Contains(step.Key)).Select(step => step.Text))}. {entry.Reason}".Trim(),
            Action = "Open the contract in Autotask, compare it with the bill, and set by hand what differs.",
            Steps = [],
            Statements = [],
        };
    }

    /// <summary>How a plan is made from what was read back.</summary>
    /// <param name="Plan">Makes it.</param>
    /// <param name="IsStill">Whether the first one made is still the one that a person saw.</param>
    /// <param name="OnlyThisPlan">Whether nothing else may be written.</param>
    private sealed record Approach(Func<PlanningInput, OrganizationState, Plan> Plan, Func<Plan, bool> IsStill, bool OnlyThisPlan);

    private sealed record Attempt(PlanningInput Input)
    {
        public HashSet<string> Accepted { get; } = new(StringComparer.Ordinal);

        public Dictionary<string, string> Written { get; } = new(StringComparer.Ordinal);

        public HashSet<long> Created { get; } = [];

        public TimeSpan Waited { get; private set; }

        /// <summary>How many writes in a row Autotask took no call for.</summary>
        public int TurnedAway { get; set; }

        public async Task WaitAsync(TimeProvider time, TimeSpan first, TimeSpan atMost, CancellationToken cancellation)
        {
            var wait = Waited == TimeSpan.Zero ? first : Waited;
            wait = wait > atMost - Waited ? atMost - Waited : wait;
            await Task.Delay(wait, time, cancellation);
            Waited += wait;
        }
    }
}
