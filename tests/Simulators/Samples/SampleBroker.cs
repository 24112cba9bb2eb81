using static CloudmoreAutotask.Simulators.Samples.SampleProduct;

namespace CloudmoreAutotask.Simulators.Samples;

/// <summary>
/// A made-up broker with two bill months, 2026-10 and 2026-11, and what Autotask holds before the product comes. It is the same in every run and shows each
/// case that the export rules treat differently.
/// </summary>
public sealed class SampleBroker
{
    private const string LongOrganization =
        "Stichting tot Behoud en Bevordering van het Industrieel Erfgoed in de Provincies Noord-Holland, Utrecht en Flevoland";

    private const string LongSubscription =
        "Microsoft 365 Business Standard voor het bestuur, de conservatoren en alle medewerkers van het documentatiecentrum te Zaandam";

    private readonly List<SampleOrganization> organizations = [];
    private readonly List<SampleLine> lines = [];
    private readonly List<SampleContract> contracts = [];

    private SampleBroker()
    {
    }

    /// <summary>The broker's reseller id in Cloudmore.</summary>
    public string ResellerId { get; } = SampleSubscriptions.Id("reseller");

    /// <summary>Its organizations in Cloudmore.</summary>
    public IReadOnlyList<SampleOrganization> Organizations => organizations;

    /// <summary>Its billing lines of both months.</summary>
    public IReadOnlyList<SampleLine> Lines => lines;

    /// <summary>Its companies in Autotask; every organization has one, mapped or not.</summary>
    public IReadOnlyList<SampleCompany> Companies => [.. organizations.Select(organization => new SampleCompany(organization.CompanyNumber, organization.Name))];

    /// <summary>Contracts that are in Autotask already.</summary>
    public IReadOnlyList<SampleContract> Contracts => contracts;

    /// <summary>The tick list of Cloudmore services: name, kind and whether it is exported.</summary>
    public static IReadOnlyList<(string Name, string Kind, bool Enabled)> Services { get; } =
    [
        ("Microsoft CSP", "Subscription", true),
        ("Microsoft Azure", "Consumption", true),
        ("Microsoft Perpetual Software", "OneTime", true),
        ("Managed Network", "Subscription", false),
    ];

    /// <summary>Makes the broker.</summary>
    public static SampleBroker Create()
    {
        var broker = new SampleBroker();
        broker.AddPlainOrganizations();
        broker.AddChangingOrganizations();
        broker.AddNames();
        broker.AddContractsOfBefore();
        return broker;
    }

    private void AddPlainOrganizations()
    {
        Organization("Nordlicht Logistik GmbH", "10021")
            .SeatsMonthly(BusinessPremium, "M365 Business Premium Hamburg", 42, 42)
            .SeatsMonthly(FrontlineF3, "M365 F3 Lager", 65, 65)
            .SeatsMonthly(EntraP1, "Entra ID P1", 42, 42)
            .SeatsMonthly(TeamsPhone, "Teams Phone Disposition", 12, 12)
            .SeatsYearly(PowerBiPro, "Power BI Pro Controlling", new DateOnly(2026, 10, 12), 5)
            .Usage("Azure Produktion", 46);
        Organization("Harbour & Finch Accounting", "10034")
            .SeatsMonthly(BusinessStandard, "M365 Business Standard", 18, 18)
            .SeatsMonthly(ExchangePlan1, "Shared mailboxes", 7, 7)
            .SeatsMonthly(Defender, "Defender for Business", 18, 18)
            .PaidOnce(OfficeLtsc, "Office LTSC reception PCs", new DateOnly(2026, 10, 14), 3)
            .OwnService(Firewall, "Firewall Harbour Street", 1);
        Organization("Quayside Dental Group", "10047")
            .SeatsMonthly(BusinessBasic, "M365 Business Basic clinics", 31, 31)
            .SeatsMonthly(BusinessPremium, "M365 Business Premium dentists", 9, 9)
            .SeatsMonthly(Intune, "Intune clinic tablets", 14, 14)
            .SeatsMonthly(TeamsRooms, "Teams Rooms boardroom", 1, 1)
            .OwnService(Firewall, "Firewall clinics", 4);
        Organization("Meridian Law LLP", "10052")
            .SeatsMonthly(EnterpriseE5, "M365 E5 fee earners", 26, 26)
            .SeatsMonthly(EnterpriseE3, "M365 E3 support", 11, 11)
            .SeatsYearly(Copilot, "Copilot partners", new DateOnly(2026, 10, 20), 8)
            .PaidOnce(WindowsServer, "Windows Server document store", new DateOnly(2026, 11, 5), 2)
            .Usage("Azure document review", 38);
    }

    private void AddChangingOrganizations()
    {
        Organization("Brückner Maschinenbau KG", "10063")
            .SeatsMonthly(BusinessPremium, "M365 Business Premium Konstruktion", 24, 28)
            .SeatsMonthly(VisioPlan2, "Visio Planung", 6, 4)
            .SeatsMonthly(ProjectPlan3, "Project Leitung", 3, 3, novemberPrice: 33.40m)
            .SeatsWithCredit(AppsForBusiness, "Apps Werkstatt", 20, added: 6, givenBack: 4)
            .SeatsYearly(Dynamics, "Dynamics 365 Vertrieb", new DateOnly(2026, 10, 3), 4, addedInNovember: 2)
            .SeatsMonthly(Copilot, "Copilot Pilotgruppe", 0, 5);
        Organization("Silverbirch Veterinary Clinics", "10078")
            .SeatsMonthly(BusinessStandard, "M365 Business Standard", 33, 33, novemberPrice: 13.50m)
            .SeatsMonthly(ExchangePlan1, "Exchange kiosks", 12, 15)
            .SeatsMonthly(TeamsPhone, "Teams Phone reception", 6, 0)
            .SeatsMonthly(Defender, "Defender for Business", 33, 33)
            .Usage("Azure imaging archive", 64);
        Organization("Tidewater Energy Services", "10085")
            .SeatsMonthly(EnterpriseE3, "M365 E3 office", 54, 57)
            .SeatsMonthly(FrontlineF3, "M365 F3 crews", 120, 131)
            .SeatsWithCredit(PowerBiPro, "Power BI Pro operations", 10, added: 3, givenBack: 3)
            .SeatsYearly(ProjectPlan3, "Project Plan 3 (new)", new DateOnly(2026, 11, 6), 6)
            .SeatsMonthly(EntraP1, "Entra ID P1 crews", 120, 131)
            .Usage("Azure telemetry", 72);
        Organization("Lakeview School District", "10091", isMapped: false)
            .SeatsMonthly(EnterpriseE3, "M365 E3 staff", 48, 50)
            .SeatsMonthly(Intune, "Intune classroom devices", 210, 210)
            .SeatsMonthly(TeamsRooms, "Teams Rooms auditorium", 2, 2)
            .Usage("Azure learning platform", 28);
    }

    private void AddNames()
    {
        Organization("Žižkovské pivovary a.s.", "10104")
            .SeatsMonthly(BusinessStandard, "M365 kanceláře – Plzeňský kraj", 16, 17)
            .SeatsMonthly(BusinessBasic, "M365 výčepy", 22, 22)
            .SeatsMonthly(Defender, "Ochrana koncových zařízení", 38, 38)
            .SeatsMonthly(VisioPlan2, "Visio – sládek", 1, 1)
            .Usage("Azure – sběr dat z varny", 22);
        Organization("株式会社みなと精機", "10116")
            .SeatsMonthly(BusinessPremium, "Microsoft 365 本社", 35, 35)
            .SeatsMonthly(BusinessBasic, "Microsoft 365 横浜工場", 60, 64)
            .SeatsMonthly(TeamsPhone, "電話システム 受付", 4, 4)
            .PaidOnce(WindowsServer, "生産管理サーバー", new DateOnly(2026, 10, 21), 1)
            .Usage("Azure 検査画像", 40);
        Organization("Åkerlund & Sønner Bygg AS", "10122")
            .SeatsMonthly(BusinessPremium, "M365 kontor Tromsø", 13, 14)
            .SeatsMonthly(FrontlineF3, "M365 byggeplasser", 47, 52)
            .SeatsMonthly(ProjectPlan3, "Prosjektledelse", 5, 5)
            .SeatsMonthly(AppsForBusiness, "Apps anleggsbrakker", 9, 0);
        Organization(LongOrganization, "10135")
            .SeatsMonthly(BusinessStandard, LongSubscription, 27, 27)
            .SeatsMonthly(ExchangePlan1, "Vrijwilligers", 85, 85)
            .SeatsMonthly(PowerBiPro, "Collectieregistratie", 3, 3)
            .SeatsYearly(VisioPlan2, "Visio tentoonstellingen", new DateOnly(2026, 10, 1), 2, addedInNovember: 1);
        Organization("Ναυτιλιακή Αιγαίου Α.Ε.", "10149")
            .SeatsMonthly(BusinessStandard, "M365 γραφεία Πειραιά", 21, 21)
            .SeatsMonthly(BusinessBasic, "M365 πληρώματα", 58, 58)
            .SeatsMonthly(EntraP1, "Entra ID P1", 79, 79)
            .SeatsMonthly(Intune, "Intune συσκευές πλοίων", 30, 34);
    }

    private void AddContractsOfBefore()
    {
        // Its October is posted with two seats less than the bill says.
        contracts.Add(Contract("10034", "M365 Business Standard", line => $"CM-{line.SubscriptionId}", 16, new DateOnly(2026, 8, 1)) with
        {
            Name = "Microsoft 365 - M365 Business Standard",
            ServiceName = "Microsoft 365 Business Standard (monthly)",
            ServiceSku = $"CM:{BusinessStandard.Id}:monthly",
            PostedThrough = new DateOnly(2026, 10, 1),
        });
        // Another tool made it; only its user-defined field says what it is for.
        contracts.Add(Contract("10122", "M365 kontor Tromsø", _ => null, 13, new DateOnly(2026, 1, 1)) with
        {
            Name = "Serviceavtale sky 2026-2028",
            ServiceName = "M365 BP (skyavtale)",
        });
    }

    private SampleContract Contract(string companyNumber, string subscription, Func<SampleLine, string?> number, int units, DateOnly start)
    {
        var organization = organizations.Single(one => one.CompanyNumber == companyNumber);
        var line = lines.First(one => one.OrganizationId == organization.Id && one.SubscriptionName == subscription);
        return new SampleContract
        {
            CompanyNumber = companyNumber,
            Name = subscription,
            Number = number(line),
            SubscriptionId = line.SubscriptionId,
            Start = start,
            End = start.AddYears(3).AddDays(-1),
            ServiceName = line.ProductName,
            UnitPrice = line.UnitPrice,
            UnitCost = line.UnitCost,
            Units = units,
        };
    }

    private SampleSubscriptions Organization(string name, string number, bool isMapped = true)
    {
        var organization = new SampleOrganization(SampleSubscriptions.Id("organization", number), name, number, number, isMapped);
        organizations.Add(organization);
        return new SampleSubscriptions(organization.Id, lines);
    }
}
