using CloudmoreAutotask.Planning;

namespace CloudmoreAutotask.Applying;

/// <summary>
/// Which steps of a plan must follow one another: those of one subscription, and those that write on one contract. Source: Autotask facts, "Limits" (writes of one contract
/// go one after the other).
/// </summary>
internal static class StepStrands
{
    /// <summary>The steps in strands that do not depend on one another, each in the plan's order.</summary>
    public static IReadOnlyList<IReadOnlyList<PlanStep>> Of(IEnumerable<PlanStep> steps)
    {
        var strands = new List<(HashSet<long> Contracts, List<PlanStep> Steps)>();
        foreach (var subscription in steps.GroupBy(step => step.SubscriptionKey, StringComparer.Ordinal))
        {
            var contracts = subscription.Select(step => step.ContractId).OfType<long>().ToHashSet();
            var shared = strands.FindAll(strand => strand.Contracts.Overlaps(contracts));
            strands.RemoveAll(shared.Contains);
            strands.Add(([.. shared.SelectMany(strand => strand.Contracts), .. contracts], [.. shared.SelectMany(strand => strand.Steps), .. subscription]));
        }

        return [.. strands.Select(strand => strand.Steps)];
    }
}
