using CloudmoreAutotask.Autotask.Entities;
using CloudmoreAutotask.Billing;
using CloudmoreAutotask.Setup;

namespace CloudmoreAutotask.Planning;

/// <summary>What Autotask holds that concerns one organization: the actual side of a plan.</summary>
public sealed record OrganizationState
{
    private CarriedKeys? carried;

    /// <summary>The organization's company; null when none is mapped or none was found.</summary>
    public Company? Company { get; init; }

    /// <summary>The currency of the company; null where the tenant has one currency only.</summary>
    public string? CompanyCurrency { get; init; }

    /// <summary>Contracts that carry one of the organization's subscriptions, or that were mapped to one.</summary>
    public IReadOnlyList<ContractState> Contracts
    {
        get;
        init => (field, carried) = (value, null);
    } = [];

    /// <summary>Services of the catalogue by the product's key, ignoring case.</summary>
    public required ServiceCatalogue Catalogue { get; init; }

    /// <summary>What new services, charges and contracts refer to.</summary>
    public required AutotaskReferences References { get; init; }

    /// <summary>The id of the charge type of new charges.</summary>
    public int ChargeType { get; init; } = 1;

    /// <summary>The contracts that carry the subscription, by number or by user-defined field, ignoring case.</summary>
    public IReadOnlyList<ContractState> Carrying(string subscriptionKey, string subscriptionIdField)
    {
        if (carried is not { } keys || keys.Field != subscriptionIdField)
            carried = keys = new CarriedKeys(Contracts, subscriptionIdField);
        return keys.Carrying(subscriptionKey);
    }

    /// <summary>The state with one contract replaced or added.</summary>
    public OrganizationState With(ContractState contract) =>
        this with { Contracts = [.. Contracts.Where(other => other.Contract.Id != contract.Contract.Id), contract] };

    // Every subscription of a bill asks, so the contracts are gone through once.
    private sealed class CarriedKeys(IReadOnlyList<ContractState> contracts, string subscriptionIdField)
    {
        private readonly ILookup<string?, ContractState> byNumber = contracts.ToLookup(contract => contract.Contract.ContractNumber?.Trim(), StringComparer.OrdinalIgnoreCase);
        private readonly ILookup<string?, ContractState> bySubscription = contracts.ToLookup(contract => contract.SubscriptionId(subscriptionIdField), StringComparer.OrdinalIgnoreCase);

        public string Field => subscriptionIdField;

        public IReadOnlyList<ContractState> Carrying(string subscriptionKey) =>
            [.. byNumber[ContractKeys.ContractNumber(subscriptionKey)].UnionBy(bySubscription[subscriptionKey], state => state.Contract.Id)];
    }
}

/// <summary>A contract with all that hangs on it.</summary>
public sealed record ContractState
{
    /// <summary>The contract.</summary>
    public required Contract Contract { get; init; }

    /// <summary>Its contract services.</summary>
    public IReadOnlyList<ContractServiceState> Services { get; init; } = [];

    /// <summary>Its charges with a key of ours.</summary>
    public IReadOnlyList<ContractCharge> Charges { get; init; } = [];

    /// <summary>Whether every units row was read, not only those of the months at hand.</summary>
    public bool IsFresh { get; init; }

    /// <summary>The subscription id in the user-defined field; null when it has no value.</summary>
    public string? SubscriptionId(string field)
    {
        var value = Contract.UserDefinedFields?.FirstOrDefault(udf => string.Equals(udf.Name, field, StringComparison.OrdinalIgnoreCase))?.Value?.Trim();
        return string.IsNullOrEmpty(value) ? null : value;
    }
}

/// <summary>A contract service with its units rows.</summary>
/// <param name="Id">The contract service.</param>
/// <param name="ServiceId">The catalogue service.</param>
/// <param name="Rows">Its units rows.</param>
public sealed record ContractServiceState(long Id, long ServiceId, IReadOnlyList<ContractServiceUnits> Rows);

/// <summary>The catalogue services that carry a key of ours.</summary>
/// <param name="hasSku">Whether the tenant's services have a sku; without it the name is the key (API assumptions, "Services.sku").</param>
/// <param name="services">The services.</param>
public sealed class ServiceCatalogue(bool hasSku, IReadOnlyList<Service> services)
{
    private readonly ILookup<string?, Service> byKey = services.ToLookup(service => hasSku ? service.Sku : service.Name, StringComparer.OrdinalIgnoreCase);
    private readonly HashSet<long> ids = [.. services.Select(service => service.Id)];

    /// <summary>Whether the tenant's services have a sku.</summary>
    public bool HasSku { get; } = hasSku;

    /// <summary>The services.</summary>
    public IReadOnlyList<Service> Services { get; } = services;

    /// <summary>The services of a product and payment frequency: none, one, or several that conflict.</summary>
    public IReadOnlyList<Service> Find(string productId, string productName, PaymentFrequency frequency) => [.. WithKey(KeyOf(productId, productName, frequency))];

    /// <summary>The services with a key that <see cref="KeyOf"/> gave.</summary>
    public IEnumerable<Service> WithKey(string key) => byKey[key];

    /// <summary>What a service is found by.</summary>
    public string KeyOf(string productId, string productName, PaymentFrequency frequency) =>
        HasSku ? ContractKeys.Sku(productId, frequency) : ContractKeys.ServiceName(productName, frequency);

    /// <summary>Whether the service carries a key of ours.</summary>
    public bool IsOurs(long serviceId) => ids.Contains(serviceId);
}
