using System.Text.Json.Nodes;
using CloudmoreAutotask.Simulators.Autotask;
using NUnit.Framework;

namespace CloudmoreAutotask.Tests.SimulatorTests;

public sealed class AutotaskChargeTests
{
    [TestCase("812.3456", "0.011525", "9.34", "0.0115")]
    [TestCase("1", "934.26", "934.26", "934.26")]
    [TestCase("3", "1.675", "5.03", "1.675")]
    [TestCase("-1", "1.005", "-1.01", "1.005")]
    [TestCase("2.00005", "10", "20", "10")]
    public async Task Create_Charge_RoundsHalfAwayFromZero(string quantity, string price, string amount, string storedPrice)
    {
        await using var session = await AutotaskSession.StartAsync();
        var contract = AddContract(session.Tenant);
        var body = Charge(session);
        body["unitQuantity"] = JsonNode.Parse(quantity);
        body["unitPrice"] = JsonNode.Parse(price);

        var created = await session.PostAsync($"Contracts/{contract}/Charges", body.ToJsonString());
        var item = (await session.GetAsync($"ContractCharges/{created.ItemId}")).Json.GetProperty("item");

        Assert.Multiple(() =>
        {
            Assert.That(item.GetProperty("billableAmount").GetDecimal(), Is.EqualTo(Amount(amount)));
            Assert.That(item.GetProperty("unitPrice").GetRawText(), Is.EqualTo(storedPrice));
            Assert.That(item.GetProperty("isBilled").GetBoolean(), Is.False);
        });
    }

    [Test]
    public async Task Create_Charge_ComputesCostAndAmountToTheCent()
    {
        await using var session = await AutotaskSession.StartAsync();
        var contract = AddContract(session.Tenant);

        var created = await session.PostAsync($"Contracts/{contract}/Charges", Charge(session).ToJsonString());
        var charge = session.Tenant.ChargesOf(contract).Single();

        Assert.That(charge, Is.EqualTo(new ChargeRow(
            created.ItemId, contract, "Azure plan usage", null, Day.Of("2026-10-31"), 2.5m, 10.01m, 8.33m, 25.03m, 20.83m, "CM-2026-10-abc",
            session.Tenant.ChargeBillingCodeId, IsBillable: true, IsBilled: false)));
    }

    [TestCase("billingCodeID", null, "Either productID or billingCodeID")]
    [TestCase("billingCodeID", "SERVICE", "use type")]
    [TestCase("chargeType", "3", "picklist of field chargeType")]
    [TestCase("chargeType", null, "required field chargeType")]
    [TestCase("unitQuantity", null, "required field unitQuantity")]
    [TestCase("name", null, "required field name")]
    [TestCase("datePurchased", null, "required field datePurchased")]
    [TestCase("isBilled", "true", "isBilled is read-only")]
    [TestCase("billableAmount", "1", "billableAmount is read-only")]
    [TestCase("contractServiceID", "1", "does not reference an existing entity for contractServiceID")]
    [TestCase("contractID", "1", "not the one of the URL")]
    [TestCase("productID", "1", "does not reference an existing entity for productID")]
    public async Task Create_Charge_IsRefused(string property, string? json, string error)
    {
        await using var session = await AutotaskSession.StartAsync();
        var contract = AddContract(session.Tenant);
        var body = Charge(session);
        body.Remove(property);
        if (json is not null)
            body[property] = json == "SERVICE" ? session.Tenant.ServiceBillingCodeId : JsonNode.Parse(json);

        var reply = await session.PostAsync($"Contracts/{contract}/Charges", body.ToJsonString());

        Assert.Multiple(() =>
        {
            Assert.That(reply.Errors, Does.Contain(error));
            Assert.That(session.Tenant.AllCharges, Is.Empty);
        });
    }

    [Test]
    public async Task Create_ChargeWithAProductCode_IsTaken()
    {
        await using var session = await AutotaskSession.StartAsync();
        var contract = AddContract(session.Tenant);
        var body = Charge(session);
        body["billingCodeID"] = session.Tenant.ProductBillingCodeId;

        var reply = await session.PostAsync($"Contracts/{contract}/Charges", body.ToJsonString());

        Assert.That(reply.ItemId, Is.Positive);
    }

    [Test]
    public async Task Create_ChargeOnAnUnknownContract_IsRefused()
    {
        await using var session = await AutotaskSession.StartAsync();

        var reply = await session.PostAsync("Contracts/1/Charges", Charge(session).ToJsonString());

        Assert.That(reply.Errors, Does.Contain("does not reference an existing entity for contractID"));
    }

    [Test]
    public async Task Create_NegativeCharge_RuleDecides()
    {
        await using var session = await AutotaskSession.StartAsync();
        var contract = AddContract(session.Tenant);
        var body = Charge(session);
        body["unitPrice"] = -5m;

        var taken = await session.PostAsync($"Contracts/{contract}/Charges", body.ToJsonString());
        session.Rules.NegativeChargesAllowed = false;
        var refused = await session.PostAsync($"Contracts/{contract}/Charges", body.ToJsonString());

        Assert.Multiple(() =>
        {
            Assert.That(taken.Status, Is.EqualTo(200));
            Assert.That(refused.Errors, Does.Contain("must not be negative"));
        });
    }

    [Test]
    public async Task Create_ChargeWithoutPrice_TakesTheBillingCodesPrice()
    {
        await using var session = await AutotaskSession.StartAsync();
        var contract = AddContract(session.Tenant);
        var body = Charge(session);
        body["billingCodeID"] = session.Tenant.AddBillingCode("Priced", 4, unitPrice: 3.5m, unitCost: 2m);
        body.Remove("unitPrice");
        body.Remove("unitCost");

        await session.PostAsync($"Contracts/{contract}/Charges", body.ToJsonString());

        Assert.That(session.Tenant.AllCharges.Single().Amount, Is.EqualTo(8.75m));
    }

    [TestCase(4)]
    [TestCase(6)]
    [TestCase(8)]
    public async Task Create_ChargeOnABlockContract_IsRefused(int contractType)
    {
        await using var session = await AutotaskSession.StartAsync();
        var contract = session.Tenant.AddContract(0, "Block", Day.Of("2026-10-01"), Day.Of("2027-09-30"), contractType: contractType);

        var reply = await session.PostAsync($"Contracts/{contract}/Charges", Charge(session).ToJsonString());

        Assert.That(reply.Errors, Does.Contain("not allowed on this type"));
    }

    [Test]
    public async Task Patch_Charge_ComputesAnewUntilItIsBilled()
    {
        await using var session = await AutotaskSession.StartAsync();
        var contract = AddContract(session.Tenant);
        var id = (await session.PostAsync($"Contracts/{contract}/Charges", Charge(session).ToJsonString())).ItemId;

        var patched = await session.PatchAsync($"Contracts/{contract}/Charges", $$"""{"id":{{id}},"unitPrice":20}""");
        var amount = session.Tenant.AllCharges.Single().Amount;
        session.Tenant.BillCharge(id);
        var refused = await session.PatchAsync($"Contracts/{contract}/Charges", $$"""{"id":{{id}},"unitPrice":30}""");
        var kept = await session.DeleteAsync($"Contracts/{contract}/Charges/{id}");

        Assert.Multiple(() =>
        {
            Assert.That(patched.ItemId, Is.EqualTo(id));
            Assert.That(amount, Is.EqualTo(50m));
            Assert.That(refused.Errors, Does.Contain("billed"));
            Assert.That(kept.Errors, Does.Contain("billed"));
            Assert.That(session.Tenant.AllCharges.Single(), Has.Property(nameof(ChargeRow.Amount)).EqualTo(50m).And.Property(nameof(ChargeRow.IsBilled)).True);
            Assert.That(session.Tenant.AllBillingItems.Single().Amount, Is.EqualTo(50m));
        });
    }

    [Test]
    public async Task Delete_Charge_TakesItAway()
    {
        await using var session = await AutotaskSession.StartAsync();
        var contract = AddContract(session.Tenant);
        var id = (await session.PostAsync($"Contracts/{contract}/Charges", Charge(session).ToJsonString())).ItemId;

        var elsewhere = await session.DeleteAsync($"Contracts/1/Charges/{id}");
        var deleted = await session.DeleteAsync($"Contracts/{contract}/Charges/{id}");

        Assert.Multiple(() =>
        {
            Assert.That(elsewhere.Errors, Does.Contain("No matching"));
            Assert.That(deleted.ItemId, Is.EqualTo(id));
            Assert.That(session.Tenant.AllCharges, Is.Empty);
        });
    }

    [Test]
    public async Task Query_ChargeByItsKey_FindsIt()
    {
        await using var session = await AutotaskSession.StartAsync();
        var contract = AddContract(session.Tenant);
        var id = (await session.PostAsync($"Contracts/{contract}/Charges", Charge(session).ToJsonString())).ItemId;

        var found = await session.FindAsync("ContractCharges", """{"op":"eq","field":"internalPurchaseOrderNumber","value":"cm-2026-10-ABC"}""");

        Assert.That(found, Is.EqualTo(new[] { id }));
    }

    private static decimal Amount(string text) => decimal.Parse(text, System.Globalization.CultureInfo.InvariantCulture);

    private static long AddContract(AutotaskTenant tenant) =>
        tenant.AddContract(tenant.AddCompany("Contoso"), "Azure", Day.Of("2026-10-01"), Day.Of("2029-09-30"));

    private static JsonObject Charge(AutotaskSession session) => new()
    {
        ["name"] = "Azure plan usage",
        ["datePurchased"] = "2026-10-31",
        ["chargeType"] = 1,
        ["billingCodeID"] = session.Tenant.ChargeBillingCodeId,
        ["unitQuantity"] = 2.5m,
        ["unitPrice"] = 10.01m,
        ["unitCost"] = 8.33m,
        ["isBillableToCompany"] = true,
        ["internalPurchaseOrderNumber"] = "CM-2026-10-abc",
    };
}
