using CloudmoreAutotask.Billing;
using CloudmoreAutotask.Ledger;
using CloudmoreAutotask.Planning;
using CloudmoreAutotask.Setup;
using CloudmoreAutotask.Storage;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace CloudmoreAutotask.Applying;

/// <summary>
/// Takes organization bills back (README, "Take a bill back"): a plan that waits for a person's word whatever the mode, then its steps. From the first one on the bill is
/// held, and stays so until somebody replays it, whatever becomes of its content.
/// </summary>
public sealed class BillUndos
{
    private readonly BillWork work;
    private readonly BillCalendar calendar;
    private readonly BillInputs inputs;
    private readonly BillConclusion conclusion;
    private readonly Snapshots snapshots;
    private readonly StateReader reader;
    private readonly UndoPlanner planner;
    private readonly PlanExecutor executor;
    private readonly PlanDecisions decisions;
    private readonly ExportTables tables;
    private readonly ExportBlobs blobs;
    private readonly ExportQueues queues;
    private readonly RunIdentity identity;
    private readonly ProductClock clock;
    private readonly IOptions<ExportOptions> options;
    private readonly ILogger<BillUndos> logger;

    internal BillUndos(
        BillWork work, BillCalendar calendar, BillInputs inputs, BillConclusion conclusion, Snapshots snapshots, StateReader reader, UndoPlanner planner, PlanExecutor executor,
        PlanDecisions decisions, ExportTables tables, ExportBlobs blobs, ExportQueues queues, RunIdentity identity, ProductClock clock, IOptions<ExportOptions> options, ILogger<BillUndos> logger)
    {
        (this.work, this.calendar, this.inputs, this.conclusion, this.snapshots) = (work, calendar, inputs, conclusion, snapshots);
        (this.reader, this.planner, this.executor) = (reader, planner, executor);
        (this.decisions, this.tables, this.blobs, this.queues, this.identity, this.clock, this.options, this.logger) = (decisions, tables, blobs, queues, identity, clock, options, logger);
    }

    /// <summary>Makes a plan that takes the bill back. Nothing is written before a person approves it.</summary>
    /// <param name="month">The bill month.</param>
    /// <param name="organization">The organization, as routes name it.</param>
    /// <param name="undo">Who asks, and why.</param>
    /// <param name="cancellation">Ends the planning.</param>
    /// <returns>The plan's id.</returns>
    /// <exception cref="MustFixException">There is no such bill, it is undone already, or nothing was written for it.</exception>
    /// <exception cref="TryLaterException">Autotask does not answer, or a write of the bill may still be on its way.</exception>
    public async Task<string> PlanAsync(BillMonth month, string organization, PlanUndo undo, CancellationToken cancellation)
    {
        var row = await calendar.GetAsync(month, organization, cancellation);
        if (options.Value.Mode == ExportMode.Shadow)
            throw new MustFixException("Export:Mode is Shadow: nothing is written, so nothing can be taken back. Set it to Approve first.");
        var known = await FindAsync(row, cancellation);
        if (known is { State: UndoState.Done })
            throw new MustFixException($"The bill is undone already, by {known.Who}. {BillUndo.Action}");
        var runId = identity.Next();
        var input = await inputs.LoadAsync(row, runId, cancellation);
        if (input.Unsettled.Count > 0)
            throw new TryLaterException("A write of this bill may still be on its way. Ask again in a minute.");
        var plan = await PlanAsync(input, undo, runId, cancellation);
        if (known?.State != UndoState.Begun && !plan.Steps.Any() && plan.Subscriptions.All(entry => entry.NotUndone.Count == 0))
            throw new MustFixException($"Nothing that stands in Autotask was written for the bill of {row.Organization.Name} for {month}, so there is nothing to undo.");
        return await KeepAsync(plan, known?.State == UndoState.Begun, problem: null, other => other == known, cancellation);
    }

    /// <summary>Lets a bill that was undone be exported again, and asks for it at once.</summary>
    /// <param name="month">The bill month.</param>
    /// <param name="organization">The organization, as routes name it.</param>
    /// <param name="cancellation">Ends it.</param>
    /// <exception cref="MustFixException">There is no such bill, or it is not undone.</exception>
    public async Task ReplayAsync(BillMonth month, string organization, CancellationToken cancellation)
    {
        var row = await calendar.GetAsync(month, organization, cancellation);
        var undo = await FindAsync(row, cancellation);
        if (undo is not { IsHolding: true })
            throw new MustFixException($"The bill of {row.Organization.Name} for {month} is not undone, so there is nothing to replay. What failed is replayed as failed work.");
        // What stands by then is known only once it is done.
        if (undo.State == UndoState.Begun)
            throw new MustFixException("The undo is not finished. Approve its plan, or ask for the undo again and approve that one; then replay the bill.");
        await tables.Bills.ChangeAsync(month.ToString(), TableKey.Of(row.Organization.Id), recorded => recorded with { DoneHash = null }, cancellation);
        // A process that stops after this leaves a bill that is due: the next detection sends it.
        await tables.Undos.RemoveAsync(month.ToString(), TableKey.Of(row.Organization.Id), cancellation);
        await queues.OrganizationBills.SendAsync(OrganizationBillMessage.Of(row, identity.Next()), cancellation);
    }

    /// <summary>Takes an approved plan's steps. A plan that counts no longer does nothing; one whose state has moved is made anew and waits for a new word.</summary>
    /// <exception cref="TryLaterException">Autotask does not answer; the queue tries again.</exception>
    public Task ApplyAsync(ExportPlanMessage message, CancellationToken cancellation) => work.DoAsync(
        new BillTask(
            "undo bill",
            message.ToBillMessage(),
            _ => true,
            (row, held) => ApplyAsync(row, message, held),
            (row, stop) => NoteAsync(row, message.PlanId, undo => undo with { Problem = $"It stopped: {stop.Reason}" }, cancellation),
            delay => queues.ExportPlans.SendAsync(message, delay, cancellation)),
        cancellation);

    private async Task ApplyAsync(BillRow row, ExportPlanMessage message, CancellationToken cancellation)
    {
        var undo = await FindAsync(row, cancellation);
        var plan = await blobs.FindPlanAsync(message.PlanId, cancellation);
        if (undo is null || undo.PlanId != message.PlanId || undo.State == UndoState.Done || options.Value.Mode == ExportMode.Shadow
            || plan?.Undo is null || plan.BillHash != row.Hash || await decisions.FindAsync(plan, cancellation) is not { IsApproved: true })
        {
            Log.Superseded(logger, message.ContentHash);
            return;
        }

        await NoteAsync(row, message.PlanId, known => known with { State = UndoState.Begun, Problem = null }, cancellation);
        var input = await inputs.LoadAsync(row, plan.RunId, cancellation);
        // A snapshot of its own: what Autotask refused the last try it may allow now.
        var snapshot = await snapshots.GetAsync($"undo {Guid.NewGuid():N}", row.Month, cancellation);
        var execution = await executor.UndoAsync(input, plan, snapshot, cancellation);
        if (execution is null || execution.Final.Steps.Any())
            await MakeAnewAsync(row, plan, undo, cancellation);
        else
            await FinishAsync(row, input, plan, Told(execution.Final), undo, cancellation);
    }

    /// <summary>What Autotask accepted and never showed is left to a person as well.</summary>
    private static Plan Told(Plan final) => final with
    {
        Subscriptions = [.. final.Subscriptions.Select(entry => entry.Reason.Length == 0 ? entry : entry with { NotUndone = [.. entry.NotUndone, new NotUndone(entry.Reason, entry.Action, 0)] })],
    };

    private async Task FinishAsync(BillRow row, PlanningInput input, Plan plan, Plan final, BillUndo undo, CancellationToken cancellation)
    {
        await conclusion.SaveUndoneAsync(row, input, final, undo, cancellation);
        var left = final.Subscriptions.ToDictionary(entry => entry.Key, entry => entry.NotUndone, StringComparer.Ordinal);
        var told = plan with { Subscriptions = [.. plan.Subscriptions.Select(entry => entry with { NotUndone = left.GetValueOrDefault(entry.Key) ?? entry.NotUndone })] };
        await blobs.SavePlanAsync(undo.PlanId, told, cancellation);
        await NoteAsync(row, undo.PlanId, known => known with { State = UndoState.Done, DoneAt = clock.Now, Problem = null }, cancellation);
    }

    /// <summary>Plans on what Autotask holds now. Where something of it was written, the bill stays held.</summary>
    private async Task MakeAnewAsync(BillRow row, Plan plan, BillUndo undo, CancellationToken cancellation)
    {
        var runId = identity.Next();
        var input = await inputs.LoadAsync(row, runId, cancellation);
        var isBegun = undo.State == UndoState.Begun || input.Intents.Any(intent => intent.BillHash == plan.WrittenFor);
        await KeepAsync(await PlanAsync(input, plan.Undo!, runId, cancellation), isBegun, "Autotask changed after the plan was approved. This one was made anew and waits for a word of its own.",
            other => other.PlanId == undo.PlanId, cancellation);
    }

    private async Task<Plan> PlanAsync(PlanningInput input, PlanUndo undo, string runId, CancellationToken cancellation)
    {
        var contracts = input.Contracts.Values.Select(mapping => mapping.ContractId).Concat(input.Saved.Values.Select(outcome => outcome.ContractId).OfType<long>()).ToHashSet();
        return planner.Plan(input, await reader.ReadContractsAsync(contracts, input.Bill.Month, cancellation), undo, runId);
    }

    /// <summary>Keeps the plan as the one that counts, unless somebody else got on with the undo meanwhile.</summary>
    private async Task<string> KeepAsync(Plan plan, bool isBegun, string? problem, Func<BillUndo, bool> isStill, CancellationToken cancellation)
    {
        var planId = ExportBlobs.PlanId(plan);
        await blobs.SavePlanAsync(planId, plan, cancellation);
        var kept = new BillUndo
        {
            Month = plan.Month,
            OrganizationId = plan.OrganizationId,
            PlanId = planId,
            State = isBegun ? UndoState.Begun : UndoState.Planned,
            Who = plan.Undo!.Who,
            Why = plan.Undo.Why,
            At = clock.Now,
            Problem = problem,
        };
        var isKept = true;
        var isThere = await tables.Undos.ChangeAsync(plan.Month.ToString(), TableKey.Of(plan.OrganizationId), other => (isKept = isStill(other)) ? kept : other, cancellation);
        if (!isKept)
            throw new TryLaterException("Somebody else got on with the undo of this bill meanwhile. Look at the organization's bill again.");
        if (!isThere)
            await tables.Undos.SaveAsync(plan.Month.ToString(), TableKey.Of(plan.OrganizationId), kept, cancellation);
        return planId;
    }

    /// <summary>Notes something on the undo while it is still that of the plan.</summary>
    private Task NoteAsync(BillRow row, string planId, Func<BillUndo, BillUndo> note, CancellationToken cancellation) => tables.Undos.ChangeAsync(
        row.Month.ToString(), TableKey.Of(row.Organization.Id), known => known.PlanId == planId ? note(known) : known, cancellation);

    private Task<BillUndo?> FindAsync(BillRow row, CancellationToken cancellation) => tables.Undos.FindAsync(row.Month.ToString(), TableKey.Of(row.Organization.Id), cancellation);
}
