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
    private readonly Dictionary<string, long[]> byKey = new(StringComparer.OrdinalIgnoreCase);
    private readonly HashSet<BillMonth> months = [];
    private readonly Dictionary<long, Company> companies;
    private readonly IReadOnlyDictionary<long, string> currencies;
    private readonly string subscriptionIdField;
    private readonly AutotaskReferences references;
    private readonly int chargeType;
    private readonly Lazy<CompanyCandidates> candidates;
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
        (this.currencies, this.catalogue, this.references, this.chargeType, this.subscriptionIdField) = (currencies, catalogue, references, chargeType, subscriptionIdField);
        candidates = new Lazy<CompanyCandidates>(() => new CompanyCandidates(customers));
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
    public string Candidates(BilledOrganization organization, CompanyMapping? mapping) =>
        candidates.Value.Describe(organization.CustomerNumber, organization.Name, mapping?.PossibleTaxIds);

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

    /// <summary>All contracts as they are known now, without what hangs on them.</summary>
    public IReadOnlyList<Contract> Contracts
    {
        get
        {
            lock (gate)
                return [.. contracts.Values.Select(state => state.Contract)];
        }
    }

    /// <summary>Whether units and charges of the bill month were read.</summary>
    public bool Has(BillMonth month)
    {
        lock (gate)
            return months.Contains(month);
    }

    /// <summary>Takes over units and charges of a bill month.</summary>
    public void Add(BillMonth month, IEnumerable<ContractServiceUnits> units, IEnumerable<ContractCharge> charges)
    {
        var unitsOf = units.ToLookup(row => row.ContractId);
        var chargesOf = charges.Where(charge => charge.ContractId is not null).ToLookup(charge => charge.ContractId!.Value);
        lock (gate)
        {
            foreach (var id in unitsOf.Select(group => group.Key).Union(chargesOf.Select(group => group.Key)))
            {
                if (contracts.TryGetValue(id, out var known))
                    contracts[id] = ContractAssembly.Add(known, unitsOf[id], chargesOf[id]);
            }

            months.Add(month);
        }
    }

    /// <summary>Takes over contracts that were read afresh, with their charges of the bill month; what is known of other months stays.</summary>
    public void Update(BillMonth month, IEnumerable<ContractState> read)
    {
        lock (gate)
        {
            foreach (var contract in read)
                Put(contracts.TryGetValue(contract.Contract.Id, out var known) ? Merge(known, contract, month) : contract);
        }
    }

    /// <summary>Takes over services that were read or made.</summary>
    public void Update(IEnumerable<Service> read)
    {
        lock (gate)
        {
            var fresh = read.ToDictionary(service => service.Id);
            catalogue = new ServiceCatalogue(catalogue.HasSku, [.. catalogue.Services.Where(service => !fresh.ContainsKey(service.Id)), .. fresh.Values]);
        }
    }

    private IEnumerable<long> Ids(PlanningInput input) => input.SubscriptionKeys().SelectMany(Ids).Concat(input.Contracts.Values.Select(mapping => mapping.ContractId));

    private IEnumerable<long> Ids(string subscriptionKey) => new[] { subscriptionKey, ContractKeys.ContractNumber(subscriptionKey) }.SelectMany(key => byKey.GetValueOrDefault(key) ?? []);

    private static ContractState Merge(ContractState known, ContractState read, BillMonth month)
    {
        var prefix = ContractKeys.ChargeKeyPrefix(month);
        return read with
        {
            Services = read.IsFresh ? read.Services : known.Services,
            Charges = [.. known.Charges.Where(charge => !IsOf(charge)), .. read.Charges.Where(IsOf)],
            IsFresh = read.IsFresh || known.IsFresh,
        };

        bool IsOf(ContractCharge charge) => charge.InternalPurchaseOrderNumber?.StartsWith(prefix, StringComparison.Ordinal) == true;
    }

    private void Put(ContractState contract)
    {
        var id = contract.Contract.Id;
        contracts[id] = contract;
        foreach (var key in new[] { contract.Contract.ContractNumber?.Trim(), contract.SubscriptionId(subscriptionIdField) })
        {
            if (string.IsNullOrEmpty(key))
                continue;
            var ids = byKey.GetValueOrDefault(key, []);
            if (!ids.Contains(id))
                byKey[key] = [.. ids, id];
        }
    }
}
