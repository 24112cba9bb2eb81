using CloudmoreAutotask.Ledger;
using CloudmoreAutotask.Setup;
using CloudmoreAutotask.Storage;
using Microsoft.Extensions.Options;

namespace CloudmoreAutotask.Applying;

/// <summary>Applies a plan in Autotask: the work behind the queue of plans (export rules, "Plan, then apply").</summary>
public sealed class PlanApplier
{
    private readonly BillWork work;
    private readonly BillInputs inputs;
    private readonly BillConclusion conclusion;
    private readonly Snapshots snapshots;
    private readonly PlanExecutor executor;
    private readonly ExportQueues queues;
    private readonly ExportBlobs blobs;
    private readonly PlanDecisions decisions;
    private readonly RunIdentity identity;
    private readonly ProductClock clock;
    private readonly IOptions<ExportOptions> options;
    private readonly BillUndos undos;

    internal PlanApplier(
        BillWork work, BillInputs inputs, BillConclusion conclusion, Snapshots snapshots, PlanExecutor executor,
        ExportQueues queues, ExportBlobs blobs, PlanDecisions decisions, RunIdentity identity, ProductClock clock, IOptions<ExportOptions> options, BillUndos undos)
    {
        (this.work, this.inputs, this.conclusion, this.snapshots, this.executor) = (work, inputs, conclusion, snapshots, executor);
        (this.queues, this.blobs, this.decisions, this.identity, this.clock, this.options, this.undos) = (queues, blobs, decisions, identity, clock, options, undos);
    }

    /// <summary>Applies the plan, or sends the bill back to be planned anew when the plan is too old or nobody approved it where that is asked for.</summary>
    /// <exception cref="TryLaterException">Autotask does not answer; the queue tries again.</exception>
    public Task ApplyAsync(ExportPlanMessage message, CancellationToken cancellation)
    {
        if (ExportBlobs.IsUndo(message.PlanId))
            return undos.ApplyAsync(message, cancellation);
        message = message with { RunId = identity.ReportedUnder(message.RunId, message.Mode) };
        var bill = message.ToBillMessage();
        return work.DoAsync("apply plan", bill, (row, held) => ApplyAsync(row, message, bill, held), delay => queues.ExportPlans.SendAsync(message, delay, cancellation), cancellation);
    }

    private async Task ApplyAsync(BillRow row, ExportPlanMessage message, OrganizationBillMessage bill, CancellationToken cancellation)
    {
        var plan = await blobs.FindPlanAsync(message.PlanId, cancellation);
        var mode = ExportModes.Of(options.Value.Mode, message.Mode);
        var isApproving = mode == ExportMode.Approve;
        if (mode == ExportMode.Shadow || plan is null || plan.BillHash != row.Hash || plan.ExpiresAt < clock.Now
            || (isApproving && plan.Steps.Any() && await decisions.FindAsync(plan, cancellation) is not { IsApproved: true }))
        {
            await queues.OrganizationBills.SendAsync(bill, cancellation);
            return;
        }

        plan = plan with { RunId = message.RunId };
        var input = await inputs.LoadAsync(row, message.RunId, cancellation);
        var snapshot = await snapshots.GetAsync(message.RunId, row.Month, cancellation);
        var execution = await executor.RunAsync(input, plan, snapshot, isApproving, cancellation);
        if (execution is null)
            await queues.OrganizationBills.SendAsync(bill, cancellation);
        else
            await conclusion.SaveAsync(row, input, plan, execution, isWriting: true, message.Mode, cancellation);
    }
}
