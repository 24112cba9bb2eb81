using NUnit.Framework;

namespace CloudmoreAutotask.Tests.SimulatorTests;

public sealed class AutotaskRouteTests
{
    private const string Query = """{"filter":[{"op":"gte","field":"id","value":0}]}""";

    [TestCase("POST", "ContractServices")]
    [TestCase("PATCH", "ContractServices")]
    [TestCase("POST", "ContractCharges")]
    [TestCase("PATCH", "ContractCharges")]
    [TestCase("POST", "ContractServiceUnits")]
    [TestCase("POST", "BillingCodes")]
    [TestCase("POST", "Nothing/query")]
    [TestCase("POST", "ContractServiceAdjustments/query")]
    [TestCase("GET", "ContractServiceAdjustments/1")]
    [TestCase("GET", "Contracts/abc")]
    [TestCase("GET", "Contracts/1/Nothing")]
    [TestCase("GET", "Contracts/1/ServiceAdjustments/1")]
    public async Task Route_Unknown_IsAnHtmlPage(string method, string route)
    {
        await using var session = await AutotaskSession.StartAsync();

        var reply = await session.SendAsync(new HttpMethod(method), route, method is "GET" ? null : Query);

        Assert.Multiple(() =>
        {
            Assert.That(reply.Status, Is.EqualTo(404));
            Assert.That(reply.MediaType, Is.EqualTo("text/html"));
            Assert.That(reply.Text, Does.Contain("404 - File or directory not found"));
        });
    }

    [TestCase("PATCH", "Contracts/1", "GET")]
    [TestCase("DELETE", "Contracts/1", "GET")]
    [TestCase("GET", "Contracts", "POST, PATCH, PUT")]
    [TestCase("DELETE", "Contracts/1/Services/1", "GET")]
    [TestCase("PATCH", "Contracts/1/Charges/1", "GET, DELETE")]
    [TestCase("POST", "Contracts/1/ServiceUnits", "GET")]
    [TestCase("GET", "Contracts/1/ServiceAdjustments", "POST")]
    [TestCase("PATCH", "ContractServiceAdjustments", "POST")]
    [TestCase("POST", "BillingItems", "PATCH, PUT")]
    [TestCase("POST", "Currencies", "PATCH, PUT")]
    [TestCase("DELETE", "Services/1", "GET")]
    public async Task Route_WrongVerb_Is405(string method, string route, string allowed)
    {
        await using var session = await AutotaskSession.StartAsync();

        var reply = await session.SendAsync(new HttpMethod(method), route, method is "PATCH" or "POST" ? """{"id":1}""" : null);

        Assert.Multiple(() =>
        {
            Assert.That(reply.Status, Is.EqualTo(405));
            Assert.That(reply.Allow, Is.EqualTo(allowed));
            Assert.That(reply.Text, Does.Contain("does not support http method"));
        });
    }

    [Test]
    public async Task Route_OtherCase_IsTheSame()
    {
        await using var session = await AutotaskSession.StartAsync();

        var reply = await session.SendAsync(HttpMethod.Post, "/atservicesrest/v1.0/companies/QUERY", Query);

        Assert.That(reply.Status, Is.EqualTo(200));
    }

    [Test]
    public async Task Item_Unknown_IsNull()
    {
        await using var session = await AutotaskSession.StartAsync();

        var reply = await session.GetAsync("Contracts/999");

        Assert.Multiple(() =>
        {
            Assert.That(reply.Status, Is.EqualTo(200));
            Assert.That(reply.Text, Is.EqualTo("""{"item":null}"""));
        });
    }

    [Test]
    public async Task Url_Over2048Characters_Is404()
    {
        await using var session = await AutotaskSession.StartAsync();
        var search = $$"""{"filter":[{"op":"eq","field":"companyName","value":"{{new string('x', 2048)}}"}]}""";

        var reply = await session.GetAsync($"Companies/query?search={search}");

        Assert.That(reply.Status, Is.EqualTo(404));
    }

    [Test]
    public async Task Children_OfAContract_AreRead()
    {
        await using var session = await AutotaskSession.StartAsync();
        var tenant = session.Tenant;
        var company = tenant.AddCompany("Contoso");
        var contract = tenant.AddContract(company, "One", Day.Of("2026-10-01"), Day.Of("2027-09-30"));
        var other = tenant.AddContract(company, "Other", Day.Of("2026-10-01"), Day.Of("2027-09-30"));
        var service = tenant.AddService("Seat", 10);
        var contractService = tenant.AddContractService(contract, service, 20.6m, 16.9m, 5);
        tenant.AddContractService(other, service, 20.6m, 16.9m, 5);
        var charge = tenant.AddCharge(contract, "Usage", Day.Of("2026-10-31"), 1, 10);

        var services = await session.GetAsync($"Contracts/{contract}/Services");
        var one = await session.GetAsync($"Contracts/{contract}/Services/{contractService}");
        var elsewhere = await session.GetAsync($"Contracts/{other}/Services/{contractService}");
        var units = await session.GetAsync($"Contracts/{contract}/ServiceUnits");
        var charges = await session.GetAsync($"Contracts/{contract}/Charges");

        Assert.Multiple(() =>
        {
            Assert.That(services.Items.Single().GetProperty("id").GetInt64(), Is.EqualTo(contractService));
            Assert.That(one.Json.GetProperty("item").GetProperty("serviceID").GetInt64(), Is.EqualTo(service));
            Assert.That(elsewhere.Text, Is.EqualTo("""{"item":null}"""));
            Assert.That(units.Items, Has.Count.EqualTo(12));
            Assert.That(charges.Items.Single().GetProperty("id").GetInt64(), Is.EqualTo(charge));
        });
    }

    [Test]
    public async Task Children_MoreThanAPage_GoOn()
    {
        await using var session = await AutotaskSession.StartAsync();
        var contract = session.Tenant.AddContract(session.Tenant.AddCompany("Contoso"), "One", Day.Of("2026-10-01"), Day.Of("2027-09-30"));
        for (var number = 0; number < 501; number++)
            session.Tenant.AddCharge(contract, "Usage", Day.Of("2026-10-31"), 1, 10);

        var first = await session.GetAsync($"Contracts/{contract}/Charges");
        var second = await session.GetAsync(first.NextPage!);

        Assert.That(second.Items, Has.Count.EqualTo(1));
    }
}
