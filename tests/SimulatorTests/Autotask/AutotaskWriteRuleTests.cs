using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using NUnit.Framework;

namespace CloudmoreAutotask.Tests.SimulatorTests;

public sealed class AutotaskWriteRuleTests
{
    [Test]
    public async Task Create_Contract_AnswersItsIdAndKeepsItsFields()
    {
        await using var session = await AutotaskSession.StartAsync();
        session.Tenant.AddContractField();
        var body = Contract(session);
        body["userDefinedFields"] = new JsonArray(new JsonObject { ["name"] = "subscription id", ["value"] = "sub-1" });

        var created = await session.PostAsync("Contracts", body.ToJsonString());
        var contract = session.Tenant.FindContract("cm-sub-1")!;

        Assert.Multiple(() =>
        {
            Assert.That(created.Text, Is.EqualTo($$"""{"itemId":{{contract.Id}}}"""));
            Assert.That(contract.SubscriptionId, Is.EqualTo("sub-1"));
            Assert.That(contract.Start, Is.EqualTo(Day.Of("2026-10-01")));
            Assert.That(contract.End, Is.EqualTo(Day.Of("2029-09-30")));
            Assert.That(contract.PeriodType, Is.EqualTo(2));
        });
    }

    // A property and its JSON; null takes the property away.
    [TestCase("contractName", null, "Value does not exist for the required field contractName")]
    [TestCase("contractName", "\"\"", "Value does not exist for the required field contractName")]
    [TestCase("companyID", null, "Value does not exist for the required field companyID")]
    [TestCase("contractPeriodType", null, "Value does not exist for the required field contractPeriodType")]
    [TestCase("timeReportingRequiresStartAndStopTimes", "null", "required field timeReportingRequiresStartAndStopTimes")]
    [TestCase("nothing", "1", "Unable to find nothing")]
    [TestCase("userDefinedFields", """[{"name":"nothing","value":"x"}]""", "Unable to find nothing")]
    [TestCase("userDefinedFields", """{"nothing":"x"}""", "wrong data type")]
    [TestCase("contractNumber", "123", "contractNumber has the wrong data type")]
    [TestCase("status", "\"1\"", "status has the wrong data type")]
    [TestCase("status", "1.0", "status has the wrong data type")]
    [TestCase("status", "1e0", "status has the wrong data type")]
    [TestCase("setupFee", "\"0\"", "setupFee has the wrong data type")]
    [TestCase("isCompliant", "1", "isCompliant has the wrong data type")]
    [TestCase("startDate", "\"soon\"", "startDate has the wrong data type")]
    [TestCase("companyID", "9999999999", "companyID has the wrong data type")]
    [TestCase("contractType", "5", "picklist of field contractType")]
    [TestCase("serviceLevelAgreementID", "11", "picklist of field serviceLevelAgreementID")]
    [TestCase("companyID", "999", "Value does not reference an existing entity for companyID")]
    [TestCase("contactID", "5", "Value does not reference an existing entity for contactID")]
    [TestCase("internalCurrencySetupFee", "5", "internalCurrencySetupFee is read-only")]
    [TestCase("id", "5", "id is read-only")]
    [TestCase("endDate", "\"2026-09-30\"", "endDate must not be before the startDate")]
    public async Task Create_Contract_IsRefused(string property, string? json, string error)
    {
        await using var session = await AutotaskSession.StartAsync();
        var body = Contract(session);
        body.Remove(property);
        if (json is not null)
            body[property] = JsonNode.Parse(json);

        var reply = await session.PostAsync("Contracts", body.ToJsonString());

        Assert.Multiple(() =>
        {
            Assert.That(reply.Status, Is.EqualTo(500));
            Assert.That(reply.Errors, Does.Contain(error));
            Assert.That(session.Tenant.AllContracts, Is.Empty);
        });
    }

    [TestCase("contractName", 100)]
    [TestCase("contractNumber", 50)]
    [TestCase("description", 2000)]
    public async Task Create_TextLength_IsLimited(string property, int length)
    {
        await using var session = await AutotaskSession.StartAsync();
        var body = Contract(session);
        body[property] = new string('x', length);
        var fits = await session.PostAsync("Contracts", body.ToJsonString());
        body[property] = new string('x', length + 1);

        var tooLong = await session.PostAsync("Contracts", body.ToJsonString());

        Assert.Multiple(() =>
        {
            Assert.That(fits.Status, Is.EqualTo(200));
            Assert.That(tooLong.Errors, Does.Contain($"String value exceeds maximum length (field: {property})"));
        });
    }

    [Test]
    public async Task Create_ContractOfAnInactiveCompany_IsRefused()
    {
        await using var session = await AutotaskSession.StartAsync();
        var body = Contract(session);
        body["companyID"] = session.Tenant.AddCompany("Gone", isActive: false);

        var reply = await session.PostAsync("Contracts", body.ToJsonString());

        Assert.That(reply.Errors, Does.Contain("references an inactive entity for companyID"));
    }

    [Test]
    public async Task Create_DuplicateProperty_IsRefused()
    {
        await using var session = await AutotaskSession.StartAsync();

        var reply = await session.PostAsync("Contracts", """{"contractName":"a","contractName":"b"}""");

        Assert.That(reply.Status, Is.EqualTo(400));
    }

    [Test]
    public async Task Create_DayWithATime_SlipsToTheServersDay()
    {
        await using var session = await AutotaskSession.StartAsync();
        var body = Contract(session);
        body["startDate"] = "2026-10-01T00:00:00Z";

        await session.PostAsync("Contracts", body.ToJsonString());

        Assert.That(session.Tenant.AllContracts.Single().Start, Is.EqualTo(Day.Of("2026-09-30")));
    }

    [Test]
    public async Task Create_IdOfZero_IsTaken()
    {
        await using var session = await AutotaskSession.StartAsync();
        var body = Contract(session);
        body["id"] = 0;

        var reply = await session.PostAsync("Contracts", body.ToJsonString());

        Assert.That(reply.ItemId, Is.Positive);
    }

    [Test]
    public async Task Patch_Contract_TouchesOnlyTheGivenFields()
    {
        await using var session = await AutotaskSession.StartAsync();
        var id = (await session.PostAsync("Contracts", Contract(session).ToJsonString())).ItemId;

        var reply = await session.PatchAsync("Contracts", $$"""{"id":{{id}},"contractNumber":"CM-2"}""");
        var contract = session.Tenant.AllContracts.Single();

        Assert.Multiple(() =>
        {
            Assert.That(reply.Text, Is.EqualTo($$"""{"itemId":{{id}}}"""));
            Assert.That(contract.Number, Is.EqualTo("CM-2"));
            Assert.That(contract.Name, Is.EqualTo("Microsoft 365 - Head office"));
            Assert.That(session.Tenant.FindContract("CM-SUB-1"), Is.Null);
        });
    }

    [TestCase("""{"contractName":"x"}""", "required field id")]
    [TestCase("""{"id":1,"contractName":"x"}""", "No matching Contract was found for id 1")]
    [TestCase("""{"id":#,"companyID":0}""", "companyID is read-only")]
    [TestCase("""{"id":#,"contractType":1}""", "contractType is read-only")]
    [TestCase("""{"id":#,"contractPeriodType":5}""", "contractPeriodType is read-only")]
    [TestCase("""{"id":#,"contractName":null}""", "required field contractName")]
    [TestCase("""{"id":#,"status":2}""", "picklist of field status")]
    public async Task Patch_Contract_IsRefused(string body, string error)
    {
        await using var session = await AutotaskSession.StartAsync();
        var id = (await session.PostAsync("Contracts", Contract(session).ToJsonString())).ItemId;

        var reply = await session.PatchAsync("Contracts", body.Replace("#", id.ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal));

        Assert.Multiple(() =>
        {
            Assert.That(reply.Status, Is.EqualTo(500));
            Assert.That(reply.Errors, Does.Contain(error));
        });
    }

    [Test]
    public async Task Patch_UserDefinedField_SetsAndEmpties()
    {
        await using var session = await AutotaskSession.StartAsync();
        var tenant = session.Tenant;
        var id = tenant.AddContract(tenant.AddCompany("Contoso"), "One", Day.Of("2026-10-01"), Day.Of("2027-09-30"), subscriptionId: "old");

        await session.PatchAsync("Contracts", $$"""{"id":{{id}},"userDefinedFields":[{"name":"Subscription ID","value":"new"}]}""");
        var set = tenant.AllContracts.Single().SubscriptionId;
        await session.PatchAsync("Contracts", $$"""{"id":{{id}},"userDefinedFields":[{"name":"Subscription ID","value":null}]}""");
        var item = await session.GetAsync($"Contracts/{id}");

        Assert.Multiple(() =>
        {
            Assert.That(set, Is.EqualTo("new"));
            Assert.That(item.Json.GetProperty("item").TryGetProperty("userDefinedFields", out _), Is.False);
        });
    }

    [Test]
    public async Task Put_Contract_NullsWhatIsLeftOut()
    {
        await using var session = await AutotaskSession.StartAsync();
        var body = Contract(session);
        var id = (await session.PostAsync("Contracts", body.ToJsonString())).ItemId;
        body["id"] = id;
        body.Remove("contractNumber");
        body.Remove("serviceLevelAgreementID");

        var reply = await session.PutAsync("Contracts", body.ToJsonString());
        var incomplete = await session.PutAsync("Contracts", $$"""{"id":{{id}},"contractNumber":"CM-2"}""");
        var item = (await session.GetAsync($"Contracts/{id}")).Json.GetProperty("item");

        Assert.Multiple(() =>
        {
            Assert.That(reply.Status, Is.EqualTo(200));
            Assert.That(incomplete.Errors, Does.Contain("required field contractName"));
            Assert.That(item.GetProperty("contractNumber").ValueKind, Is.EqualTo(JsonValueKind.Null));
            Assert.That(item.GetProperty("serviceLevelAgreementID").ValueKind, Is.EqualTo(JsonValueKind.Null));
            Assert.That(item.GetProperty("companyID").ValueKind, Is.EqualTo(JsonValueKind.Number));
        });
    }

    [Test]
    public async Task Create_Service_ChecksItsBillingCode()
    {
        await using var session = await AutotaskSession.StartAsync();
        var tenant = session.Tenant;

        var good = await CreateServiceAsync(session, tenant.ServiceBillingCodeId);
        var wrongUse = await CreateServiceAsync(session, tenant.ChargeBillingCodeId);
        var inactive = await CreateServiceAsync(session, tenant.InactiveServiceBillingCodeId);
        var unknown = await CreateServiceAsync(session, 1);

        Assert.Multiple(() =>
        {
            Assert.That(tenant.AllServices.Single(), Is.EqualTo(new Simulators.Autotask.ServiceRow(good.ItemId, "Seat", "CM:seat:monthly", 2, 20.6m, 16.9m, tenant.ServiceBillingCodeId, true)));
            Assert.That(wrongUse.Errors, Does.Contain("use type"));
            Assert.That(inactive.Errors, Does.Contain("inactive"));
            Assert.That(unknown.Errors, Does.Contain("does not reference"));
        });
    }

    [Test]
    public async Task Patch_ServicePeriodType_IsRefused()
    {
        await using var session = await AutotaskSession.StartAsync();
        var service = session.Tenant.AddService("Seat");

        var reply = await session.PatchAsync("Services", $$"""{"id":{{service}},"periodType":5}""");

        Assert.That(reply.Errors, Does.Contain("periodType is read-only"));
    }

    [Test]
    public async Task Patch_BillingItem_TakesOnlyTheWebServiceDate()
    {
        await using var session = await AutotaskSession.StartAsync();
        var tenant = session.Tenant;
        var contract = tenant.AddContract(tenant.AddCompany("Contoso"), "One", Day.Of("2026-10-01"), Day.Of("2027-09-30"));
        tenant.BillCharge(tenant.AddCharge(contract, "Usage", Day.Of("2026-10-31"), 1, 10));
        var id = tenant.AllBillingItems.Single().Id;

        var date = await session.PatchAsync("BillingItems", $$"""{"id":{{id}},"webServiceDate":"2026-11-01T10:00:00Z"}""");
        var price = await session.PatchAsync("BillingItems", $$"""{"id":{{id}},"extendedPrice":1}""");

        Assert.Multiple(() =>
        {
            Assert.That(date.ItemId, Is.EqualTo(id));
            Assert.That(price.Errors, Does.Contain("read-only"));
        });
    }

    private static Task<Reply> CreateServiceAsync(AutotaskSession session, long billingCode) => session.PostAsync(
        "Services", $$"""{"name":"Seat","sku":"CM:seat:monthly","unitPrice":20.60,"unitCost":16.90,"periodType":2,"billingCodeID":{{billingCode}},"isActive":true}""");

    private static JsonObject Contract(AutotaskSession session) => new()
    {
        ["companyID"] = session.Tenant.AddCompany("Contoso"),
        ["contractName"] = "Microsoft 365 - Head office",
        ["contractNumber"] = "CM-sub-1",
        ["contractType"] = 7,
        ["status"] = 1,
        ["startDate"] = "2026-10-01",
        ["endDate"] = "2029-09-30",
        ["contractPeriodType"] = 2,
        ["serviceLevelAgreementID"] = session.Tenant.ServiceLevelAgreementId,
        ["timeReportingRequiresStartAndStopTimes"] = 0,
        ["setupFee"] = 0,
    };
}
