using CloudmoreAutotask.Applying;
using CloudmoreAutotask.Operating;
using CloudmoreAutotask.Storage;

namespace CloudmoreAutotask.Ledger;

/// <summary>Shows plans before somebody decides on them (export rules, "Plan, then apply").</summary>
public sealed class PlanViews
{
    private readonly ExportBlobs blobs;
    private readonly PlanDecisions decisions;
    private readonly BillCalendar calendar;
    private readonly ExportTables tables;

    internal PlanViews(ExportBlobs blobs, PlanDecisions decisions, BillCalendar calendar, ExportTables tables) =>
        (this.blobs, this.decisions, this.calendar, this.tables) = (blobs, decisions, calendar, tables);

    /// <summary>Reads a plan; null when there is none.</summary>
    public async Task<PlanView?> FindAsync(string planId, CancellationToken cancellation)
    {
        if (await blobs.FindPlanAsync(planId, cancellation) is not { } plan)
            return null;
        var row = await calendar.FindAsync(plan.Month, plan.OrganizationId, cancellation);
        var undo = plan.Undo is null ? null : await tables.Undos.FindAsync(plan.Month.ToString(), TableKey.Of(plan.OrganizationId), cancellation);
        return new PlanView
        {
            Id = PublicIds.Plan(planId)!,
            Month = plan.Month,
            OrganizationId = plan.OrganizationId,
            OrganizationName = row?.Organization.Name ?? plan.OrganizationId,
            MadeAt = plan.MadeAt,
            ExpiresAt = plan.ExpiresAt,
            Over = decisions.WhyOver(plan, planId, row, undo),
            Undo = plan.Undo,
            Problem = undo?.PlanId == planId ? undo.Problem : null,
            NotUndone = [.. plan.Subscriptions.SelectMany(entry => entry.NotUndone, (entry, left) => new NotUndoneView(entry.Key, entry.Name, entry.Currency, left.What, left.Action, left.Money, left.IsNote))],
            Decision = await decisions.FindAsync(plan, cancellation),
            Subscriptions =
            [
                .. plan.Subscriptions.Where(entry => entry.Steps.Count > 0).OrderBy(entry => entry.Name, StringComparer.OrdinalIgnoreCase).Select(entry => new PlannedSubscription(
                    entry.Key, entry.Name, entry.Currency, entry.Billed, entry.Exported - entry.Steps.Sum(step => step.Money), entry.Exported,
                    [.. entry.Steps.Select(step => new PlannedStep(step.Kind, step.Text, step.Money))])),
            ],
            Untouched = plan.Subscriptions.Count(entry => entry.Steps.Count == 0),
        };
    }
}
