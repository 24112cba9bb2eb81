using System.Globalization;
using CloudmoreAutotask.Billing;
using CloudmoreAutotask.Setup;
using CloudmoreAutotask.Simulators.Autotask;
using CloudmoreAutotask.Simulators.Cloudmore;
using CloudmoreAutotask.Tests.Export.Brokers.Rules;

namespace CloudmoreAutotask.Tests.Export.Brokers;

/// <summary>
/// A broker drawn from a seed: what Cloudmore bills, what Autotask holds before, what people do between the runs of three bill months, and what the broker has decided.
/// The same seed is the same broker. <see cref="Story"/> tells it in words.
/// </summary>
internal sealed partial class RandomBroker
{
    private static readonly BillMonth First = new(2026, 10);

    private readonly Random _random;
    private readonly List<DrawnSubscription> _subscriptions = [];
    private readonly List<DrawnSubscription> _ended = [];
    private int _numbers;

    public RandomBroker(int seed)
    {
        Seed = seed;
        _random = new Random(seed);
        Settings = DrawSettings();
        Tenant = new AutotaskTenant(DrawRules());
        Tenant.AddContractField();
        Runs = DrawRuns();
        RunsInOneProcess = seed % 4 != 0;
        Tell($"Settings: {string.Join(", ", Settings.ToSettings().Select(setting => $"{setting.Name}={setting.Value}"))}.");
        Tell($"Tenant: sku {Tenant.Rules.ServicesHaveSku}, rows of 0 units {Tenant.Rules.ZeroUnitRows}, adjustments in posted periods {Tenant.Rules.PostedAdjustments}, "
            + $"negative charges {Tenant.Rules.NegativeChargesAllowed}, day '{Tenant.Rules.DaySuffix}'.");
        DrawOrganizations();
    }

    public int Seed { get; }

    public BrokerSettings Settings { get; }

    public AutotaskTenant Tenant { get; }

    public CloudmoreBroker Broker { get; } = new();

    /// <summary>Whether one process makes all runs, as a host that lives on does; else each run is a process of its own.</summary>
    public bool RunsInOneProcess { get; }

    /// <summary>The days of the runs: one or two in each month.</summary>
    public IReadOnlyList<DateOnly> Runs { get; }

    /// <summary>The broker's lines and what happened, in words.</summary>
    public List<string> Story { get; } = [];

    private bool Chance(int percent) => _random.Next(100) < percent;

    private T Pick<T>(params IReadOnlyList<T> items) => items[_random.Next(items.Count)];

    private decimal Amount(int from, int to, int decimals = 2)
    {
        var scale = (decimal)Math.Pow(10, decimals);
        return decimal.Round(from + (_random.Next((int)((to - from) * scale)) / scale), decimals);
    }

    private void Tell(string text) => Story.Add(text);

    private static string Day(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    private static string Text(long id) => id.ToString(CultureInfo.InvariantCulture);

    private BrokerSettings DrawSettings()
    {
        var tight = Chance(20);
        return new BrokerSettings
        {
            ProRata = Chance(30) ? ProRataChoice.Charge : ProRataChoice.Combine,
            ClosedPeriods = Chance(35) ? ClosedPeriodsChoice.Charge : ClosedPeriodsChoice.Report,
            YearlyMidTerm = Chance(20) ? YearlyMidTermChoice.Hold : YearlyMidTermChoice.Charge,
            ManualEdits = Chance(55) ? ManualEditsChoice.Overwrite : Pick(ManualEditsChoice.Keep, ManualEditsChoice.Hold),
            EndedSubscriptions = Chance(50) ? EndedSubscriptionsChoice.EndContract : EndedSubscriptionsChoice.Report,
            MissingContract = Chance(40) ? MissingContractChoice.Recreate : MissingContractChoice.Hold,
            ContractMonths = Chance(55) ? 36 : Pick(1, 2, 3, 12),
            HasFuses = !Chance(20),
            ShrinkPercent = tight ? Pick(5, 10, 30) : 100,
            GrowthPercent = tight ? 20 : 10000,
            GrowthAmount = tight ? 100 : 1000000,
            NewContracts = tight ? Pick(1, 3) : 50,
            EndedContracts = tight ? Pick(0, 1) : 10,
        };
    }

    private AutotaskRules DrawRules() => new()
    {
        ServicesHaveSku = !Chance(25),
        ZeroUnitRows = !Chance(35),
        PostedAdjustments = Chance(30) ? PostedAdjustment.Defer : PostedAdjustment.Refuse,
        AdjustmentsAnswerId = Chance(30),
        NegativeChargesAllowed = !Chance(25),
        ContractServiceTakesPrice = !Chance(20),
        DaySuffix = Pick("T00:00:00.000Z", "T00:00:00Z", "T00:00:00", ""),
    };

    private List<DateOnly> DrawRuns()
    {
        var days = new List<DateOnly>();
        for (var month = 0; month < 3; month++)
        {
            var first = Chance(8) ? _random.Next(2, 8) : _random.Next(9, 25);
            days.Add(First.AddMonths(month).FirstDay.AddDays(first - 1));
            if (Chance(25))
                days.Add(First.AddMonths(month).FirstDay.AddDays(_random.Next(first + 1, 29) - 1));
        }

        return days;
    }

    /// <summary>What somebody else bills the company: the product never touches it.</summary>
    private void DrawForeignContract(long company)
    {
        var contract = Tenant.AddContract(company, "Managed services", new DateOnly(2026, 1, 1), new DateOnly(2027, 12, 31), "MS-1");
        Tenant.AddContractService(contract, Tenant.AllServices.FirstOrDefault(service => service.Name == "Helpdesk")?.Id ?? Tenant.AddService("Helpdesk", 9.5m, 4), 9.5m, 4, units: 12);
        Tenant.AddCharge(contract, "Set-up", new DateOnly(2026, 10, 5), 1, 250);
    }

    private void DrawOrganizations()
    {
        var count = 1 + _random.Next(3);
        long shared = 0;
        for (var index = 0; index < count; index++)
        {
            var name = $"Organization {(char)('A' + index)}";
            var company = index > 0 && Chance(15) ? shared : Tenant.AddCompany(name);
            shared = company;
            var mapped = !Chance(12);
            if (Chance(50))
                DrawForeignContract(company);
            var organization = Broker.Add(name, companyId: mapped ? Text(company) : null, id: $"00000000-0000-0000-0000-00000000000{index}");
            _companies[organization.Id] = company;
            Tell($"{name}: company {company}{(mapped ? "" : ", not mapped")}.");
            var subscriptions = 1 + _random.Next(4);
            for (var number = 0; number < subscriptions; number++)
                DrawSubscription(organization);
        }
    }
}
