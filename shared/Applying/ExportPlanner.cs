using CloudmoreAutotask.Ledger;
using CloudmoreAutotask.Planning;
using CloudmoreAutotask.Setup;
using CloudmoreAutotask.Storage;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace CloudmoreAutotask.Applying;

/// <summary>Plans a due organization bill: the work behind the queue of bills (export rules, "Plan, then apply").</summary>
public sealed class ExportPlanner
{
    private readonly BillWork work;
    private readonly BillInputs inputs;
    private readonly BillCalendar calendar;
    private readonly BillConclusion conclusion;
    private readonly Snapshots snapshots;
    private readonly StateReader reader;
    private readonly Planner planner;
    private readonly ExportQueues queues;
    private readonly ExportBlobs blobs;
    private readonly PlanDecisions decisions;
    private readonly RunIdentity identity;
    private readonly IOptions<ExportOptions> options;
    private readonly ILogger<ExportPlanner> logger;

    internal ExportPlanner(
        BillWork work, BillInputs inputs, BillCalendar calendar, BillConclusion conclusion, Snapshots snapshots, StateReader reader, Planner planner,
        ExportQueues queues, ExportBlobs blobs, PlanDecisions decisions, RunIdentity identity, IOptions<ExportOptions> options, ILogger<ExportPlanner> logger)
    {
        (this.work, this.inputs, this.calendar, this.conclusion, this.snapshots, this.reader, this.planner) = (work, inputs, calendar, conclusion, snapshots, reader, planner);
        (this.queues, this.blobs, this.decisions, this.identity, this.options, this.logger) = (queues, blobs, decisions, identity, options, logger);
    }

    /// <summary>Plans the bill, and sends its plan on when there is something to write.</summary>
    /// <exception cref="TryLaterException">Autotask does not answer; the queue tries again.</exception>
    public Task PlanAsync(OrganizationBillMessage message, CancellationToken cancellation)
    {
        message = message with { RunId = identity.ReportedUnder(message.RunId, message.Mode) };
        return work.DoAsync(
            "plan bill",
            message,
            (row, held) => PlanAsync(row, message, held),
            delay => queues.OrganizationBills.SendAsync(message, delay, cancellation),
            cancellation);
    }

    private async Task PlanAsync(BillRow row, OrganizationBillMessage message, CancellationToken cancellation)
    {
        if (await calendar.OlderUntriedAsync(row, cancellation) is { } older)
        {
            await queues.OrganizationBills.SendAsync(OrganizationBillMessage.Of(older, message.RunId, message.Mode), cancellation);
            return;
        }

        var mode = ExportModes.Of(options.Value.Mode, message.Mode);
        var input = await inputs.LoadAsync(row, message.RunId, cancellation);
        var snapshot = await snapshots.GetAsync(message.RunId, row.Month, cancellation);
        if (input.Company?.CompanyId is null)
            input = input with { Candidates = snapshot.Candidates(row.Organization, input.Company) };
        var plan = await PlanAsync(input, snapshot, message.RunId, mode, cancellation);
        Log.Planned(logger, plan.Steps.Count(), plan.Subscriptions.Count);
        if (mode == ExportMode.Shadow)
            await ReportAsync(row, input, PlanPreview.Shadow(plan), message, cancellation);
        else if (!plan.Steps.Any() && !plan.NeedsFreshRead)
            await conclusion.SaveAsync(row, input, plan, Execution.WithoutWrites(plan), isWriting: true, message.Mode, cancellation);
        else
            await SendAsync(row, input, plan, message, mode, cancellation);
    }

    /// <summary>
    /// Plans on the snapshot. Applying reads afresh what a plan is going to change; where a person is shown the plan instead, that is done here, so that rows outside the
    /// months of the snapshot count as well.
    /// </summary>
    private async Task<Plan> PlanAsync(PlanningInput input, Snapshot snapshot, string runId, ExportMode mode, CancellationToken cancellation)
    {
        var state = snapshot.For(input);
        var plan = planner.Plan(input, state, runId);
        var open = plan with { Subscriptions = [.. plan.Subscriptions.Where(entry => entry.ContractId is not null && (entry.Steps.Count > 0 || entry.NeedsFreshRead))] };
        if (mode == ExportMode.Automatic || open.Subscriptions.Count == 0)
            return plan;
        var fresh = await reader.ReadAfreshAsync(state, open, [], withContracts: false, cancellation);
        snapshots.Update(input.Bill.Month, [.. fresh.Contracts.Where(contract => !state.Contracts.Contains(contract, ReferenceEqualityComparer.Instance))]);
        return planner.Plan(input, fresh with { Catalogue = snapshots.Catalogue }, runId);
    }

    private async Task SendAsync(BillRow row, PlanningInput input, Plan plan, OrganizationBillMessage message, ExportMode mode, CancellationToken cancellation)
    {
        var planId = ExportBlobs.PlanId(plan);
        await blobs.SavePlanAsync(planId, plan, cancellation);
        if (mode == ExportMode.Approve && plan.Steps.Any()
            && await decisions.FindAsync(plan, cancellation) is not { IsApproved: true } and var word)
            await ReportAsync(row, input, PlanPreview.Waiting(plan, word, isForThisRun: options.Value.Mode == ExportMode.Automatic), message, cancellation);
        else
            await queues.ExportPlans.SendAsync(new ExportPlanMessage(row.Month, row.Organization.Id, row.Hash, message.RunId, planId, message.Mode), cancellation);
    }

    /// <summary>Saves what would be written, and writes nothing.</summary>
    private Task ReportAsync(BillRow row, PlanningInput input, Plan told, OrganizationBillMessage message, CancellationToken cancellation) =>
        conclusion.SaveAsync(row, input, told, Execution.WithoutWrites(told), isWriting: false, message.Mode, cancellation);
}
