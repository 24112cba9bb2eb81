using System.Globalization;
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
    /// <exception cref="MustFixException">There is no such plan, or nobody can decide on it any more.</exception>
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

    /// <summary>Why nobody can decide on a plan any more; null while somebody can.</summary>
    /// <param name="plan">The plan.</param>
    /// <param name="planId">Its id.</param>
    /// <param name="row">Its bill; null when it is not recorded.</param>
    /// <param name="undo">The undo of that bill; null when there is none.</param>
    internal string? WhyOver(Plan plan, string planId, BillRow? row, BillUndo? undo)
    {
        var anew = plan.Undo is null ? "The next run makes a new one." : "Ask for the undo again.";
        if (plan.Undo is not null && undo?.PlanId != planId)
            return "The plan counts no longer: the bill was replayed, or another plan took its place. Look at the organization's bill.";
        if (plan.Undo is not null && undo!.State == UndoState.Done)
            return $"The bill is undone. {BillUndo.Action}";
        if (plan.ExpiresAt < clock.Now)
            return string.Create(CultureInfo.InvariantCulture, $"The plan expired on {plan.ExpiresAt:yyyy-MM-dd}. {anew}");
        if (row is null || row.Hash != plan.BillHash)
            return $"The bill changed after the plan was made. {anew}";
        if (plan.Undo is null)
            return row.IsDue ? null : "The bill is exported.";
        return plan.Steps.Any() || undo!.State == UndoState.Begun ? null : "The plan writes nothing: all that the bill wrote is left to a person. The plan tells the steps.";
    }

    private async Task<(Plan Plan, BillRow Row)> DecideAsync(string planId, bool isApproved, string who, string why, CancellationToken cancellation)
    {
        var plan = await blobs.FindPlanAsync(planId, cancellation) ?? throw new MustFixException($"There is no plan {planId}. Look at the plans that wait, and choose one of them.") { IsMissing = true };
        var row = await calendar.FindAsync(plan.Month, plan.OrganizationId, cancellation);
        var undo = plan.Undo is null ? null : await tables.Undos.FindAsync(plan.Month.ToString(), TableKey.Of(plan.OrganizationId), cancellation);
        if (WhyOver(plan, planId, row, undo) is { } over)
            throw new MustFixException(over);
        var word = new Approval(plan.Hash(), isApproved, plan.ExpiresAt, who, why, clock.Now);
        await tables.Approvals.SaveAsync(ExportTables.BillKey(plan.Month, plan.OrganizationId), word.PlanHash, word, cancellation);
        return (plan, row!);
    }
}
