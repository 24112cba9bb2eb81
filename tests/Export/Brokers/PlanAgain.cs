using CloudmoreAutotask.Applying;
using CloudmoreAutotask.Ledger;
using CloudmoreAutotask.Planning;
using CloudmoreAutotask.Storage;
using Microsoft.Extensions.DependencyInjection;

namespace CloudmoreAutotask.Tests.Export.Brokers;

/// <summary>Plans the bills of a run once more right after it: there must be nothing left to write.</summary>
internal static class PlanAgain
{
    private const string FreshRun = "planned-again";

    /// <summary>The steps of plans made from what the run read back, and of plans made from a snapshot that is taken afresh.</summary>
    /// <param name="process">The process of the run.</param>
    /// <param name="runId">The run.</param>
    public static async Task<IReadOnlyList<string>> StepsAsync(IServiceProvider process, string runId)
    {
        var tables = process.GetRequiredService<ExportTables>();
        var worked = await tables.Runs.ListAsync(TableKey.Of(runId), CancellationToken.None);
        var steps = new List<string>();
        foreach (var isFresh in new[] { false, true })
        {
            foreach (var bill in worked.OrderBy(bill => bill.Month))
            {
                var row = await process.GetRequiredService<BillCalendar>().FindAsync(bill.Month, bill.OrganizationId, CancellationToken.None);
                var plan = await PlanAsync(process, row!, isFresh ? $"{runId}-{FreshRun}" : runId, isFresh);
                // Autotask said no to these; they are asked for again with each run.
                var refused = (await tables.Outcomes.ListAsync(ExportTables.BillKey(bill.Month, bill.OrganizationId), CancellationToken.None))
                    .Where(outcome => outcome.Outcome == Outcome.Refused).Select(outcome => outcome.SubscriptionKey).ToHashSet(StringComparer.Ordinal);
                steps.AddRange(plan.Steps.Where(step => !refused.Contains(step.SubscriptionKey))
                    .Select(step => $"planned again from what was {(isFresh ? "read afresh" : "read back")}, {bill.Month} of {bill.OrganizationId[^1]} has {step.Kind} {step.Key}: {step.Text}"));
            }
        }

        return steps;
    }

    private static async Task<Plan> PlanAsync(IServiceProvider process, BillRow row, string runId, bool isFresh)
    {
        var planner = process.GetRequiredService<Planner>();
        var input = await process.GetRequiredService<BillInputs>().LoadAsync(row, runId, CancellationToken.None);
        var state = (await process.GetRequiredService<Snapshots>().GetAsync(runId, row.Month, CancellationToken.None)).For(input);
        var plan = planner.Plan(input, state, runId);
        // Applying, too, plans on rows that were read afresh: a snapshot holds those of the months at hand.
        return !plan.NeedsFreshRead && !(isFresh && plan.Steps.Any())
            ? plan
            : planner.Plan(input, await process.GetRequiredService<StateReader>().ReadAfreshAsync(state, plan, [], withContracts: true, CancellationToken.None), runId);
    }
}
