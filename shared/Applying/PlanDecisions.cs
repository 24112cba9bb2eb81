using CloudmoreAutotask.Ledger;
using CloudmoreAutotask.Planning;
using CloudmoreAutotask.Setup;
using CloudmoreAutotask.Storage;

namespace CloudmoreAutotask.Applying;

/// <summary>What people decide on plans (export rules, "Plan, then apply", <c>Approve</c>). A decision counts for the very plan that was looked at.</summary>
public sealed class PlanDecisions
{
    private readonly ExportTables tables;
    private readonly ExportBlobs blobs;
    private readonly ExportQueues queues;
    private readonly BillCalendar calendar;
    private readonly ProductClock clock;

    internal PlanDecisions(ExportTables tables, ExportBlobs blobs, ExportQueues queues, BillCalendar calendar, ProductClock clock) =>
        (this.tables, this.blobs, this.queues, this.calendar, this.clock) = (tables, blobs, queues, calendar, clock);

    /// <summary>Lets a plan be written, and asks for it at once.</summary>
    /// <param name="planId">The plan.</param>
    /// <param name="who">Who decides.</param>
    /// <param name="why">Why; may be empty.</param>
    /// <param name="cancellation">Ends the saving.</param>
    /// <exception cref="MustFixException">There is no such plan, it has expired, or the bill has changed since it was made.</exception>
    public async Task ApproveAsync(string planId, string who, string why, CancellationToken cancellation)
    {
        var (plan, row) = await DecideAsync(planId, isApproved: true, who, why, cancellation);
        await queues.ExportPlans.SendAsync(new ExportPlanMessage(plan.Month, plan.OrganizationId, row.Hash, plan.RunId, planId, ExportMode.Approve), cancellation);
    }

    /// <summary>Notes that a plan is not to be written. The bill goes on waiting; a plan that writes something else is shown anew.</summary>
    /// <inheritdoc cref="ApproveAsync" />
    public async Task RejectAsync(string planId, string who, string why, CancellationToken cancellation)
    {
        var (plan, row) = await DecideAsync(planId, isApproved: false, who, why, cancellation);
        if (plan.Undo is not null)
            return;
        // Also where only the run that made the plan was to be approved: a no writes nothing.
        await queues.OrganizationBills.SendAsync(OrganizationBillMessage.Of(row, plan.RunId, ExportMode.Approve), cancellation);
    }

    /// <summary>The decision on a plan that is still in force; null when nobody has decided.</summary>
    public async Task<Approval?> FindAsync(Plan plan, CancellationToken cancellation) =>
        await tables.Approvals.FindAsync(ExportTables.BillKey(plan.Month, plan.OrganizationId), plan.Hash(), cancellation) is { } word && (!word.IsApproved || word.Until >= clock.Now)
            ? word
            : null;

    private async Task<(Plan Plan, BillRow Row)> DecideAsync(string planId, bool isApproved, string who, string why, CancellationToken cancellation)
    {
        var plan = await blobs.FindPlanAsync(planId, cancellation) ?? throw new MustFixException($"There is no plan {planId}. Look at the plans that wait, and choose one of them.");
        var anew = plan.Undo is null ? "The next run makes a new one." : "Ask for the undo again.";
        if (plan.ExpiresAt < clock.Now)
            throw new MustFixException($"Plan {planId} expired on {plan.ExpiresAt:yyyy-MM-dd}. {anew}");
        var row = await calendar.FindAsync(plan.Month, plan.OrganizationId, cancellation);
        if (row is null || row.Hash != plan.BillHash)
            throw new MustFixException($"The bill of organization {plan.OrganizationId} for {plan.Month} changed after plan {planId} was made. {anew}");
        if (plan.Undo is not null)
            await RefuseUndoAsync(plan, planId, cancellation);
        var word = new Approval(plan.Hash(), isApproved, plan.ExpiresAt, who, why, clock.Now);
        await tables.Approvals.SaveAsync(ExportTables.BillKey(plan.Month, plan.OrganizationId), word.PlanHash, word, cancellation);
        return (plan, row);
    }

    /// <exception cref="MustFixException">The undo is done, another plan took its place, or it writes nothing.</exception>
    private async Task RefuseUndoAsync(Plan plan, string planId, CancellationToken cancellation)
    {
        var undo = await tables.Undos.FindAsync(plan.Month.ToString(), TableKey.Of(plan.OrganizationId), cancellation);
        if (undo?.PlanId != planId)
            throw new MustFixException("This undo counts no longer: the bill was replayed, or another plan took its place. Look at the organization's bill.");
        if (undo.State == UndoState.Done)
            throw new MustFixException($"The bill is undone already. {BillUndo.Action}");
        if (!plan.Steps.Any() && undo.State == UndoState.Planned)
            throw new MustFixException("The plan writes nothing: all that the bill wrote is left to a person. The plan tells the steps.");
    }
}
