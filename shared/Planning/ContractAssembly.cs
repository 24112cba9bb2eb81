using CloudmoreAutotask.Autotask.Entities;

namespace CloudmoreAutotask.Planning;

/// <summary>Puts contracts together from the rows of several entities.</summary>
internal static class ContractAssembly
{
    /// <summary>Contracts with all that was read of them.</summary>
    /// <param name="contracts">The contracts.</param>
    /// <param name="services">Their contract services.</param>
    /// <param name="units">Their units rows.</param>
    /// <param name="charges">Their charges.</param>
    /// <param name="isFresh">Whether every units row is among them.</param>
    public static IEnumerable<ContractState> Assemble(
        IEnumerable<Contract> contracts, IEnumerable<ContractService> services, IEnumerable<ContractServiceUnits> units, IEnumerable<ContractCharge> charges, bool isFresh)
    {
        var servicesOf = services.ToLookup(service => service.ContractId);
        var unitsOf = units.ToLookup(row => row.ContractId);
        var chargesOf = charges.Where(charge => charge.ContractId is not null).ToLookup(charge => charge.ContractId!.Value);
        foreach (var contract in contracts)
        {
            yield return new ContractState
            {
                Contract = contract,
                Services = AddRows([.. servicesOf[contract.Id].Select(service => new ContractServiceState(service.Id, service.ServiceId, []))], unitsOf[contract.Id]),
                Charges = [.. chargesOf[contract.Id]],
                IsFresh = isFresh,
            };
        }
    }

    /// <summary>The contract with units rows and charges that were not looked for before. Rows that are known already are no older, so they stay.</summary>
    public static ContractState Add(ContractState contract, IEnumerable<ContractServiceUnits> units, IEnumerable<ContractCharge> charges) => contract with
    {
        Services = contract.IsFresh ? contract.Services : AddRows(contract.Services, units),
        Charges = [.. contract.Charges.Concat(charges).DistinctBy(charge => charge.Id)],
    };

    // A units row may name a contract service that is not to be seen by itself.
    private static IReadOnlyList<ContractServiceState> AddRows(IReadOnlyList<ContractServiceState> services, IEnumerable<ContractServiceUnits> units)
    {
        var rows = units.Where(row => row.ContractServiceId is not null).ToLookup(row => row.ContractServiceId!.Value);
        if (rows.Count == 0)
            return services;
        return
        [
            .. services.Concat(rows.Select(group => new ContractServiceState(group.Key, group.First().ServiceId, []))).DistinctBy(service => service.Id)
                .Select(service => rows.Contains(service.Id) ? service with { Rows = [.. service.Rows.Concat(rows[service.Id]).DistinctBy(row => row.Id).OrderBy(row => row.StartDate)] } : service)
                .OrderBy(service => service.Id),
        ];
    }
}
