using CloudmoreAutotask.Applying;
using CloudmoreAutotask.Operating;
using CloudmoreAutotask.Setup;
using CloudmoreAutotask.Storage;

namespace CloudmoreAutotask.Ledger;

/// <summary>Shows plans before somebody decides on them (export rules, "Plan, then apply").</summary>
public sealed class PlanViews
{
    private readonly ExportBlobs blobs;
    private readonly PlanDecisions decisions;
    private readonly BillCalendar calendar;
    private readonly ProductClock clock;
    private readonly ExportTables tables;

    internal PlanViews(ExportBlobs blobs, PlanDecisions decisions, BillCalendar calendar, ExportTables tables, ProductClock clock) =>
        (this.blobs, this.decisions, this.calendar, this.tables, this.clock) = (blobs, decisions, calendar, tables, clock);

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
            Over = plan.Undo is null ? Over(plan, row) : Over(plan, planId, row, undo),
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

    private string? Over(Planning.Plan plan, BillRow? row)
    {
        if (plan.ExpiresAt < clock.Now)
            return $"It expired on {plan.ExpiresAt:yyyy-MM-dd}. The next run makes a new one.";
        if (row is null || row.Hash != plan.BillHash)
            return "The bill changed after it was made. The next run makes a new one.";
        return row.IsDue ? null : "The bill is exported.";
    }

    private string? Over(Planning.Plan plan, string planId, BillRow? row, BillUndo? undo)
    {
        if (undo?.PlanId != planId)
            return "It counts no longer: the bill was replayed, or another plan took its place.";
        if (undo.State == UndoState.Done)
            return $"The bill is undone. {BillUndo.Action}";
        if (plan.ExpiresAt < clock.Now)
            return $"It expired on {plan.ExpiresAt:yyyy-MM-dd}. Ask for the undo again.";
        if (row is null || row.Hash != plan.BillHash)
            return "The bill changed after it was made. Ask for the undo again.";
        return plan.Steps.Any() || undo.State == UndoState.Begun ? null : "It writes nothing: all that the bill wrote is left to a person.";
    }
}
