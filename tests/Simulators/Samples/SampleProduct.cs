namespace CloudmoreAutotask.Simulators.Samples;

/// <summary>A seat product of the sample broker, with its price and cost per seat and month in EUR.</summary>
internal sealed record SampleProduct(string Id, string Name, decimal Price, decimal Cost)
{
    public static readonly SampleProduct BusinessBasic = new("CFQ7TTC0LH18:0001", "Microsoft 365 Business Basic", 6.20m, 5.05m);
    public static readonly SampleProduct BusinessStandard = new("CFQ7TTC0LDPB:0001", "Microsoft 365 Business Standard", 12.90m, 10.55m);
    public static readonly SampleProduct BusinessPremium = new("CFQ7TTC0LCHC:0002", "Microsoft 365 Business Premium", 20.60m, 16.90m);
    public static readonly SampleProduct AppsForBusiness = new("CFQ7TTC0LH1G:0001", "Microsoft 365 Apps for business", 10.40m, 8.52m);
    public static readonly SampleProduct EnterpriseE3 = new("CFQ7TTC0LFLX:0001", "Microsoft 365 E3", 38.70m, 32.10m);
    public static readonly SampleProduct EnterpriseE5 = new("CFQ7TTC0LFLZ:0002", "Microsoft 365 E5", 58.90m, 48.85m);
    public static readonly SampleProduct FrontlineF3 = new("CFQ7TTC0LH05:0001", "Microsoft 365 F3", 8.40m, 6.95m);
    public static readonly SampleProduct ExchangePlan1 = new("CFQ7TTC0LH16:0001", "Exchange Online (Plan 1)", 4.20m, 3.38m);
    public static readonly SampleProduct TeamsPhone = new("CFQ7TTC0LH0T:0001", "Microsoft Teams Phone Standard", 8.30m, 6.76m);
    public static readonly SampleProduct TeamsRooms = new("CFQ7TTC0QW7C:0001", "Microsoft Teams Rooms Pro", 42.10m, 34.50m);
    public static readonly SampleProduct PowerBiPro = new("CFQ7TTC0L3PB:0001", "Power BI Pro", 10.30m, 8.45m);
    public static readonly SampleProduct VisioPlan2 = new("CFQ7TTC0HD32:0002", "Visio Plan 2", 15.60m, 12.66m);
    public static readonly SampleProduct ProjectPlan3 = new("CFQ7TTC0HDB0:0002", "Planner and Project Plan 3", 31.20m, 25.35m);
    public static readonly SampleProduct EntraP1 = new("CFQ7TTC0LFLS:0002", "Microsoft Entra ID P1", 6.10m, 5.05m);
    public static readonly SampleProduct Defender = new("CFQ7TTC0LGV0:0001", "Microsoft Defender for Business", 3.10m, 2.54m);
    public static readonly SampleProduct Intune = new("CFQ7TTC0LCH4:0009", "Microsoft Intune Plan 1", 8.10m, 6.76m);
    public static readonly SampleProduct Copilot = new("CFQ7TTC0MM8R:0002", "Microsoft 365 Copilot", 30.40m, 25.30m);
    public static readonly SampleProduct Dynamics = new("CFQ7TTC0LFDZ:0001", "Dynamics 365 Sales Enterprise", 98.40m, 80.25m);

    /// <summary>A licence that is paid once.</summary>
    public static readonly SampleProduct WindowsServer = new("DG7GMGF0PWHC:0003", "Windows Server 2025 Standard - 16 Core License Pack (perpetual)", 1187.00m, 989.50m);

    /// <summary>A licence that is paid once.</summary>
    public static readonly SampleProduct OfficeLtsc = new("DG7GMGF0PN5J:0001", "Office LTSC Standard 2024 (perpetual)", 489.00m, 402.30m);

    /// <summary>A service of the broker's own, which it does not export.</summary>
    public static readonly SampleProduct Firewall = new("OWN-FIREWALL-M", "Managed firewall, medium site", 79.00m, 31.00m);
}
