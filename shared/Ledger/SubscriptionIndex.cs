using CloudmoreAutotask.Billing;

namespace CloudmoreAutotask.Ledger;

/// <summary>Which organizations bill which subscriptions in one month, over the whole broker.</summary>
public sealed record SubscriptionIndex
{
    /// <summary>The month.</summary>
    public required BillMonth Month { get; init; }

    /// <summary>Organization ids by subscription key.</summary>
    public IDictionary<string, string[]> Organizations { get; init; } = new Dictionary<string, string[]>(StringComparer.Ordinal);

    /// <summary>Organization names by id.</summary>
    public IDictionary<string, string> Names { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>Notes that the organization bills the subscription.</summary>
    public void Add(string subscriptionKey, BilledOrganization organization) => Add(subscriptionKey, organization.Id, organization.Name);

    /// <summary>This index with what another one, of the same month, says of other organizations.</summary>
    /// <param name="known">The other index.</param>
    /// <param name="spokenFor">The organizations that this index speaks for.</param>
    public SubscriptionIndex With(SubscriptionIndex known, IReadOnlySet<string> spokenFor)
    {
        foreach (var (key, organizations) in known.Organizations)
        {
            foreach (var id in organizations.Where(id => !spokenFor.Contains(id)))
                Add(key, id, known.Names.TryGetValue(id, out var name) ? name : id);
        }

        return this;
    }

    /// <summary>Whether any organization bills the subscription.</summary>
    public bool Has(string subscriptionKey) => Organizations.ContainsKey(subscriptionKey);

    /// <summary>The names of the other organizations that bill the subscription; null when there are none.</summary>
    public string? Elsewhere(string subscriptionKey, string organizationId)
    {
        var others = Of(subscriptionKey).Where(id => id != organizationId).Select(id => $"{(Names.TryGetValue(id, out var name) ? name : id)} ({id})").ToList();
        return others.Count == 0 ? null : string.Join(" and ", others);
    }

    private void Add(string subscriptionKey, string organizationId, string name)
    {
        Names[organizationId] = name;
        var known = Of(subscriptionKey);
        if (!known.Contains(organizationId, StringComparer.Ordinal))
            Organizations[subscriptionKey] = [.. known, organizationId];
    }

    private string[] Of(string subscriptionKey) => Organizations.TryGetValue(subscriptionKey, out var known) ? known : [];
}
