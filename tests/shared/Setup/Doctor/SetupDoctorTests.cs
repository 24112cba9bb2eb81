using System.Globalization;
using Azure.Storage.Queues;
using CloudmoreAutotask.Setup;
using CloudmoreAutotask.Simulators.Autotask;
using CloudmoreAutotask.Simulators.Cloudmore;
using CloudmoreAutotask.Simulators.Faults;
using CloudmoreAutotask.Tests.Export;
using Microsoft.Extensions.DependencyInjection;
using NUnit.Framework;
using static CloudmoreAutotask.Tests.Setup.Doctor.DoctorLooks;

namespace CloudmoreAutotask.Tests.Setup.Doctor;

/// <summary>Each check of the doctor against both simulators, right and wrong.</summary>
[Parallelizable]
public sealed class SetupDoctorTests
{
    private ExportHarness _export = null!;

    [SetUp]
    public async Task SetUp()
    {
        _export = await ExportHarness.StartAsync();
        _export.Organization("Contoso");
        _export.Tenant.AddService("Backup", 9.99m, unitCost: 5m);
        _export.Cloudmore.Description = Description(ReportFields);
    }

    [TearDown]
    public async Task TearDown() => await _export.DisposeAsync();

    [Test]
    public async Task Look_EverythingInPlace_IsGoodAndAnExportWouldRun()
    {
        var findings = await LookAsync();

        Assert.That(findings.Where(finding => finding.State != FindingState.Good), Is.Empty);
        Assert.That(SetupDoctor.WouldExport(findings), Is.True);
        Assert.That(_export.Autotask.Calls.Writes, Is.Empty);
    }

    [Test]
    public async Task Look_EmptySettings_NamesEachAndLooksAtWhatItCan()
    {
        foreach (var name in _export.Settings.Keys.Where(name => name.StartsWith("Cloudmore:", StringComparison.Ordinal) || name.StartsWith("Autotask:", StringComparison.Ordinal)).ToList())
            _export.Settings.Remove(name);

        var findings = await LookAsync();

        Assert.That(Bad(findings, "Settings"), Does.Contain("Autotask:ApiSecret").And.Contain("Cloudmore:ResellerId").And.Contain("Autotask:ServiceBillingCodeId").And.Contain("such as"));
        Assert.That(findings.Single(finding => finding.Check == "Autotask").State, Is.EqualTo(FindingState.NotChecked));
        Assert.That(findings.Single(finding => finding.Check == "Cloudmore").State, Is.EqualTo(FindingState.NotChecked));
        Assert.That(findings.Where(finding => finding.Check == "Storage").Select(finding => finding.State), Is.All.EqualTo(FindingState.Good));
    }

    [TestCase("", "Autotask:ApiSecret is missing", "in Azure, in Key Vault")]
    [TestCase("contoso-export", "KeyVault:Uri is missing", "in Azure, among the app's settings")]
    public async Task Look_SettingIsMissing_SaysWhereItBelongsInAzure(string app, string found, string place)
    {
        _export.Settings["WEBSITE_SITE_NAME"] = app;
        _export.Settings["Autotask:ApiSecret"] = "";

        var missing = (await LookAsync()).Single(finding => finding.Check == "Settings" && finding.Found.StartsWith(found, StringComparison.Ordinal));

        Assert.That(missing.ToDo, Does.Contain(place));
    }

    [Test]
    public async Task Look_RecordsNotNamedYet_ListsTheCandidates()
    {
        _export.Settings["Autotask:ServiceBillingCodeId"] = "";
        _export.Settings["Autotask:ServiceLevelAgreementId"] = "";

        var findings = await LookAsync();

        Assert.That(Bad(findings, "Autotask records"), Does.Contain("To choose from").And.Contain(_export.Tenant.ServiceBillingCodeId.ToString(CultureInfo.InvariantCulture)));
    }

    [Test]
    public async Task Look_WrongRecords_SaysWhatIsWrongWithThem()
    {
        _export.Settings["Autotask:ServiceBillingCodeId"] = _export.Tenant.ChargeBillingCodeId.ToString(CultureInfo.InvariantCulture);
        _export.Settings["Autotask:ProductBillingCodeId"] = _export.Tenant.AddBillingCode("Old", 4, isActive: false).ToString(CultureInfo.InvariantCulture);
        _export.Settings["Autotask:ServiceLevelAgreementId"] = "Gold";

        var findings = await LookAsync();

        Assert.That(Bad(findings, "Autotask records"), Does.Contain("use type").And.Contain("is not active").And.Contain("'Gold'"));
    }

    [Test]
    public async Task Look_ContractFieldMissing_IsBadUntilItIsAsked()
    {
        await using var export = await ExportHarness.StartAsync(new CloudmoreBroker(), new AutotaskTenant());

        var without = await DoctorLooks.LookAsync(export);
        var created = await DoctorLooks.LookAsync(export, createField: true);
        var afterwards = await DoctorLooks.LookAsync(export);

        Assert.That(Bad(without, "Contract field"), Does.Contain("Subscription ID").And.Contain("--create-field"));
        Assert.That(created.Single(finding => finding.Check == "Contract field").State, Is.EqualTo(FindingState.Good));
        Assert.That(afterwards.Single(finding => finding.Check == "Contract field").State, Is.EqualTo(FindingState.Good));
        Assert.That(export.Autotask.Calls.Writes, Has.Count.EqualTo(1));
    }

    [Test]
    public async Task Look_ContractFieldIsNoText_IsBad()
    {
        await using var export = await ExportHarness.StartAsync(new CloudmoreBroker(), new AutotaskTenant());
        var contractField = new AutotaskTenant();
        var id = contractField.AddContractField();
        var type = contractField.Value("UserDefinedFieldDefinitions", id, "udfType");
        export.Tenant.Add("UserDefinedFieldDefinitions", ("name", "Subscription ID"), ("udfType", type), ("dataType", 16L), ("isActive", true));

        Assert.That(Bad(await DoctorLooks.LookAsync(export), "Contract field"), Does.Contain("no text"));
    }

    [TestCase("Companies", EntityAccess.Query, "query")]
    [TestCase("ContractServices", EntityAccess.Query, "query")]
    [TestCase("BillingCodes", EntityAccess.Query, "query")]
    [TestCase("ContractCharges", EntityAccess.Create, "create")]
    [TestCase("Contracts", EntityAccess.Update, "update")]
    [TestCase("ContractServiceUnits", EntityAccess.Query, "query")]
    [TestCase("ContractServiceAdjustments", EntityAccess.Create, "create")]
    [TestCase("Services", EntityAccess.Create, "create")]
    public async Task Look_RightMissing_IsBadAndNamesIt(string entity, EntityAccess denied, string word)
    {
        _export.Tenant.Rules.Denied[entity] = denied;

        var findings = await LookAsync();

        Assert.That(Bad(findings, $"Autotask rights on {entity}"), Does.Contain(word).And.Contain(entity));
        Assert.That(findings.Where(finding => finding.Check.StartsWith("Autotask rights", StringComparison.Ordinal) && finding.State == FindingState.Bad), Has.Exactly(1).Items, "the other rights are there");
    }

    [Test]
    public async Task Look_CostsHidden_IsToBeLookedAt()
    {
        _export.Tenant.Rules.CanReadCosts = false;

        var findings = await LookAsync();

        Assert.That(One(findings, "Autotask costs"), Has.Property("State").EqualTo(FindingState.Warning).And.Property("ToDo").Contains("An export would run all the same").And.Property("ToDo").Contains("Can't Read Costs"));
        Assert.That(SetupDoctor.WouldExport(findings), Is.True);
    }

    [Test]
    public async Task Look_WrongAutotaskSecret_StopsBeforeItLocksTheUser()
    {
        _export.Settings["Autotask:ApiSecret"] = "wrong";

        var first = await LookAsync();
        var second = await LookAsync();

        Assert.That(Bad(first, "Autotask"), Does.Contain("Autotask:ApiSecret"));
        Assert.That(Bad(second, "Autotask"), Does.Contain("stopped"));
        Assert.That(_export.Autotask.Calls.Unauthorized, Is.LessThanOrEqualTo(2));
    }

    [Test]
    public async Task Look_WrongCloudmorePassword_IsBad()
    {
        _export.Settings["Cloudmore:Password"] = "wrong";

        Assert.That(Bad(await LookAsync(), "Cloudmore"), Does.Contain("Cloudmore:"));
    }

    [Test]
    public async Task Look_OtherReseller_IsBad()
    {
        _export.Settings["Cloudmore:ResellerId"] = "00000000-0000-0000-0000-00000000dead";

        Assert.That(Bad(await LookAsync(), "Cloudmore"), Does.Contain("Cloudmore:ResellerId"));
    }

    [Test]
    public async Task Look_OrganizationWithoutCompany_IsToBeLookedAt()
    {
        _export.Organization("Fabrikam", mapped: false);

        var finding = (await LookAsync()).Single(finding => finding.Check == "Cloudmore organizations");

        Assert.That((finding.State, finding.Found), Is.EqualTo((FindingState.Warning, finding.Found)));
        Assert.That(finding.Found, Does.Contain("Fabrikam"));
    }

    [Test]
    public async Task Look_FieldRenamedInTheDescription_IsToBeLookedAtUntilItHasAnAlias()
    {
        _export.Cloudmore.Description = Description(ReportFields.Select(name => name == "totalSales" ? "salesTotal" : name));

        var renamed = (await LookAsync()).Single(finding => finding.Check == "Cloudmore field names");
        _export.Settings["Cloudmore:FieldAliases:totalSales"] = "salesTotal";
        var aliased = (await LookAsync()).Single(finding => finding.Check == "Cloudmore field names");

        Assert.That((renamed.State, aliased.State), Is.EqualTo((FindingState.Warning, FindingState.Good)));
        Assert.That(renamed.Found, Does.Contain("totalSales"));
    }

    [Test]
    public async Task Look_NoDescription_IsToBeLookedAt()
    {
        _export.Cloudmore.Description = null;

        Assert.That((await LookAsync()).Single(finding => finding.Check == "Cloudmore field names").State, Is.EqualTo(FindingState.Warning));
    }

    [Test]
    public async Task Look_AllowanceSpent_IsToBeLookedAt()
    {
        _export.Autotask.UseAllowance(6000);

        Assert.That((await LookAsync()).Single(finding => finding.Check == "Autotask allowance").State, Is.EqualTo(FindingState.Warning));
    }

    [Test]
    public async Task Look_PicklistsWithoutWhatIsNeeded_IsBad()
    {
        _export.Autotask.Faults.On(call => call.Route.EndsWith("Contracts/entityInformation/fields", StringComparison.OrdinalIgnoreCase), Fault.Answer(200, """{"fields":[]}"""), times: 10);

        Assert.That(Bad(await LookAsync(), "Autotask picklists"), Does.Contain("contractType").And.Contain("contractPeriodType"));
    }

    [Test]
    public async Task Look_StorageKeyIsWrong_IsBad()
    {
        _export.Settings["AzureWebJobsStorage"] = System.Text.RegularExpressions.Regex.Replace(
            _export.ConnectionString, "AccountKey=[^;]+", $"AccountKey={Convert.ToBase64String(new byte[64])}", System.Text.RegularExpressions.RegexOptions.None, TimeSpan.FromSeconds(1));

        var findings = await LookAsync();

        Assert.That(Bad(findings, "Storage"), Does.Contain("tables cannot be used").And.Contain("queues cannot be used"));
        Assert.That(findings.Where(finding => finding.Check is "Cloudmore" or "Autotask").Select(finding => finding.State), Is.EqualTo(new[] { FindingState.NotChecked, FindingState.NotChecked }));
    }

    [Test]
    public async Task Look_BlobsCannotBeReached_IsBadAndTheRestIsLookedAt()
    {
        _export.Settings["AzureWebJobsStorage"] = System.Text.RegularExpressions.Regex.Replace(
            _export.ConnectionString, @"BlobEndpoint=http://127\.0\.0\.1:\d+", "BlobEndpoint=http://127.0.0.1:1", System.Text.RegularExpressions.RegexOptions.None, TimeSpan.FromSeconds(1));

        var findings = await LookAsync();

        Assert.That(Bad(findings, "Storage"), Does.Contain("blobs cannot be used").And.Contain("AzureWebJobsStorage").And.Not.Contain("tables cannot be used").And.Not.Contain("queues cannot be used"));
        Assert.That(One(findings, "Autotask sign-in").State, Is.EqualTo(FindingState.Good));
    }

    [Test]
    public async Task Look_IdentityMayNotReachStorage_IsBadAndTheRestIsNotChecked()
    {
        _export.Settings.Remove("AzureWebJobsStorage");
        _export.Settings["AzureWebJobsStorage:accountName"] = "contosoexport";
        _export.Before = services => services.AddSingleton<IAzureCredentials>(
            new StubCredentials(() => "") { Failure = new Azure.Identity.AuthenticationFailedException("No identity is assigned to this app.") });

        var findings = await LookAsync();

        Assert.That(Bad(findings, "Storage"), Does.Contain("tables cannot be used: No identity is assigned").And.Contain("roles for blobs, queues and tables"));
        Assert.That(findings.Where(finding => finding.Check is "Cloudmore" or "Autotask").Select(finding => finding.State), Is.EqualTo(new[] { FindingState.NotChecked, FindingState.NotChecked }));
    }

    [Test]
    public async Task Look_AnswerHasAnotherForm_IsBadAndTheOtherChecksGoOn()
    {
        _export.Autotask.Faults.On(call => call.Route.EndsWith("Companies/entityInformation", StringComparison.OrdinalIgnoreCase), Fault.Answer(200, "{}"), times: 10);

        var findings = await LookAsync();

        Assert.That(Bad(findings, "Autotask"), Does.Contain("information on Companies").And.Contain("the API's own"));
        Assert.That(One(findings, "Cloudmore sign-in").State, Is.EqualTo(FindingState.Good));
    }

    [TestCase(null, "at each start")]
    [TestCase("a-long-random-text-for-tests", "There is a key")]
    public async Task Look_OperatorKeyOnOneMachine_IsGoodSetOrNot(string? key, string found)
    {
        _export.Settings["Operator:Key"] = key;

        Assert.That(One(await LookAsync(), "Operator key"), Has.Property("State").EqualTo(FindingState.Good).And.Property("Found").Contains(found));
    }

    [TestCase("export-plans-poison")]
    [TestCase("export-requests-poison")]
    public async Task Look_PoisonMessages_AreToBeLookedAt(string queue)
    {
        var poison = new QueueClient(_export.ConnectionString, queue);
        await poison.CreateIfNotExistsAsync();
        await poison.SendMessageAsync("lost");

        Assert.That((await LookAsync()).Single(finding => finding.Check == "Queues"), Has.Property("State").EqualTo(FindingState.Warning).And.Property("Found").Contains($"1 in {queue}"));
    }

    [Test]
    public async Task Look_ClockIsOff_IsBad()
    {
        await using var provider = _export.Build("2026-10-09");
        var check = new ClockCheck(provider.GetRequiredService<IHttpClientFactory>(), _export.Autotask.ZoneInformationUrl, new Ahead(TimeSpan.FromMinutes(10)));

        var findings = new List<Finding>();
        await foreach (var finding in check.LookAsync(CancellationToken.None))
            findings.Add(finding);

        Assert.That(Bad(findings, "Clock"), Does.Contain("10 minutes"));
    }

    private Task<IReadOnlyList<Finding>> LookAsync() => DoctorLooks.LookAsync(_export);

    private sealed class Ahead(TimeSpan by) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => System.GetUtcNow() + by;
    }
}
