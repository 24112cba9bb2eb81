using CloudmoreAutotask.Simulators.Autotask;

namespace CloudmoreAutotask.Simulators.Samples;

/// <summary>The sample broker's Autotask before the product comes.</summary>
/// <param name="Tenant">The tenant.</param>
/// <param name="CompanyIds">The id of each company, by its number; the same in every tenant made here.</param>
public sealed record SampleTenant(AutotaskTenant Tenant, IReadOnlyDictionary<string, long> CompanyIds)
{
    private const int MonthlyPeriod = 2;

    /// <summary>Makes the tenant.</summary>
    /// <param name="broker">The broker.</param>
    /// <param name="time">The tenant's clock; null for the machine's.</param>
    public static SampleTenant Create(SampleBroker broker, TimeProvider? time = null)
    {
        var tenant = new AutotaskTenant(time: time);
        tenant.AddContractField();
        var ids = broker.Companies.ToDictionary(company => company.Number, company => tenant.AddCompany(company.Name, company.Number), StringComparer.Ordinal);
        foreach (var contract in broker.Contracts)
            Add(tenant, contract, ids[contract.CompanyNumber]);
        return new SampleTenant(tenant, ids);
    }

    private static void Add(AutotaskTenant tenant, SampleContract sample, long companyId)
    {
        var contract = tenant.AddContract(companyId, sample.Name, sample.Start, sample.End, sample.Number, sample.SubscriptionId, MonthlyPeriod);
        var service = tenant.AddService(sample.ServiceName, sample.UnitPrice, sample.UnitCost, MonthlyPeriod, sample.ServiceSku);
        var contractService = tenant.AddContractService(contract, service, sample.UnitPrice, sample.UnitCost, sample.Units);
        for (var month = sample.Start; month <= sample.PostedThrough; month = month.AddMonths(1))
            tenant.Post(contractService, month);
    }
}
