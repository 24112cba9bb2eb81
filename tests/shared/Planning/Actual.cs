using CloudmoreAutotask.Autotask.Entities;
using CloudmoreAutotask.Billing;
using CloudmoreAutotask.Mapping;
using CloudmoreAutotask.Planning;

namespace CloudmoreAutotask.Tests.Planning;

/// <summary>Makes contracts, units rows and charges as Autotask holds them.</summary>
internal static class Actual
{
    public static readonly DateOnly January = new(2026, 1, 1);
    public static readonly DateOnly September = new(2026, 9, 1);
    public static readonly DateOnly October = new(2026, 10, 1);
    public static readonly DateOnly November = new(2026, 11, 1);
    public static readonly DateOnly December = new(2026, 12, 1);

    /// <summary>A monthly contract of company 7 from January 2026 to the end of 2028.</summary>
    public static ContractState Contract(params IReadOnlyList<ContractServiceState> services) => new()
    {
        Contract = new Contract
        {
            Id = 1,
            CompanyId = PlanSetup.CompanyId,
            ContractName = "Microsoft 365",
            ContractNumber = "CM-S1",
            ContractType = 7,
            ContractPeriodType = ContractPeriods.Monthly,
            Status = 1,
            StartDate = January,
            EndDate = new DateOnly(2028, 12, 31),
            UserDefinedFields = [new UserDefinedField(PlanSetup.Field, "S1")],
        },
        Services = services,
        IsFresh = true,
    };

    public static ContractState Yearly(params IReadOnlyList<ContractServiceState> services) =>
        Contract(services).With(contract => contract with { ContractPeriodType = ContractPeriods.Yearly });

    public static ContractState With(this ContractState state, Func<Contract, Contract> change) => state with { Contract = change(state.Contract) };

    /// <summary>A contract service with the same units in every month of 2026.</summary>
    public static ContractServiceState Seats(int units, decimal price, decimal cost = 0, long id = 11, long service = 500) =>
        new(id, service, [.. Enumerable.Range(0, 12).Select(month => Row(January.AddMonths(month), January.AddMonths(month + 1).AddDays(-1), units, units * price, units * cost, id))]);

    /// <summary>A contract service with one yearly term.</summary>
    public static ContractServiceState Term(int units, decimal price, DateOnly start, long service = 600) =>
        new(11, service, [Row(start, start.AddYears(1).AddDays(-1), units, units * price, 0)]);

    public static ContractServiceState From(this ContractServiceState service, DateOnly day, Func<ContractServiceUnits, ContractServiceUnits> change) =>
        service with { Rows = [.. service.Rows.Select(row => row.StartDate >= day ? change(row) : row)] };

    public static ContractServiceState Posted(this ContractServiceState service, params DateOnly[] periods) =>
        service with { Rows = [.. service.Rows.Select(row => periods.Contains(row.StartDate) ? row with { ApproveAndPostDate = "2026-10-05" } : row)] };

    public static ContractServiceUnits Row(DateOnly start, DateOnly end, int units, decimal? price, decimal? cost, long service = 11) => new()
    {
        Id = (start.DayNumber * 100L) + service,
        ContractId = 1,
        ContractServiceId = service,
        StartDate = start,
        EndDate = end,
        Units = units,
        Price = price,
        Cost = cost,
    };

    public static ContractCharge Charge(string key, decimal amount, bool billed = false, long id = 21, decimal cost = 0) => new()
    {
        Id = id,
        ContractId = 1,
        Name = "charge",
        DatePurchased = new DateOnly(2026, 10, 8),
        UnitQuantity = 1,
        UnitPrice = amount,
        UnitCost = cost,
        BillableAmount = amount,
        ExtendedCost = cost,
        IsBilled = billed,
        InternalPurchaseOrderNumber = key,
    };

    public static ContractMapping Mapping(string product = "p1", long service = 11, long contract = 1) =>
        new() { SubscriptionKey = "s1", SubscriptionName = "Name of S1", ContractId = contract, Services = new Dictionary<string, long>(StringComparer.Ordinal) { [product] = service } };

    public static string Key(string subscription, string? product, string letter = "") => ContractKeys.ChargeKey(new BillMonth(2026, 10), subscription, product, letter);
}
