using CloudmoreAutotask.Billing;
using CloudmoreAutotask.Ledger;
using CloudmoreAutotask.Mapping;
using CloudmoreAutotask.Planning;
using CloudmoreAutotask.Setup;
using CloudmoreAutotask.Storage;
using CloudmoreAutotask.Telemetry;

namespace CloudmoreAutotask.Applying;

/// <summary>Saves what became of an organization bill, and lets the organization's next due bill go.</summary>
internal sealed class BillConclusion(ExportTables tables, ExportQueues queues, BillCalendar calendar, ExportMetrics metrics, ProductClock clock, TimeProvider time)
{
    // A column holds 32,768 characters at most (Table Storage); a person reads less.
    private const int LongestText = 8000;

    /// <summary>Saves the ledger of a bill that was planned or applied.</summary>
    /// <param name="row">The bill.</param>
    /// <param name="input">What was planned.</param>
    /// <param name="first">The plan before anything was written.</param>
    /// <param name="execution">What applying came to.</param>
    /// <param name="isWriting">False in a mode that never writes; the bill is not done then.</param>
    /// <param name="mode">The mode that the run asked for, which holds for the organization's next bill as well; null for the setting.</param>
    /// <param name="cancellation">Ends the saving.</param>
    public async Task SaveAsync(BillRow row, PlanningInput input, Plan first, Execution execution, bool isWriting, ExportMode? mode, CancellationToken cancellation)
    {
        var before = input.Saved;
        var intents = execution.IsUnsent ? input.Intents : await tables.Intents.ListAsync(ExportTables.BillKey(row.Month, row.Organization.Id), cancellation);
        var entries = Entries(row, first, execution, before, intents);
        if (isWriting)
        {
            await SaveContractsAsync(input, entries, cancellation);
            await SaveStatementsAsync(row, entries, cancellation);
            await ReopenNextAsync(row, input, entries, cancellation);
        }

        var figures = await SaveOutcomesAsync(row, first.RunId, entries, before, isWriting ? null : ExportBlobs.PlanId(first), cancellation);
        var done = isWriting && entries.TrueForAll(entry => entry.Outcome.IsFinal());
        await FinishAsync(row, done, figures, first.RunId, mode, cancellation);
    }

    /// <summary>Saves that the bill could not be finished.</summary>
    /// <param name="row">The bill.</param>
    /// <param name="runId">The run.</param>
    /// <param name="aggregated">The bill by subscription.</param>
    /// <param name="stop">What happened.</param>
    /// <param name="cancellation">Ends the saving.</param>
    public async Task SaveStopAsync(BillRow row, string runId, AggregatedBill aggregated, Stop stop, CancellationToken cancellation)
    {
        var before = await OutcomesAsync(row, cancellation);
        var stopped = aggregated.Subscriptions.Select(subscription => new SubscriptionPlan
        {
            Key = subscription.Key,
            Name = subscription.Name,
            Outcome = stop.Outcome,
            Currency = subscription.Currency,
            Billed = subscription.Billed,
            BilledByCurrency = subscription.BilledByCurrency,
            Exported = before.GetValueOrDefault(subscription.Key)?.Exported ?? 0,
            Reason = stop.Reason,
            Action = stop.Action,
        });
        var figures = await SaveOutcomesAsync(row, runId, [.. stopped], before, planId: null, cancellation);
        await SaveProgressAsync(row, runId, figures, recorded => recorded with { FailedHash = stop.WaitsForReplay ? row.Hash : null }, cancellation);
    }

    /// <summary>Saves that the bill was taken back: it is due, and waits for a replay.</summary>
    /// <param name="row">The bill.</param>
    /// <param name="input">What was known of it.</param>
    /// <param name="final">The plan made from what was read back last.</param>
    /// <param name="undo">Who took it back.</param>
    /// <param name="cancellation">Ends the saving.</param>
    public async Task SaveUndoneAsync(BillRow row, PlanningInput input, Plan final, BillUndo undo, CancellationToken cancellation)
    {
        var entries = final.Subscriptions.Select(entry => entry with
        {
            Outcome = Outcome.Held,
            Reason = string.Join(" ", entry.NotUndone.Where(left => !left.IsNote).Select(left => left.What).Prepend(undo.Reason)),
            Action = string.Join(" ", entry.NotUndone.Where(left => !left.IsNote).Select(left => left.Action).Append(BillUndo.Action)),
        }).ToList();
        await SaveStatementsAsync(row, entries, cancellation);
        var figures = await SaveOutcomesAsync(row, final.RunId, entries, input.Saved, planId: null, cancellation);
        await SaveProgressAsync(row, final.RunId, figures, recorded => recorded with { AttemptedHash = row.Hash, AttemptedAt = time.GetUtcNow(), DoneHash = null, FailedHash = null }, cancellation);
    }

    /// <summary>Merges what was planned, written and read back: where nothing is left to do, the outcome tells what was done.</summary>
    private static List<SubscriptionPlan> Entries(
        BillRow row, Plan first, Execution execution, IReadOnlyDictionary<string, SavedOutcome> before, IReadOnlyList<Intent> intents)
    {
        // Outcomes of this content whose saving was cut short are told anew.
        var isConcluded = row.AttemptedHash == row.Hash;
        var saved = before.Values
            .Where(outcome => isConcluded && outcome.Hash == row.Hash && outcome.RunId != first.RunId && !outcome.IsPreview && outcome.Outcome.IsFinal())
            .Select(outcome => outcome.SubscriptionKey).ToHashSet(StringComparer.Ordinal);
        // Content that comes back after other content was worked on: what was written for it before that was told then.
        var since = isConcluded ? null : row.AttemptedAt;
        var sent = intents.Where(intent => intent.BillHash == row.Hash && !(intent.StartedAt <= since) && !saved.Contains(intent.SubscriptionKey)).ToList();
        var created = sent.Where(intent => intent.Kind == StepKind.CreateContract).Select(intent => intent.SubscriptionKey).ToHashSet(StringComparer.Ordinal);
        var touched = sent.Select(intent => intent.SubscriptionKey).Concat(execution.Written.Keys).ToHashSet(StringComparer.Ordinal);
        var final = execution.Final.Subscriptions.ToDictionary(entry => entry.Key, StringComparer.Ordinal);
        foreach (var entry in first.Subscriptions.Where(entry => !final.TryGetValue(entry.Key, out var rest) || (entry.Outcome == Outcome.Ended && rest.Outcome == Outcome.Unchanged)))
            final[entry.Key] = entry with { Steps = [], Statements = [.. entry.Statements.Where(statement => statement.IsEnd)] };
        return
        [
            .. final.Values.Select(entry => Note(entry.Key) is { Length: > 0 } note ? entry with { Reason = $"{note} {entry.Reason}".Trim() } : entry)
                .Select(entry => entry.Outcome != Outcome.Unchanged || !touched.Contains(entry.Key)
                ? entry
                : entry with { Outcome = created.Contains(entry.Key) ? Outcome.Created : Outcome.Updated }),
        ];

        // What was overwritten by a process that stopped before it could tell is in its intents.
        string Note(string key) => execution.Written.GetValueOrDefault(key) is { Length: > 0 } note
            ? note
            : string.Join(" ", sent.Where(intent => intent.SubscriptionKey == key).Select(intent => intent.Note).Where(text => !string.IsNullOrEmpty(text)).Distinct(StringComparer.Ordinal));
    }

    private async Task SaveContractsAsync(PlanningInput input, IReadOnlyList<SubscriptionPlan> entries, CancellationToken cancellation)
    {
        var rows = new List<(string, ContractMapping)>();
        foreach (var entry in entries.Where(entry => entry.ContractId is not null && entry.Outcome.IsFinal()))
        {
            var known = input.Contracts.GetValueOrDefault(entry.Key);
            var services = known?.ContractId == entry.ContractId ? new Dictionary<string, long>(known!.Services, StringComparer.Ordinal) : new Dictionary<string, long>(StringComparer.Ordinal);
            foreach (var (product, service) in entry.Services)
                services[product] = service;
            if (!IsKnown(known, entry, services))
                rows.Add((TableKey.Of(entry.Key), new ContractMapping { SubscriptionKey = entry.Key, SubscriptionName = entry.Name, ContractId = entry.ContractId!.Value, Services = services }));
        }

        await tables.Contracts.SaveAllAsync(TableKey.Of(input.Bill.Organization.Id), rows, cancellation);
    }

    private static bool IsKnown(ContractMapping? known, SubscriptionPlan entry, Dictionary<string, long> services) =>
        known is not null && known.ContractId == entry.ContractId && known.SubscriptionName == entry.Name && known.Services.Count == services.Count && services.All(known.Services.Contains);

    private async Task SaveStatementsAsync(BillRow row, IReadOnlyList<SubscriptionPlan> entries, CancellationToken cancellation)
    {
        var statements = entries.SelectMany(entry => entry.Statements, (entry, statement) => new WrittenUnits
        {
            SubscriptionKey = entry.Key,
            ContractServiceId = statement.ContractServiceId,
            Period = statement.Period,
            BillMonth = statement.By ?? row.Month,
            Units = statement.Units,
            UnitPrice = statement.UnitPrice,
            UnitCost = statement.UnitCost,
            IsStatement = true,
            IsEnd = statement.IsEnd,
        });
        await tables.Written.SaveAllAsync(TableKey.Of(row.Organization.Id), statements.Select(statement => (statement.RowKey, statement)), cancellation);
    }

    /// <summary>
    /// A late bill may have a monthly subscription that the next month's bill, done before, does not have: that bill is looked at again, so that it is found ended.
    /// </summary>
    private async Task ReopenNextAsync(BillRow row, PlanningInput input, IReadOnlyList<SubscriptionPlan> entries, CancellationToken cancellation)
    {
        var monthly = input.Aggregated.Subscriptions.Where(subscription => subscription.IsMonthly).Select(subscription => subscription.Key).ToHashSet(StringComparer.Ordinal);
        var alone = entries.Where(entry => entry.Outcome.IsFinal() && monthly.Contains(entry.Key) && !input.NextBills.ContainsKey(entry.Key)).Select(entry => entry.Key).ToList();
        if (alone.Count == 0 || !calendar.IsSettled(row.Month.AddMonths(1))
            || await calendar.FindAsync(row.Month.AddMonths(1), row.Organization.Id, cancellation) is not { IsDue: false } next)
            return;
        var told = (await tables.Outcomes.ListAsync(ExportTables.BillKey(next.Month, row.Organization.Id), cancellation)).Select(outcome => outcome.SubscriptionKey);
        if (alone.Except(told, StringComparer.Ordinal).Any())
            await calendar.SaveProgressAsync(next, recorded => recorded with { DoneHash = null }, cancellation);
    }

    private async Task<Dictionary<string, SavedOutcome>> OutcomesAsync(BillRow row, CancellationToken cancellation) =>
        (await tables.Outcomes.ListAsync(ExportTables.BillKey(row.Month, row.Organization.Id), cancellation)).ToDictionary(outcome => outcome.SubscriptionKey, StringComparer.Ordinal);

    /// <returns>The sums of all outcomes of the bill.</returns>
    private async Task<BillFigures> SaveOutcomesAsync(
        BillRow row, string runId, IReadOnlyList<SubscriptionPlan> entries, IReadOnlyDictionary<string, SavedOutcome> before, string? planId, CancellationToken cancellation)
    {
        var partition = ExportTables.BillKey(row.Month, row.Organization.Id);
        var rows = entries.Select(entry => (TableKey.Of(entry.Key), new SavedOutcome
        {
            Month = row.Month,
            OrganizationId = row.Organization.Id,
            OrganizationName = row.Organization.Name,
            SubscriptionKey = entry.Key,
            SubscriptionName = entry.Name,
            Outcome = entry.Outcome,
            Currency = entry.Currency,
            Billed = entry.Billed,
            BilledByCurrency = entry.BilledByCurrency,
            Exported = entry.Exported,
            Reason = ContractKeys.Cut(entry.Reason, LongestText),
            Action = ContractKeys.Cut(entry.Action, LongestText),
            ContractId = entry.ContractId ?? before.GetValueOrDefault(entry.Key)?.ContractId,
            IsPreview = planId is not null,
            PlanId = entry is { Outcome: Outcome.Held, Steps.Count: > 0 } ? planId : null,
            Hash = row.Hash,
            RunId = runId,
            FirstRunId = before.GetValueOrDefault(entry.Key) is { } same && same.Outcome == entry.Outcome && same.Hash == row.Hash ? same.FirstRunId : runId,
            At = clock.Now,
        })).ToList();
        await tables.Outcomes.SaveAllAsync(partition, rows, cancellation);
        metrics.Saved(rows.Select(row => row.Item2));
        var named = entries.Select(entry => entry.Key).ToHashSet(StringComparer.Ordinal);
        var others = before.Values.Where(outcome => !named.Contains(outcome.SubscriptionKey)).ToLookup(outcome => outcome.ContractId is null);
        foreach (var gone in others[true])
            await tables.Outcomes.RemoveAsync(partition, TableKey.Of(gone.SubscriptionKey), cancellation);
        return BillFigures.Of(row.Hash, [.. rows.Select(saved => saved.Item2), .. others[false]]);
    }

    /// <summary>Saves that the run worked on the bill, and how far it got.</summary>
    private async Task SaveProgressAsync(BillRow row, string runId, BillFigures figures, Func<BillRow, BillRow> progress, CancellationToken cancellation)
    {
        await tables.Runs.SaveAsync(TableKey.Of(runId), ExportTables.BillKey(row.Month, row.Organization.Id), new RunEntry(row.Month, row.Organization.Id, row.Hash), cancellation);
        await calendar.SaveProgressAsync(row, recorded => progress(recorded) with { Figures = figures }, cancellation);
    }

    private async Task FinishAsync(BillRow row, bool done, BillFigures figures, string runId, ExportMode? mode, CancellationToken cancellation)
    {
        await SaveProgressAsync(
            row, runId, figures,
            recorded => recorded with { AttemptedHash = row.Hash, AttemptedAt = time.GetUtcNow(), DoneHash = done ? row.Hash : recorded.DoneHash, FailedHash = null },
            cancellation);
        if (await calendar.NextDueAsync(row, cancellation) is { } next)
            await queues.OrganizationBills.SendAsync(OrganizationBillMessage.Of(next, runId, mode), cancellation);
    }
}

/// <summary>Why a bill could not be finished.</summary>
/// <param name="Outcome">What its subscriptions end in for now.</param>
/// <param name="Reason">What happened.</param>
/// <param name="Action">What a person does about it.</param>
/// <param name="WaitsForReplay">True for a defect; otherwise the next detection tries again.</param>
internal sealed record Stop(Outcome Outcome, string Reason, string Action, bool WaitsForReplay);
