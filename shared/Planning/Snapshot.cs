using CloudmoreAutotask.Autotask.Entities;
using CloudmoreAutotask.Billing;
using CloudmoreAutotask.Mapping;
using CloudmoreAutotask.Setup;

namespace CloudmoreAutotask.Planning;

/// <summary>What Autotask held for the whole broker when a run began, kept up to date by what the run itself reads back. Safe for several threads.</summary>
public sealed class Snapshot
{
    private readonly Lock gate = new();
    private readonly Dictionary<long, ContractState> contracts = [];
    private readonly Dictionary<string, HashSet<long>> byKey = new(StringComparer.OrdinalIgnoreCase);
    private readonly Dictionary<long, Company> companies;
    private readonly IReadOnlyDictionary<long, string> currencies;
    private readonly string subscriptionIdField;
    private readonly AutotaskReferences references;
    private readonly int chargeType;
    private readonly IReadOnlyList<Company> customers;
    private ServiceCatalogue catalogue;

    internal Snapshot(
        IEnumerable<ContractState> contracts,
        IEnumerable<Company> companies,
        IReadOnlyDictionary<long, string> currencies,
        ServiceCatalogue catalogue,
        AutotaskReferences references,
        int chargeType,
        string subscriptionIdField,
        IReadOnlyList<Company> customers)
    {
        this.companies = companies.ToDictionary(company => company.Id);
        (this.currencies, this.catalogue, this.references, this.chargeType) = (currencies, catalogue, references, chargeType);
        (this.subscriptionIdField, this.customers) = (subscriptionIdField, customers);
        foreach (var contract in contracts)
            Put(contract);
    }

    /// <summary>The catalogue services with a key of ours.</summary>
    public ServiceCatalogue Catalogue
    {
        get
        {
            lock (gate)
                return catalogue;
        }
    }

    /// <summary>Companies that an unmapped organization may be, as a sentence.</summary>
    public string Candidates(BilledOrganization organization) => CompanyCandidates.Describe(organization, customers);

    /// <summary>The part that concerns one organization.</summary>
    public OrganizationState For(PlanningInput input)
    {
        lock (gate)
        {
            var company = input.Company?.CompanyId is { } id ? companies.GetValueOrDefault(id) : null;
            return new OrganizationState
            {
                Company = company,
                CompanyCurrency = company?.CurrencyId is { } currency ? currencies.GetValueOrDefault(currency) : null,
                Contracts = [.. Ids(input).Distinct().Select(contracts.GetValueOrDefault).OfType<ContractState>()],
                Catalogue = catalogue,
                References = references,
                ChargeType = chargeType,
            };
        }
    }

    /// <summary>Takes over what was read afresh.</summary>
    public void Update(IEnumerable<ContractState> read)
    {
        lock (gate)
        {
            foreach (var contract in read)
                Put(contract);
        }
    }

    /// <summary>Takes over services that were read or made.</summary>
    public void Update(IEnumerable<Service> read)
    {
        lock (gate)
        {
            var fresh = read.ToDictionary(service => service.Id);
            catalogue = catalogue with { Services = [.. catalogue.Services.Where(service => !fresh.ContainsKey(service.Id)), .. fresh.Values] };
        }
    }

    private IEnumerable<long> Ids(PlanningInput input) => input.SubscriptionKeys()
        .SelectMany(key => new[] { key, ContractKeys.ContractNumber(key) })
        .SelectMany(key => byKey.GetValueOrDefault(key) ?? [])
        .Concat(input.Contracts.Values.Select(mapping => mapping.ContractId));

    private void Put(ContractState contract)
    {
        contracts[contract.Contract.Id] = contract;
        foreach (var key in new[] { contract.Contract.ContractNumber?.Trim(), contract.SubscriptionId(subscriptionIdField) })
        {
            if (!string.IsNullOrEmpty(key))
                (byKey.TryGetValue(key, out var ids) ? ids : byKey[key] = []).Add(contract.Contract.Id);
        }
    }
}
