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

    internal PlanViews(ExportBlobs blobs, PlanDecisions decisions, BillCalendar calendar, ProductClock clock) => (this.blobs, this.decisions, this.calendar, this.clock) = (blobs, decisions, calendar, clock);

    /// <summary>Reads a plan; null when there is none.</summary>
    public async Task<PlanView?> FindAsync(string planId, CancellationToken cancellation)
    {
        if (await blobs.FindPlanAsync(planId, cancellation) is not { } plan)
            return null;
        var row = await calendar.FindAsync(plan.Month, plan.OrganizationId, cancellation);
        return new PlanView
        {
            Id = PublicIds.Plan(planId)!,
            Month = plan.Month,
            OrganizationId = plan.OrganizationId,
            OrganizationName = row?.Organization.Name ?? plan.OrganizationId,
            MadeAt = plan.MadeAt,
            ExpiresAt = plan.ExpiresAt,
            Over = Over(plan, row),
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
}
