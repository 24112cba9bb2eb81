using CloudmoreAutotask.Billing;
using CloudmoreAutotask.Ledger;
using CloudmoreAutotask.Setup;

namespace CloudmoreAutotask.Planning;

/// <summary>Stops a plan before its first write when it looks like a mistake (export rules, "What keeps it safe", Fuses). A person may release it.</summary>
internal sealed class Fuses(FuseOptions options)
{
    /// <summary>The names under which fuses are released.</summary>
    public const string Growth = "growth";

    /// <inheritdoc cref="Growth" />
    public const string NewContracts = "new-contracts";

    /// <inheritdoc cref="Growth" />
    public const string EndedContracts = "ended-contracts";

    /// <summary>Why the plan waits; null when no fuse trips. Silent in the first month, which has nothing to be compared with.</summary>
    public string? Trip(PlanningInput input, IReadOnlyList<SubscriptionPlan> entries)
    {
        if (!options.Enabled || input.IsFirstMonth)
            return null;
        var created = entries.SelectMany(entry => entry.Steps).Count(step => step.Kind == StepKind.CreateContract);
        var ended = entries.Count(entry => entry.Outcome == Outcome.Ended);
        if (created > options.NewContracts && !input.Released.Contains(NewContracts))
            return $"Fuse {NewContracts}: the bill makes {created} new contracts, more than Fuses:NewContracts ({options.NewContracts}).";
        if (ended > options.EndedContracts && !input.Released.Contains(EndedContracts))
            return $"Fuse {EndedContracts}: {ended} subscriptions ended, more than Fuses:EndedContracts ({options.EndedContracts}).";
        return input.Released.Contains(Growth) ? null : GrowthOf(input);
    }

    /// <summary>Whether the broker's monthly seat money fell too far from one settled month to the next; by currency.</summary>
    /// <returns>Why everything waits; null when the fuse does not trip.</returns>
    public string? TripShrink(BillMonth month, IReadOnlyDictionary<string, decimal> before, IReadOnlyDictionary<string, decimal> now) =>
        Fallen(before, now) is { } fall ? $"Fuse shrink: the broker's monthly seats fell {fall} in {month}, more than Fuses:ShrinkPercent ({options.ShrinkPercent} %)." : null;

    /// <summary>Whether the broker's monthly seat money of a past month fell too far since the month was looked at before; by currency.</summary>
    /// <returns>Why everything waits; null when the fuse does not trip.</returns>
    public string? TripLoss(BillMonth month, IReadOnlyDictionary<string, decimal> before, IReadOnlyDictionary<string, decimal> now) => Fallen(before, now) is { } fall
        ? $"Fuse shrink: the report now has the broker's monthly seats of {month} {fall}, less than before by more than Fuses:ShrinkPercent ({options.ShrinkPercent} %)."
        : null;

    private string? Fallen(IReadOnlyDictionary<string, decimal> before, IReadOnlyDictionary<string, decimal> now)
    {
        if (!options.Enabled)
            return null;
        var fallen = before.Where(entry => entry.Value > 0 && now.GetValueOrDefault(entry.Key) < entry.Value * (100 - options.ShrinkPercent) / 100)
            .Select(entry => $"from {Money.Text(entry.Value, entry.Key)} to {Money.Text(now.GetValueOrDefault(entry.Key), entry.Key)}")
            .ToList();
        return fallen.Count == 0 ? null : string.Join(" and ", fallen);
    }

    private string? GrowthOf(PlanningInput input)
    {
        if (input.Previous is null)
            return null;
        var before = input.Previous.Subscriptions.Sum(subscription => subscription.Billed);
        var now = input.Aggregated.Subscriptions.Sum(subscription => subscription.Billed);
        var rise = now - before;
        return rise > options.GrowthAmount && rise * 100 > before * options.GrowthPercent
            ? $"Fuse {Growth}: the organization's money rose from {Money.Text(before)} to {Money.Text(now)}, more than Fuses:GrowthPercent ({options.GrowthPercent} %) and Fuses:GrowthAmount ({Money.Text(options.GrowthAmount)})."
            : null;
    }
}
