using CloudmoreAutotask.Ledger;
using CloudmoreAutotask.Planning;

namespace CloudmoreAutotask.Applying;

/// <summary>Tells what a plan would write, for plans that are not written now: exported is what Autotask holds without it.</summary>
internal static class PlanPreview
{
    private const string NextRunWrites = " The next run by the schedule writes what the bill says; lock the subscription to stop that.";

    /// <summary>The plan as a report of what would be written.</summary>
    public static Plan Shadow(Plan plan) => Tell(plan, entry => entry with { Reason = Words(entry, "Shadow: nothing is written. It would") });

    /// <summary>The plan as one that waits for a person.</summary>
    /// <param name="plan">The plan.</param>
    /// <param name="rejected">A person's no to this very plan; null when nobody has decided.</param>
    /// <param name="isForThisRun">Whether only this run asked for approval, and the next one by the schedule writes.</param>
    public static Plan Waiting(Plan plan, Approval? rejected = null, bool isForThisRun = false) => Tell(plan, entry => entry with
    {
        Outcome = Outcomes.Worse(entry.Outcome, Outcome.Held),
        Reason = Words(entry, rejected is null ? "Waits for approval. It would" : $"Rejected by {rejected.Who}{(rejected.Why.Length > 0 ? $": {rejected.Why}" : "")}. It would"),
        Action = rejected is null ? Undecided(isForThisRun) : $"Correct the bill in Cloudmore, set Autotask right by hand, or approve the plan after all.{(isForThisRun ? NextRunWrites : "")}",
    });

    private static string Undecided(bool isForThisRun) => isForThisRun ? $"Approve the plan to have it written now.{NextRunWrites}" : "Approve or reject the plan, or set Export:Mode to Automatic.";

    private static Plan Tell(Plan plan, Func<SubscriptionPlan, SubscriptionPlan> tell) => plan with
    {
        Subscriptions =
        [
            .. plan.Subscriptions.Select(entry => entry.Steps.Count == 0
                ? entry
                : tell(entry) with { Exported = entry.Exported - entry.Steps.Sum(step => step.Money), Statements = [] }),
        ],
    };

    private static string Words(SubscriptionPlan entry, string prefix) => $"{prefix}: {string.Join("; ", entry.Steps.Select(step => step.Text))}. {entry.Reason}".Trim();
}
