using CloudmoreAutotask.Autotask.Entities;
using CloudmoreAutotask.Billing;
using CloudmoreAutotask.Ledger;
using CloudmoreAutotask.Mapping;
using CloudmoreAutotask.Planning;
using CloudmoreAutotask.Setup;
using CloudmoreAutotask.Tests.Billing;

namespace CloudmoreAutotask.Tests.Planning;

/// <summary>One organization bill and what Autotask holds; by default the bill of October 2026 for company 7, with product P1 in the catalogue as service 500.</summary>
internal sealed class PlanSetup
{
    public const string Field = "Subscription ID";
    public const long CompanyId = 7;

    public ExportOptions Export { get; } = new();

    public FuseOptions Fuses { get; } = new();

    public IReadOnlyList<BillingLine> Lines { get; init; } = [];

    public IReadOnlyList<BillingLine>? Previous { get; init; }

    public BillMonth Month { get; init; } = Bills.October;

    public CompanyMapping? Company { get; init; } = new() { OrganizationId = "c1", OrganizationName = "Contoso", CompanyId = CompanyId };

    public Company? AutotaskCompany { get; init; } = new() { Id = CompanyId, CompanyName = "Contoso", CompanyType = 1, IsActive = true };

    public string? CompanyCurrency { get; init; }

    public IReadOnlyList<ContractState> Contracts { get; init; } = [];

    public ServiceCatalogue Catalogue { get; init; } = new(true, [Service(500, "P1")]);

    public AutotaskReferences References { get; init; } = new(Named("ServiceBillingCodeId", 101), Named("ProductBillingCodeId", 102), Named("ServiceLevelAgreementId", 103));

    public IReadOnlyList<WrittenUnits> Written { get; init; } = [];

    public IReadOnlyList<ContractMapping> Mappings { get; init; } = [];

    /// <summary>The last things to say of the input.</summary>
    public Func<PlanningInput, PlanningInput> Input { get; init; } = input => input;

    public Plan Plan()
    {
        var settings = new PlanningSettings(Export, Fuses, Field);
        return new Planner(settings, new ProductClock(TimeProvider.System)).Plan(ToInput(), ToState(), "run");
    }

    /// <summary>The plan that takes the bill back.</summary>
    public Plan Undo(string runId) =>
        new UndoPlanner(new PlanningSettings(Export, Fuses, Field), new ProductClock(TimeProvider.System)).Plan(ToInput(), ToState(), new PlanUndo("Ada", "wrong"), runId);

    /// <summary>What is planned for the bill's only subscription.</summary>
    public SubscriptionPlan One() => Plan().Subscriptions.Single();

    public static Service Service(long id, string product, PaymentFrequency frequency = PaymentFrequency.Monthly) =>
        new() { Id = id, Name = ContractKeys.ServiceName("Product " + product, frequency), Sku = ContractKeys.Sku(product, frequency), IsActive = true };

    /// <summary>A setting that names the record.</summary>
    public static Reference Named(string setting, long id) => new() { Setting = $"Autotask:{setting}", Text = "set", Id = id };

    /// <summary>A setting that names no record.</summary>
    public static Reference Unknown(string setting) => new() { Setting = $"Autotask:{setting}", Text = "Nothing", Problem = $"Autotask:{setting} is 'Nothing': no such record." };

    public static WrittenUnits Said(int units, decimal price, DateOnly period, decimal cost = 0, long service = 11, BillMonth? by = null) => new()
    {
        SubscriptionKey = "s1",
        ContractServiceId = service,
        Period = period,
        BillMonth = by ?? BillMonth.Of(period),
        Units = units,
        UnitPrice = price,
        UnitCost = cost,
        IsStatement = true,
    };

    private PlanningInput ToInput()
    {
        var aggregator = Bills.Aggregator();
        var bill = new OrganizationBill(Month, Bills.Contoso, Lines, []);
        return Input(new PlanningInput
        {
            Bill = bill,
            BillHash = BillHash.Of(bill),
            Aggregated = aggregator.Aggregate(bill),
            Previous = Previous is null ? null : aggregator.Aggregate(bill with { Month = Month.AddMonths(-1), Lines = Previous }),
            Company = Company,
            Contracts = Mappings.ToDictionary(mapping => mapping.SubscriptionKey, StringComparer.Ordinal),
            Written = Written,
        });
    }

    private OrganizationState ToState() => new()
    {
        Company = AutotaskCompany,
        CompanyCurrency = CompanyCurrency,
        Contracts = Contracts,
        Catalogue = Catalogue,
        References = References,
        ChargeType = 3,
    };
}
