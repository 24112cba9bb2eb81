using CloudmoreAutotask.Simulators.Autotask;

namespace CloudmoreAutotask.Tests.Export.Brokers;

/// <summary>Everything that Autotask holds at one moment, as its own pages show it.</summary>
internal sealed record TenantRecord(
    IReadOnlyDictionary<long, ContractRow> Contracts,
    IReadOnlyDictionary<long, ContractServiceRow> ContractServices,
    IReadOnlyDictionary<long, UnitRow> Units,
    IReadOnlyDictionary<long, ChargeRow> Charges,
    IReadOnlyDictionary<long, ServiceRow> Services,
    IReadOnlyDictionary<long, AdjustmentRow> Adjustments,
    IReadOnlyList<BillingItemRow> BillingItems)
{
    public static TenantRecord Of(AutotaskTenant tenant) => new(
        tenant.AllContracts.ToDictionary(row => row.Id),
        tenant.AllContractServices.ToDictionary(row => row.Id),
        tenant.AllUnits.ToDictionary(row => row.Id),
        tenant.AllCharges.ToDictionary(row => row.Id),
        tenant.AllServices.ToDictionary(row => row.Id),
        tenant.AllAdjustments.ToDictionary(row => row.Id),
        tenant.AllBillingItems);

    /// <summary>The contracts that carry a subscription, by number or by field.</summary>
    public IEnumerable<ContractRow> Carrying(string subscription) =>
        Contracts.Values.Where(contract => IsSame(contract.Number, $"CM-{subscription}") || IsSame(contract.SubscriptionId, subscription));

    /// <summary>The period of a contract that a day lies in: its first day, and the first day of the next one.</summary>
    public static (DateOnly Start, DateOnly Next) PeriodOf(ContractRow contract, DateOnly day)
    {
        var months = contract.PeriodType == 5 ? 12 : 1;
        var index = (((day.Year - contract.Start.Year) * 12) + day.Month - contract.Start.Month) / months;
        if (index > 0 && contract.Start.AddMonths(index * months) > day)
            index--;
        return (contract.Start.AddMonths(index * months), contract.Start.AddMonths((index + 1) * months));
    }

    private static bool IsSame(string? one, string other) => string.Equals(one?.Trim(), other, StringComparison.OrdinalIgnoreCase);
}
