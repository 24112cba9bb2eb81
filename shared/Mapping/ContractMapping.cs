namespace CloudmoreAutotask.Mapping;

/// <summary>Which contract a subscription was found on, and which contract service each of its products uses: a cache, never the truth (export rules, "The contract").</summary>
public sealed record ContractMapping
{
    /// <summary>The subscription.</summary>
    public required string SubscriptionKey { get; init; }

    /// <summary>The subscription's name, for messages.</summary>
    public required string SubscriptionName { get; init; }

    /// <summary>The Autotask contract.</summary>
    public required long ContractId { get; init; }

    /// <summary>The contract service of each product, by product id in lower case.</summary>
    public IReadOnlyDictionary<string, long> Services { get; init; } = new Dictionary<string, long>(StringComparer.Ordinal);
}
