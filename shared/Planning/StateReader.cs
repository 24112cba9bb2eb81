using System.Collections.Concurrent;
using System.Globalization;
using CloudmoreAutotask.Autotask;
using CloudmoreAutotask.Autotask.Entities;
using CloudmoreAutotask.Autotask.Queries;
using CloudmoreAutotask.Billing;
using CloudmoreAutotask.Mapping;
using CloudmoreAutotask.Setup;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace CloudmoreAutotask.Planning;

/// <summary>Reads contracts with all that hangs on them, in bulk (architecture, "Speed, as calls").</summary>
/// <param name="autotask">The client.</param>
/// <param name="references">Finds what the settings name.</param>
/// <param name="options">The settings that name it.</param>
/// <param name="settings">The settings of planning.</param>
/// <param name="logger">The log.</param>
public sealed class StateReader(
    AutotaskClient autotask, ReferenceResolver references, IOptions<AutotaskOptions> options, PlanningSettings settings, ILogger<StateReader> logger)
{
    // The sides of an "or" share the 500 conditions that one call may hold; a full page would cost another call.
    private const int KeysPerCall = 480;
    private const string NumberKey = "number ";
    private const string FieldKey = "field ";
    private const int OperationalCharge = 1;
    private const int LongestTerm = 12;

    // Organizations are worked on side by side; their fresh reads and read-backs share calls.
    private readonly GatheredReads<long, Contract> contractsById = new(ids => autotask.QueryInAsync<Contract, long>("id", ids, [], CancellationToken.None), contract => [contract.Id]);
    private readonly GatheredReads<string, Contract> contractsByKey =
        new(keys => ReadContractsAsync(autotask, settings.SubscriptionIdField, keys), contract => KeysOf(contract, settings.SubscriptionIdField), StringComparer.OrdinalIgnoreCase);
    private readonly GatheredReads<long, ContractServiceUnits> unitsByContract =
        new(ids => autotask.QueryInAsync<ContractServiceUnits, long>("contractID", ids, [], CancellationToken.None), row => [row.ContractId]);
    private readonly ConcurrentDictionary<BillMonth, GatheredReads<long, ContractCharge>> chargesByContract = new();
    private readonly GatheredReads<string, Service> catalogue = new(_ => ReadServicesAsync(autotask), _ => [ContractKeys.SkuPrefix]);

    /// <summary>
    /// Reads the broker's contracts, contract services and companies, and the units and charges of one bill month; those of others come with <see cref="AddMonthAsync"/>. What
    /// need not wait for another read goes beside it.
    /// </summary>
    /// <param name="companyIds">The companies of mapped organizations.</param>
    /// <param name="withCustomers">Whether all active customers are read too, as candidates for organizations without a company.</param>
    /// <param name="month">The bill month.</param>
    /// <param name="cancellation">Ends the reading.</param>
    /// <exception cref="MustFixException">Autotask refuses a read.</exception>
    /// <exception cref="TryLaterException">Autotask does not answer.</exception>
    public async Task<Snapshot> ReadBrokerAsync(IReadOnlyCollection<long> companyIds, bool withCustomers, BillMonth month, CancellationToken cancellation)
    {
        // Where the credentials were changed, the first read finds that out: several beside one another would each cost a refused sign-in.
        var contracts = await ReadManagedAsync(cancellation);
        var services = ReadContractServicesAsync([.. contracts.Select(contract => contract.Id)], cancellation);
        var units = ReadUnitsAsync(contracts, month, cancellation);
        var charges = ReadChargesAsync(month, cancellation);
        var catalogued = ReadCatalogueAsync(cancellation);
        var named = references.ResolveAsync(options.Value, cancellation);
        var companies = autotask.QueryInAsync<Company, long>("id", companyIds, [], cancellation);
        var currencies = ReadCurrenciesAsync(companies, cancellation);
        var customers = withCustomers ? ReadCustomersAsync(cancellation) : Task.FromResult<IReadOnlyList<Company>>([]);
        var chargeType = ReadChargeTypeAsync(cancellation);
        await Task.WhenAll(services, units, charges, catalogued, named, companies, currencies, customers, chargeType);
        var snapshot = new Snapshot(ContractAssembly.Assemble(contracts, await services, [], [], isFresh: false), await companies, await currencies, await catalogued, await named,
            await chargeType, settings.SubscriptionIdField, await customers);
        snapshot.Add(month, await units, await charges);
        return snapshot;
    }

    /// <summary>Reads the units and charges of one bill month into a snapshot: all that planning a bill of that month looks at before it decides on a write.</summary>
    /// <param name="snapshot">The snapshot.</param>
    /// <param name="month">The bill month.</param>
    /// <param name="cancellation">Ends the reading.</param>
    /// <exception cref="MustFixException">Autotask refuses a read.</exception>
    /// <exception cref="TryLaterException">Autotask does not answer.</exception>
    public async Task AddMonthAsync(Snapshot snapshot, BillMonth month, CancellationToken cancellation)
    {
        var units = ReadUnitsAsync(snapshot.Contracts, month, cancellation);
        var charges = ReadChargesAsync(month, cancellation);
        await Task.WhenAll(units, charges);
        snapshot.Add(month, await units, await charges);
    }

    /// <summary>Reads what the broker's contracts bill in one month, and nothing besides.</summary>
    /// <param name="month">The bill month.</param>
    /// <param name="cancellation">Ends the reading.</param>
    /// <exception cref="MustFixException">Autotask refuses a read.</exception>
    /// <exception cref="TryLaterException">Autotask does not answer.</exception>
    public async Task<IReadOnlyList<ContractState>> ReadBilledAsync(BillMonth month, CancellationToken cancellation)
    {
        // First by itself, as in reading the broker.
        var contracts = await ReadManagedAsync(cancellation);
        var units = ReadBilledUnitsAsync(contracts, month, cancellation);
        var charges = ReadChargesAsync(month, cancellation);
        await Task.WhenAll(units, charges);
        return [.. ContractAssembly.Assemble(contracts, [], await units, await charges, isFresh: false)];
    }

    /// <summary>Reads afresh what the steps of a plan are going to change, every units row of it.</summary>
    /// <param name="state">What is known so far.</param>
    /// <param name="plan">The plan.</param>
    /// <param name="created">Contracts that were made since.</param>
    /// <param name="withContracts">Whether the contracts themselves may have changed.</param>
    /// <param name="cancellation">Ends the reading.</param>
    public async Task<OrganizationState> ReadAfreshAsync(OrganizationState state, Plan plan, IReadOnlyCollection<long> created, bool withContracts, CancellationToken cancellation)
    {
        var entries = plan.Subscriptions.Where(entry => entry.Steps.Count > 0 || entry.NeedsFreshRead).ToList();
        var keys = entries.SelectMany(entry => entry.Steps).Where(step => step.Kind == StepKind.CreateContract).Select(step => step.Contract!).ToList();
        var ids = entries.Select(entry => entry.ContractId).OfType<long>()
            .Concat(entries.SelectMany(entry => entry.Steps).Select(step => step.ChargeContractId).OfType<long>())
            .Concat(created).ToHashSet();
        var known = state.Contracts.Select(contract => contract.Contract).Where(contract => ids.Contains(contract.Id)).ToList();
        var seats = entries.SelectMany(entry => entry.Steps).Any(step => step.Kind is StepKind.AdjustUnits or StepKind.ChangeContract) || entries.Exists(entry => entry.NeedsFreshRead);
        var charged = entries.SelectMany(entry => entry.Steps).Any(step => step.Kind is StepKind.CreateCharge or StepKind.ChangeCharge) || entries.Exists(entry => entry.NeedsFreshRead);

        // What hangs on the contracts that are known by their ids is read beside them.
        var read = ReadContractsAsync(keys, withContracts ? [.. ids] : [.. ids.Except(known.Select(contract => contract.Id))], cancellation);
        var parts = ReadPartsAsync(ids, plan.Month, seats, charged, cancellation);
        await Task.WhenAll(read, parts);
        var contracts = known.ToDictionary(contract => contract.Id);
        foreach (var contract in await read)
            contracts[contract.Id] = contract;
        var others = await ReadPartsAsync([.. contracts.Keys.Except(ids)], plan.Month, seats, charged, cancellation);
        var (units, charges) = await parts;
        return TakeIn(state, ContractAssembly.Assemble(contracts.Values, [], units.Concat(others.Units), charges.Concat(others.Charges), isFresh: seats), plan.Month, seats, charged);
    }

    /// <summary>Reads some contracts with every contract service and units row, and with their charges of a month, without a snapshot of the broker.</summary>
    /// <param name="contractIds">The contracts.</param>
    /// <param name="month">The bill month of the charges.</param>
    /// <param name="cancellation">Ends the reading.</param>
    /// <exception cref="MustFixException">Autotask refuses a read.</exception>
    /// <exception cref="TryLaterException">Autotask does not answer.</exception>
    public async Task<OrganizationState> ReadContractsAsync(IReadOnlyCollection<long> contractIds, BillMonth month, CancellationToken cancellation)
    {
        // First by itself, as in reading the broker.
        var contracts = await ReadContractsAsync([], contractIds, cancellation);
        var services = ReadContractServicesAsync(contractIds, cancellation);
        var parts = ReadPartsAsync(contractIds, month, seats: true, charged: true, cancellation);
        var catalogued = ReadCatalogueAsync(cancellation);
        var named = references.ResolveAsync(options.Value, cancellation);
        await Task.WhenAll(services, parts, catalogued, named);
        var (units, charges) = await parts;
        return new OrganizationState { Contracts = [.. ContractAssembly.Assemble(contracts, await services, units, charges, isFresh: true)], Catalogue = await catalogued, References = await named };
    }

    /// <summary>Reads the catalogue services with a key of ours; who asks at the same time shares the read.</summary>
    public async Task<ServiceCatalogue> ReadCatalogueAsync(CancellationToken cancellation) =>
        new(await HasSkuAsync(autotask, cancellation), await catalogue.ReadAsync([ContractKeys.SkuPrefix], cancellation));

    private static async Task<IReadOnlyList<Service>> ReadServicesAsync(AutotaskClient autotask)
    {
        var filter = await HasSkuAsync(autotask, CancellationToken.None)
            ? Filter.BeginsWith("sku", ContractKeys.SkuPrefix)
            : Filter.AnyOf(Filter.EndsWith("name", "(monthly)"), Filter.EndsWith("name", "(yearly)"));
        return await autotask.QueryAsync<Service>([filter], CancellationToken.None);
    }

    private static async Task<bool> HasSkuAsync(AutotaskClient autotask, CancellationToken cancellation) =>
        (await autotask.GetFieldsAsync(Service.Entity, cancellation)).Any(field => string.Equals(field.Name, "sku", StringComparison.OrdinalIgnoreCase));

    private async Task<(IReadOnlyList<ContractServiceUnits> Units, IReadOnlyList<ContractCharge> Charges)> ReadPartsAsync(
        IReadOnlyCollection<long> contractIds, BillMonth month, bool seats, bool charged, CancellationToken cancellation)
    {
        var units = seats ? unitsByContract.ReadAsync(contractIds, cancellation) : Task.FromResult<IReadOnlyList<ContractServiceUnits>>([]);
        var charges = charged ? ChargesOf(month).ReadAsync(contractIds, cancellation) : Task.FromResult<IReadOnlyList<ContractCharge>>([]);
        await Task.WhenAll(units, charges);
        return (await units, await charges);
    }

    private static OrganizationState TakeIn(OrganizationState state, IEnumerable<ContractState> read, BillMonth month, bool seats, bool charged)
    {
        foreach (var contract in read)
        {
            var old = state.Contracts.FirstOrDefault(other => other.Contract.Id == contract.Contract.Id);
            var otherMonths = old?.Charges.Where(charge => charge.InternalPurchaseOrderNumber?.StartsWith(ContractKeys.ChargeKeyPrefix(month), StringComparison.Ordinal) != true) ?? [];
            state = state.With(contract with
            {
                Services = seats ? Merge(old?.Services ?? [], contract.Services) : old?.Services ?? [],
                Charges = charged ? [.. otherMonths, .. contract.Charges] : old?.Charges ?? [],
                IsFresh = seats || old?.IsFresh == true,
            });
        }

        return state;
    }

    /// <summary>A contract service without a row is known from before; its rows are what was just read: none.</summary>
    private static List<ContractServiceState> Merge(IReadOnlyList<ContractServiceState> known, IReadOnlyList<ContractServiceState> read) =>
        [.. read, .. known.Where(service => read.All(other => other.Id != service.Id)).Select(service => service with { Rows = [] })];

    private async Task<IReadOnlyList<Contract>> ReadContractsAsync(IReadOnlyList<NewContract> wanted, IReadOnlyCollection<long> ids, CancellationToken cancellation)
    {
        var found = await contractsByKey.ReadAsync(
            [.. wanted.Select(contract => NumberKey + contract.ContractNumber), .. wanted.SelectMany(contract => contract.UserDefinedFields).Select(field => FieldKey + field.Value)], cancellation);
        return [.. found, .. await contractsById.ReadAsync([.. ids.Except(found.Select(contract => contract.Id))], cancellation)];
    }

    private static async Task<IReadOnlyList<Contract>> ReadContractsAsync(AutotaskClient autotask, string subscriptionIdField, IReadOnlyCollection<string> keys)
    {
        var found = new List<Contract>();
        foreach (var chunk in keys.Chunk(KeysPerCall))
        {
            List<Filter> wanted = [];
            if (Texts(chunk, NumberKey) is { Count: > 0 } numbers)
                wanted.Add(Filter.In("contractNumber", numbers));
            if (Texts(chunk, FieldKey) is { Count: > 0 } values)
                wanted.Add(Filter.UdfIn(subscriptionIdField, values));
            found.AddRange(await autotask.QueryAsync<Contract>([Filter.AnyOf(wanted)], CancellationToken.None));
        }

        return [.. found.DistinctBy(contract => contract.Id)];

        static List<string> Texts(IEnumerable<string> keys, string kind) => [.. keys.Where(key => key.StartsWith(kind, StringComparison.Ordinal)).Select(key => key[kind.Length..])];
    }

    private static IEnumerable<string> KeysOf(Contract contract, string subscriptionIdField) =>
        [NumberKey + contract.ContractNumber?.Trim(), FieldKey + new ContractState { Contract = contract }.SubscriptionId(subscriptionIdField)];

    /// <summary>All contracts with a key of ours or a subscription id.</summary>
    private async Task<IReadOnlyList<Contract>> ReadManagedAsync(CancellationToken cancellation)
    {
        var contracts = await autotask.QueryAsync<Contract>(
            [Filter.AnyOf(Filter.BeginsWith("contractNumber", ContractKeys.Prefix), Filter.UdfExists(settings.SubscriptionIdField))], cancellation);
        return [.. contracts.Select(WithItsField)];
    }

    private Task<IReadOnlyList<ContractService>> ReadContractServicesAsync(IReadOnlyCollection<long> contracts, CancellationToken cancellation) =>
        autotask.QueryInAsync<ContractService, long>("contractID", contracts, [], cancellation);

    /// <summary>The units rows of the periods that start in the month and, where these are posted, of the next ones: what a closed period can no longer take goes there.</summary>
    private async Task<List<ContractServiceUnits>> ReadUnitsAsync(IReadOnlyList<Contract> contracts, BillMonth month, CancellationToken cancellation)
    {
        var units = await ReadBilledUnitsAsync(contracts, month, cancellation);
        var posted = Posted(month, units);
        for (var next = month.AddMonths(1); posted.Count > 0 && next <= month.AddMonths(SeatPlanner.PeriodsAhead); next = next.AddMonths(1))
        {
            var ahead = await ReadUnitsAsync(posted, next, next, cancellation);
            units.AddRange(ahead);
            posted = Posted(next, ahead);
        }

        return units;

        static List<long> Posted(BillMonth of, IEnumerable<ContractServiceUnits> rows) =>
            [.. rows.Where(row => row.IsPosted && row.StartDate >= of.FirstDay).Select(row => row.ContractId).Distinct()];
    }

    /// <summary>The units rows of the periods that start in the month.</summary>
    private async Task<List<ContractServiceUnits>> ReadBilledUnitsAsync(IReadOnlyList<Contract> contracts, BillMonth month, CancellationToken cancellation)
    {
        // A period that starts in the month ends with it, unless it starts in mid-month or is longer.
        var ids = contracts.ToLookup(contract => contract.StartDate.Day != 1 || ContractPeriods.Of(contract).Months > 1, contract => contract.Id);
        var ofTheMonth = ReadUnitsAsync([.. ids[false]], month, month, cancellation);
        var longer = ReadUnitsAsync([.. ids[true]], month, month.AddMonths(1), cancellation);
        await Task.WhenAll(ofTheMonth, longer);
        List<ContractServiceUnits> units = [.. await ofTheMonth, .. await longer];
        // Of a term that a person split, parts lie outside these two months, and they bill too.
        var split = SplitTerms(contracts, units);
        if (split.Count > 0)
            units.AddRange(await ReadUnitsAsync(split, month.AddMonths(-LongestTerm), month.AddMonths(LongestTerm), cancellation));
        return units;
    }

    // Charges are few beside contracts, and their keys begin with the month.
    private Task<IReadOnlyList<ContractCharge>> ReadChargesAsync(BillMonth month, CancellationToken cancellation) => autotask.QueryAsync<ContractCharge>([KeyOf(month)], cancellation);

    /// <summary>Contracts with periods of several months of which a row covers a part only.</summary>
    private static List<long> SplitTerms(IReadOnlyList<Contract> contracts, IReadOnlyList<ContractServiceUnits> rows)
    {
        var terms = contracts.ToDictionary(contract => contract.Id, ContractPeriods.Of);
        return [.. rows.Where(row => terms[row.ContractId] is { Months: > 1 } periods && IsPart(periods, row)).Select(row => row.ContractId).Distinct()];

        static bool IsPart(ContractPeriods periods, ContractServiceUnits row)
        {
            var start = periods.Covering(row.StartDate);
            return row.StartDate > start || row.EndDate < periods.Next(start).AddDays(-1);
        }
    }

    private Task<IReadOnlyList<ContractServiceUnits>> ReadUnitsAsync(IReadOnlyList<long> contracts, BillMonth from, BillMonth to, CancellationToken cancellation) =>
        autotask.QueryInAsync<ContractServiceUnits, long>("contractID", contracts, [Filter.AtLeast("endDate", from.FirstDay), Filter.AtMost("startDate", to.LastDay)], cancellation);

    private GatheredReads<long, ContractCharge> ChargesOf(BillMonth month) => chargesByContract.GetOrAdd(month, of => new(
        ids => autotask.QueryInAsync<ContractCharge, long>("contractID", ids, [KeyOf(of)], CancellationToken.None), charge => charge.ContractId is { } id ? [id] : []));

    private static Filter KeyOf(BillMonth month) => Filter.BeginsWith("internalPurchaseOrderNumber", ContractKeys.ChargeKeyPrefix(month));

    /// <summary>Of a contract's user-defined fields only the one that is looked at is kept: a broker's contracts stay in memory together.</summary>
    private Contract WithItsField(Contract contract) => contract with
    {
        UserDefinedFields = contract.UserDefinedFields?.Where(field => string.Equals(field.Name, settings.SubscriptionIdField, StringComparison.OrdinalIgnoreCase))
            .Select(field => field with { Name = settings.SubscriptionIdField }).ToArray(),
    };

    private Task<IReadOnlyList<Company>> ReadCustomersAsync(CancellationToken cancellation) =>
        autotask.QueryAsync<Company>([Filter.Equal("companyType", CompanyProblems.Customer), Filter.Equal("isActive", true)], cancellation);

    private async Task<IReadOnlyDictionary<long, string>> ReadCurrenciesAsync(Task<IReadOnlyList<Company>> companies, CancellationToken cancellation)
    {
        long[] ids = [.. (await companies).Select(company => company.CurrencyId).OfType<long>().Where(id => id > 0).Distinct()];
        try
        {
            var currencies = await autotask.QueryInAsync<Currency, long>("id", ids, [], cancellation);
            return currencies.ToDictionary(currency => currency.Id, currency => currency.Name);
        }
        catch (MustFixException unreadable) when (!unreadable.SignInStopped)
        {
            // The organization's currency in Cloudmore is still compared with the bill's.
            Log.CurrenciesUnreadable(logger, unreadable.Message);
            return new Dictionary<long, string>();
        }
    }

    private async Task<int> ReadChargeTypeAsync(CancellationToken cancellation)
    {
        IReadOnlyList<FieldInformation> fields;
        try
        {
            fields = await autotask.GetFieldsAsync(ContractCharge.Entity, cancellation);
        }
        catch (MustFixException unreadable) when (!unreadable.SignInStopped)
        {
            // The pair Operational, Capitalized is Autotask's own (facts, "System-fixed vs tenant-specific ids"); a wrong id is refused by name.
            Log.ChargeTypesUnreadable(logger, unreadable.Message);
            return OperationalCharge;
        }

        var labels = fields.FirstOrDefault(field => string.Equals(field.Name, "chargeType", StringComparison.OrdinalIgnoreCase))?.PicklistValues ?? [];
        var label = labels.FirstOrDefault(value => value.IsActive && value.Label.StartsWith("Operational", StringComparison.OrdinalIgnoreCase)) ?? labels.FirstOrDefault(value => value.IsActive);
        return label is not null && int.TryParse(label.Value, CultureInfo.InvariantCulture, out var id) ? id : OperationalCharge;
    }
}
