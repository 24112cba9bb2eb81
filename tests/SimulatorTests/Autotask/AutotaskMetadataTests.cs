using System.Text.Json;
using CloudmoreAutotask.Simulators.Autotask.Schema;
using NUnit.Framework;

namespace CloudmoreAutotask.Tests.SimulatorTests;

public sealed class AutotaskMetadataTests
{
    [TestCase("Contracts", "Contract", true, false, true, true, true)]
    [TestCase("ContractServices", "ContractService", true, false, true, true, false)]
    [TestCase("ContractServiceUnits", "ContractServiceUnit", false, false, true, false, false)]
    [TestCase("ContractServiceAdjustments", "ContractServiceAdjustment", true, false, false, false, false)]
    [TestCase("ContractCharges", "ContractCost", true, true, true, true, false)]
    [TestCase("BillingCodes", "AllocationCode", false, false, true, false, false)]
    public async Task Info_Entity_SaysWhatMayBeDone(string entity, string name, bool create, bool delete, bool query, bool update, bool udfs)
    {
        await using var session = await AutotaskSession.StartAsync();

        var info = (await session.GetAsync($"{entity}/entityInformation")).Json.GetProperty("info");

        Assert.Multiple(() =>
        {
            Assert.That(info.GetProperty("name").GetString(), Is.EqualTo(name));
            Assert.That(info.GetProperty("canCreate").GetBoolean(), Is.EqualTo(create));
            Assert.That(info.GetProperty("canDelete").GetBoolean(), Is.EqualTo(delete));
            Assert.That(info.GetProperty("canQuery").GetBoolean(), Is.EqualTo(query));
            Assert.That(info.GetProperty("canUpdate").GetBoolean(), Is.EqualTo(update));
            Assert.That(info.GetProperty("userAccessForCreate").GetInt32(), Is.EqualTo(create ? 1 : 0));
            Assert.That(info.GetProperty("hasUserDefinedFields").GetBoolean(), Is.EqualTo(udfs));
        });
    }

    [Test]
    public async Task Fields_Picklist_HasValuesAsText()
    {
        await using var session = await AutotaskSession.StartAsync();

        var type = await FieldAsync(session, "Contracts", "contractType");
        var recurring = type.GetProperty("picklistValues").EnumerateArray().Single(value => value.GetProperty("label").GetString() == "Recurring Service");

        Assert.Multiple(() =>
        {
            Assert.That(recurring.GetProperty("value").GetString(), Is.EqualTo("7"));
            Assert.That(type.GetProperty("isRequired").GetBoolean() && type.GetProperty("isReadOnly").GetBoolean(), Is.True);
            Assert.That(type.GetProperty("dataType").GetString(), Is.EqualTo("integer"));
        });
    }

    [Test]
    public async Task Fields_Lengths_AreTheDocumentedOnes()
    {
        await using var session = await AutotaskSession.StartAsync();

        Assert.Multiple(async () =>
        {
            Assert.That((await FieldAsync(session, "Contracts", "contractName")).GetProperty("length").GetInt32(), Is.EqualTo(100));
            Assert.That((await FieldAsync(session, "ContractCharges", "internalPurchaseOrderNumber")).GetProperty("length").GetInt32(), Is.EqualTo(50));
            Assert.That((await FieldAsync(session, "Contracts", "companyID")).GetProperty("referenceEntityType").GetString(), Is.EqualTo("Account"));
        });
    }

    [Test]
    public async Task Fields_TenantWithoutSku_HasNone()
    {
        await using var session = await AutotaskSession.StartAsync();
        var billingCode = session.Tenant.ServiceBillingCodeId;
        session.Rules.ServicesHaveSku = false;

        var fields = await session.GetAsync("Services/entityInformation/fields");
        var write = await session.PostAsync("Services", $$"""{"name":"Seat","unitPrice":1,"periodType":2,"billingCodeID":{{billingCode}},"sku":"CM:x"}""");
        var query = await session.PostAsync("Services/query", """{"filter":[{"op":"eq","field":"sku","value":"CM:x"}]}""");
        session.Tenant.AddService("Seat");
        var read = await session.PostAsync("Services/query", """{"filter":[{"op":"eq","field":"name","value":"seat"}]}""");

        Assert.Multiple(() =>
        {
            Assert.That(fields.Text, Does.Not.Contain("\"sku\""));
            Assert.That(write.Errors, Does.Contain("Unable to find sku"));
            Assert.That(query.Errors, Does.Contain("Unable to find sku"));
            Assert.That(read.Items.Single().TryGetProperty("sku", out _), Is.False);
        });
    }

    [Test]
    public async Task Fields_HiddenState_IsNotShown()
    {
        await using var session = await AutotaskSession.StartAsync();

        var fields = await session.GetAsync("ContractServiceUnits/entityInformation/fields");

        Assert.That(fields.Text, Does.Contain("approveAndPostDate").And.Not.Contain("periodDays").And.Not.Contain("unitPrice"));
    }

    [Test]
    public async Task SetPicklist_TenantValues_AreShownAndChecked()
    {
        await using var session = await AutotaskSession.StartAsync();
        session.Tenant.SetPicklist("Contracts", "serviceLevelAgreementID", new PicklistValue(77, "Own"));

        var field = await FieldAsync(session, "Contracts", "serviceLevelAgreementID");

        Assert.That(field.GetProperty("picklistValues").EnumerateArray().Single().GetProperty("value").GetString(), Is.EqualTo("77"));
    }

    [Test]
    public async Task UserDefinedFields_CreatedByApi_AreListedAndUsable()
    {
        await using var session = await AutotaskSession.StartAsync();
        var udfType = await PicklistIdAsync(session, "udfType", "Contract");
        var dataType = await PicklistIdAsync(session, "dataType", "String");

        var created = await session.PostAsync("UserDefinedFieldDefinitions", $$"""{"name":"Subscription ID","udfType":{{udfType}},"dataType":{{dataType}}}""");
        var again = await session.PostAsync("UserDefinedFieldDefinitions", $$"""{"name":"subscription id","udfType":{{udfType}},"dataType":{{dataType}}}""");
        var listed = await session.GetAsync("Contracts/entityInformation/userDefinedFields");
        var off = await session.PatchAsync("UserDefinedFieldDefinitions", $$"""{"id":{{created.ItemId}},"isActive":false}""");
        var query = await session.PostAsync("Contracts/query", """{"filter":[{"op":"exist","field":"Subscription ID","udf":true}]}""");

        Assert.Multiple(() =>
        {
            Assert.That(again.Errors, Does.Contain("already exists"));
            Assert.That(listed.Json.GetProperty("fields").EnumerateArray().Single().GetProperty("name").GetString(), Is.EqualTo("Subscription ID"));
            Assert.That(off.ItemId, Is.EqualTo(created.ItemId));
            Assert.That(query.Status, Is.EqualTo(500));
        });
    }

    private static async Task<JsonElement> FieldAsync(AutotaskSession session, string entity, string field)
    {
        var reply = await session.GetAsync($"{entity}/entityInformation/fields");
        return reply.Json.GetProperty("fields").EnumerateArray().Single(item => item.GetProperty("name").GetString() == field);
    }

    private static async Task<string> PicklistIdAsync(AutotaskSession session, string field, string label)
    {
        var values = (await FieldAsync(session, "UserDefinedFieldDefinitions", field)).GetProperty("picklistValues").EnumerateArray();
        return values.Single(value => value.GetProperty("label").GetString() == label).GetProperty("value").GetString()!;
    }
}
