using CloudmoreAutotask.Setup;
using CloudmoreAutotask.Simulators.Cloudmore;
using CloudmoreAutotask.Simulators.Faults;
using CloudmoreAutotask.Tests.Export;
using NUnit.Framework;
using static CloudmoreAutotask.Tests.Setup.Doctor.DoctorLooks;

namespace CloudmoreAutotask.Tests.Setup.Doctor;

/// <summary>What the doctor says of the bills: that they can be had, and that settings, companies and currencies fit them.</summary>
public sealed class DoctorBillsTests
{
    private static readonly DateOnly October = new(2026, 10, 8);

    private ExportHarness _export = null!;

    [SetUp]
    public async Task SetUp()
    {
        _export = await ExportHarness.StartAsync();
        _export.Organization("Contoso").Bill(BrokerLine.Of(October, "S1", "P1", 10, 16.90m, 20.60m));
        _export.Cloudmore.Description = Description(ReportFields);
    }

    [TearDown]
    public async Task TearDown() => await _export.DisposeAsync();

    [Test]
    public async Task Look_ReportIsRefused_IsBadWithCloudmoresAnswer()
    {
        _export.Cloudmore.Faults.On("POST", "Reports", Fault.Answer(403, """{"message":"Reports are not part of your plan."}"""), times: 10);

        var findings = await LookAsync(_export);

        Assert.That(Bad(findings, "Cloudmore"), Does.Contain("403").And.Contain("report").IgnoreCase);
        Assert.That(One(findings, "Cloudmore sign-in").State, Is.EqualTo(FindingState.Good), "the sign-in is not at fault");
        Assert.That(SetupDoctor.WouldExport(findings), Is.False);
    }

    [Test]
    public async Task Look_NoOrganizations_IsToBeLookedAt()
    {
        _export.Cloudmore.Broker.Organizations = [];

        var finding = One(await LookAsync(_export), "Cloudmore organizations");

        Assert.That((finding.State, finding.Found), Is.EqualTo((FindingState.Warning, "Cloudmore shows no active organization, so that nothing would be exported.")));
        Assert.That(finding.ToDo, Does.Contain("Cloudmore:ResellerId"));
    }

    [Test]
    public async Task Look_OrganizationWhoseBillFoundNoCompany_IsAmongTheFewThatAreLookedAt()
    {
        for (var number = 1; number <= 6; number++)
            _export.Organization($"Mapped {number}");
        _export.Organization("Zulu", mapped: false).Bill(BrokerLine.Of(October, "S2", "P1", 1, 16.90m, 20.60m));
        await _export.RunAsync("2026-10-09");

        var finding = One(await LookAsync(_export), "Cloudmore organizations");

        Assert.That((finding.State, finding.Found), Is.EqualTo((FindingState.Warning, "Cloudmore shows 8 active organizations; of 5 that were looked at, 1 has no company in AutotaskCompanyID (Zulu).")));
    }

    [Test]
    public async Task Look_LineCannotBeRead_IsToBeLookedAtAndNamed()
    {
        _export.Cloudmore.Behaviour.Renamed = _export.Cloudmore.Behaviour.Renamed.Add("totalSales", "salesTotal");

        var finding = One(await LookAsync(_export), "Cloudmore report");

        Assert.That(finding.State, Is.EqualTo(FindingState.Warning));
        Assert.That(finding.Found, Does.Contain("1 faults").And.Contain("Contoso").And.Contain("totalSales"));
        Assert.That(finding.ToDo, Does.Contain("Cloudmore:FieldAliases"));
    }

    [Test]
    public async Task Look_NoServiceListed_IsBadAndPointsToTheList()
    {
        foreach (var setting in _export.Settings.Keys.Where(name => name.StartsWith("Export:Services", StringComparison.Ordinal)).ToList())
            _export.Settings.Remove(setting);

        Assert.That(Bad(await LookAsync(_export), "Services"), Does.Contain("Export:Services").And.Contain("--services"));
    }

    [Test]
    public async Task Look_NoServiceListedAndCloudmoreIsNotSetYet_IsBadAllTheSame()
    {
        foreach (var setting in _export.Settings.Keys.Where(name => name.StartsWith("Export:Services", StringComparison.Ordinal) || name == "Cloudmore:Password").ToList())
            _export.Settings.Remove(setting);

        var findings = await LookAsync(_export);

        Assert.That(One(findings, "Cloudmore").State, Is.EqualTo(FindingState.NotChecked));
        Assert.That(Bad(findings, "Services"), Does.Contain("--services"));
    }

    [Test]
    public async Task Look_ServiceIsBilledAndNotListed_IsToBeLookedAtAndNamed()
    {
        _export.Cloudmore.Broker.Organization("Contoso").Bill(BrokerLine.Of(October, "B1", "P9", 1, 1m, 2m) with { ServiceName = "Backup as a service" });

        var finding = One(await LookAsync(_export), "Services");

        Assert.That(finding.State, Is.EqualTo(FindingState.Warning));
        Assert.That(finding.Found, Does.EndWith("Cloudmore bills others, whose lines would be held: Backup as a service."));
    }

    [Test]
    public async Task Look_NoServiceEnabled_IsToBeLookedAt()
    {
        for (var index = 0; index < 3; index++)
            _export.Settings[$"Export:Services:{index}:Enabled"] = "false";

        Assert.That(One(await LookAsync(_export), "Services"), Has.Property("State").EqualTo(FindingState.Warning).And.Property("ToDo").Contains("Enabled to true"));
    }

    [Test]
    public async Task Look_CompanyIsGoneOrNoCustomer_IsToBeLookedAtAndNamed()
    {
        var vendor = _export.Tenant.AddCompany("Vendor", companyType: 7);
        _export.Cloudmore.Broker.Add("Fabrikam", companyId: $"{vendor}");
        _export.Cloudmore.Broker.Add("Northwind", companyId: "99999");

        var finding = One(await LookAsync(_export), "Autotask companies");

        Assert.That(finding.State, Is.EqualTo(FindingState.Warning));
        Assert.That(finding.Found, Does.Contain("2 of 3").And.Contain($"{vendor} ('Vendor') is no customer").And.Contain("99999 was not found"));
    }

    [Test]
    public async Task Look_BillsInACurrencyThatTheTenantDoesNotHave_IsBad()
    {
        Bill("Contoso", "USD");

        var findings = await LookAsync(_export);

        Assert.That(Bad(findings, "Autotask currencies"), Does.Contain("The tenant has EUR").And.Contain("Bills in USD would be held"));
    }

    [Test]
    public async Task Look_SomeBillsInACurrencyThatTheTenantDoesNotHave_IsToBeLookedAt()
    {
        _export.Organization("Fabrikam").Bill(BrokerLine.Of(October, "S2", "P1", 10, 16.90m, 20.60m) with { CurrencyCode = "USD" });

        Assert.That(One(await LookAsync(_export), "Autotask currencies"), Has.Property("State").EqualTo(FindingState.Warning).And.Property("Found").Contains("Bills in USD would be held"));
    }

    [Test]
    public async Task Look_CompanyHasAnotherCurrencyThanItsBill_IsToBeLookedAtAndNamed()
    {
        var pounds = _export.Tenant.AddCurrency("GBP");
        var company = _export.Tenant.AddCompany("Fabrikam", currencyId: pounds);
        _export.Cloudmore.Broker.Add("Fabrikam", companyId: $"{company}").Bill(BrokerLine.Of(October, "S2", "P1", 10, 16.90m, 20.60m));

        var findings = await LookAsync(_export);

        Assert.That(One(findings, "Autotask currencies"), Has.Property("State").EqualTo(FindingState.Warning).And.Property("Found").Contains($"Fabrikam (EUR, company {company} GBP)"));
        Assert.That((await _export.RunAsync("2026-10-09")).Rows.Single(row => row.OrganizationName == "Fabrikam").Reason, Does.Contain("is billed in EUR").And.Contain("invoiced in GBP"), "the export says the same");
    }

    [Test]
    public async Task Look_TenantWithOneCurrencyAndBillsInTwo_IsToBeLookedAt()
    {
        _export.Autotask.Faults.On(call => call.Route.Contains("Currencies/query", StringComparison.OrdinalIgnoreCase), Fault.Answer(200, """{"items":[],"pageDetails":{"count":0,"requestCount":500}}"""), times: 10);
        Bill("Fabrikam", "USD");

        Assert.That(One(await LookAsync(_export), "Autotask currencies"), Has.Property("State").EqualTo(FindingState.Warning).And.Property("Found").Contains("the bills are in EUR, USD"));
    }

    [Test]
    public async Task Look_AllCurrenciesFit_IsGoodAndNamesThem()
    {
        Assert.That(One(await LookAsync(_export), "Autotask currencies"), Has.Property("State").EqualTo(FindingState.Good).And.Property("Found").Contains("the bills are in EUR"));
    }

    [TestCase("2026-10", FindingState.Good, "Bills from 2026-10 on are exported.")]
    [TestCase("", FindingState.Good, "The month of the first run is the first that is exported, now 2026-10.")]
    [TestCase("2026-09", FindingState.Warning, "so the first run exports bills of past months")]
    [TestCase("2026-12", FindingState.Warning, "Bills from 2026-12 on are exported, and none before.")]
    public async Task Look_FirstMonth_IsSaidAndLookedAtWhereItIsNotThisOne(string month, FindingState state, string words)
    {
        _export.Settings["Export:FirstMonth"] = month;

        Assert.That(One(await LookAsync(_export), "First month"), Has.Property("State").EqualTo(state).And.Property("Found").Contains(words));
    }

    [Test]
    public async Task Look_FirstMonthIsPastAndExported_IsGood()
    {
        _export.Settings["Export:FirstMonth"] = "2026-09";
        await _export.RunAsync("2026-10-09");

        Assert.That(One(await LookAsync(_export), "First month").State, Is.EqualTo(FindingState.Good));
    }

    [Test]
    public async Task Look_NoFirstMonthSet_LeavesItToTheFirstRun()
    {
        _export.Settings["Export:FirstMonth"] = "";
        await LookAsync(_export);

        await _export.RunAsync("2026-11-09");

        Assert.That(One(await LookAsync(_export), "First month").Found, Is.EqualTo("Bills from 2026-11 on are exported, and none before."), "the look in October decided nothing");
    }

    /// <summary>An organization that is billed in one currency only.</summary>
    private void Bill(string organization, string currency)
    {
        var found = _export.Cloudmore.Broker.Organizations.Find(one => one.Name == organization) ?? _export.Organization(organization);
        found.Lines = [BrokerLine.Of(October, "S9", "P1", 10, 16.90m, 20.60m) with { CurrencyCode = currency }];
    }
}
