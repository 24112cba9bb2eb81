using System.Globalization;
using System.Text.Json;
using NUnit.Framework;

namespace CloudmoreAutotask.Tests.SimulatorTests;

public sealed class AutotaskQueryTests
{
    // Names of the rows that the filter must find, by contract number.
    [TestCase("""{"op":"eq","field":"contractNumber","value":"cm-a"}""", "CM-A")]
    [TestCase("""{"op":"noteq","field":"contractNumber","value":"CM-A"}""", "CM-B X-1")]
    [TestCase("""{"op":"gt","field":"setupFee","value":10.5}""", "CM-B")]
    [TestCase("""{"op":"gte","field":"setupFee","value":10.50}""", "CM-A CM-B")]
    [TestCase("""{"op":"lt","field":"setupFee","value":10.51}""", "CM-A")]
    [TestCase("""{"op":"lte","field":"setupFee","value":20}""", "CM-A CM-B")]
    [TestCase("""{"op":"beginsWith","field":"contractNumber","value":"cm-"}""", "CM-A CM-B")]
    [TestCase("""{"op":"endsWith","field":"contractNumber","value":"-b"}""", "CM-B")]
    [TestCase("""{"op":"contains","field":"contractName","value":"SECOND"}""", "CM-B")]
    [TestCase("""{"op":"exist","field":"setupFee"}""", "CM-A CM-B")]
    [TestCase("""{"op":"notExist","field":"setupFee"}""", "X-1 none")]
    [TestCase("""{"op":"in","field":"contractNumber","value":["cm-b","x-1","nothing"]}""", "CM-B X-1")]
    [TestCase("""{"op":"notIn","field":"contractNumber","value":["cm-b"]}""", "CM-A X-1")]
    [TestCase("""{"OP":"EQ","Field":"CONTRACTTYPE","Value":7}""", "CM-A CM-B X-1 none")]
    [TestCase("""{"op":"eq","field":"contractType","value":"7"}""", "")]
    [TestCase("""{"op":"in","field":"contractType","value":["7"]}""", "")]
    [TestCase("""{"op":"eq","field":"contractNumber","value":1}""", "")]
    [TestCase("""{"op":"eq","field":"isCompliant","value":true}""", "CM-A")]
    [TestCase("""{"op":"eq","field":"isCompliant","value":"true"}""", "")]
    [TestCase("""{"op":"eq","field":"startDate","value":"2026-10-01"}""", "CM-A CM-B")]
    [TestCase("""{"op":"lte","field":"startDate","value":"2026-10-01T00:00:00Z"}""", "CM-A CM-B")]
    [TestCase("""{"op":"gt","field":"endDate","value":"2027-09-30"}""", "X-1 none")]
    [TestCase("""{"op":"or","items":[{"op":"eq","field":"contractNumber","value":"CM-A"},{"op":"eq","field":"contractNumber","value":"X-1"}]}""", "CM-A X-1")]
    [TestCase("""{"op":"beginsWith","field":"contractNumber","value":"CM"},{"op":"gt","field":"setupFee","value":15}""", "CM-B")]
    [TestCase("""{"op":"or","items":[{"op":"and","items":[{"op":"exist","field":"contractNumber"},{"op":"notExist","field":"setupFee"}]},{"op":"eq","field":"setupFee","value":10.5}]}""", "CM-A X-1")]
    [TestCase("""{"op":"eq","field":"Subscription ID","udf":true,"value":"SUB-A"}""", "CM-A")]
    [TestCase("""{"op":"in","field":"subscription id","udf":true,"value":["sub-a","sub-x"]}""", "CM-A X-1")]
    [TestCase("""{"op":"exist","field":"Subscription ID","udf":true}""", "CM-A X-1")]
    [TestCase("""{"op":"notExist","field":"Subscription ID","udf":true}""", "CM-B none")]
    public async Task Query_Filter_FindsExactly(string filter, string expected)
    {
        await using var session = await StartAsync();

        var reply = await session.PostAsync("Contracts/query", $$"""{"filter":[{{filter}}]}""");

        Assert.That(reply.Status, Is.EqualTo(200), reply.Text);
        var found = reply.Items.Select(item => item.GetProperty("contractNumber").GetString() ?? "none");
        Assert.That(string.Join(' ', found), Is.EqualTo(expected));
    }

    [TestCase("""{"filter":[]}""", "At least one filter")]
    [TestCase("""{}""", "At least one filter")]
    [TestCase("""{"filter":[{"op":"eq","field":"nothing","value":1}]}""", "Unable to find nothing in the Contract Entity.")]
    [TestCase("""{"filter":[{"op":"like","field":"id","value":1}]}""", "Unknown operator")]
    [TestCase("""{"filter":[{"op":"eq","field":"Subscription ID","value":"x"}]}""", "Unable to find Subscription ID")]
    [TestCase("""{"filter":[{"op":"eq","field":"contractName","udf":true,"value":"x"}]}""", "user-defined field contractName")]
    [TestCase("""{"filter":[{"op":"eq","field":"Subscription ID","udf":true,"value":"x"},{"op":"exist","field":"Subscription ID","udf":true}]}""", "Only one user-defined field")]
    [TestCase("""{"filter":[{"op":"eq","field":"id"}]}""", "needs a value")]
    [TestCase("""{"filter":[{"op":"in","field":"id","value":1}]}""", "takes a list")]
    [TestCase("""{"filter":[{"op":"eq","field":"startDate","value":"soon"}]}""", "is not a date")]
    [TestCase("""{"filter":[{"op":"beginsWith","field":"id","value":"7"}]}""", "cannot be used on id")]
    [TestCase("""{"filter":[{"op":"or","items":[]}]}""", "needs items")]
    [TestCase("""{"MaxRecords":501,"filter":[{"op":"gte","field":"id","value":0}]}""", "1 to 500")]
    [TestCase("""{"MaxRecords":0,"filter":[{"op":"gte","field":"id","value":0}]}""", "1 to 500")]
    [TestCase("""{"IncludeFields":["contractName"],"filter":[{"op":"gte","field":"id","value":0}]}""", "must contain id")]
    [TestCase("""{"IncludeFields":["id","nothing"],"filter":[{"op":"gte","field":"id","value":0}]}""", "Unable to find nothing")]
    public async Task Query_Malformed_Is500WithErrors(string query, string error)
    {
        await using var session = await StartAsync();

        var reply = await session.PostAsync("Contracts/query", query);

        Assert.Multiple(() =>
        {
            Assert.That(reply.Status, Is.EqualTo(500));
            Assert.That(reply.Errors, Does.Contain(error));
        });
    }

    [Test]
    public async Task Query_BrokenJson_Is400()
    {
        await using var session = await StartAsync();

        var reply = await session.PostAsync("Contracts/query", "{");

        Assert.That(reply.Status, Is.EqualTo(400));
    }

    [TestCase(500, 200)]
    [TestCase(501, 500)]
    public async Task Query_OrConditions_AreLimitedTo500WithListItems(int count, int status)
    {
        await using var session = await StartAsync();
        var list = string.Join(',', Enumerable.Range(1, count - 2).Select(number => number.ToString(CultureInfo.InvariantCulture)));
        var query = $$"""{"filter":[{"op":"or","items":[{"op":"eq","field":"id","value":1},{"op":"eq","field":"id","value":2}]},{"op":"in","field":"id","value":[{{list}}]}]}""";

        var reply = await session.PostAsync("Contracts/query", query);

        Assert.That(reply.Status, Is.EqualTo(status));
        if (status == 500)
            Assert.That(reply.Errors, Is.EqualTo("Invalid query syntax. Queries are limited to 500 or fewer 'OR' conditions."));
    }

    [Test]
    public async Task Query_FieldNotQueryable_IsRefused()
    {
        await using var session = await StartAsync();

        var reply = await session.PostAsync("BillingItems/query", """{"filter":[{"op":"exist","field":"lineItemFullDescription"}]}""");

        Assert.That(reply.Errors, Does.Contain("not queryable"));
    }

    [Test]
    public async Task Query_ByGet_AnswersTheSame()
    {
        await using var session = await StartAsync();
        const string Search = """{"filter":[{"op":"eq","field":"contractNumber","value":"CM-A"}]}""";

        var reply = await session.GetAsync($"Contracts/query?search={Uri.EscapeDataString(Search)}");

        Assert.That(reply.Items.Single().GetProperty("contractNumber").GetString(), Is.EqualTo("CM-A"));
    }

    [Test]
    public async Task Count_Filter_AnswersQueryCount()
    {
        await using var session = await StartAsync();
        const string Search = """{"filter":[{"op":"gte","field":"id","value":0}]}""";

        var posted = await session.PostAsync("Contracts/query/count", Search);
        var got = await session.GetAsync($"Companies/query/count?search={Search}");

        Assert.Multiple(() =>
        {
            Assert.That(posted.Text, Is.EqualTo("""{"queryCount":4}"""));
            Assert.That(got.Text, Is.EqualTo("""{"queryCount":2}"""));
        });
    }

    [Test]
    public async Task Query_IncludeFields_AnswersOnlyThese()
    {
        await using var session = await StartAsync();

        var reply = await session.PostAsync(
            "Contracts/query", """{"IncludeFields":["id","ContractNumber"],"filter":[{"op":"eq","field":"contractNumber","value":"CM-A"}]}""");

        Assert.That(reply.Items.Single().EnumerateObject().Select(property => property.Name), Is.EqualTo(new[] { "id", "contractNumber" }));
    }

    [Test]
    public async Task Query_UserDefinedFields_AreLeftOutWhenEmpty()
    {
        await using var session = await StartAsync();
        session.Tenant.AddContractField("Another");

        var reply = await session.PostAsync("Contracts/query", """{"filter":[{"op":"beginsWith","field":"contractNumber","value":"CM-"}]}""");

        Assert.Multiple(() =>
        {
            Assert.That(reply.Items[0].GetProperty("userDefinedFields").GetRawText(), Is.EqualTo("""[{"name":"Subscription ID","value":"sub-a"},{"name":"Another","value":null}]"""));
            Assert.That(reply.Items[1].TryGetProperty("userDefinedFields", out _), Is.False);
        });
    }

    [Test]
    public async Task Query_ById_AndByIndexedFields_CombineWithOtherConditions()
    {
        await using var session = await StartAsync();
        var company = session.Tenant.AllContracts[0].CompanyId;

        var all = await session.FindAsync("Contracts", $$"""{"op":"eq","field":"companyID","value":{{company}}}""");
        var some = await session.FindAsync("Contracts", $$"""{"op":"in","field":"id","value":[{{all[2]}},{{all[0]}},1]},{"op":"eq","field":"companyID","value":{{company}}}""");

        Assert.Multiple(() =>
        {
            Assert.That(all, Is.Ordered.And.Length.EqualTo(4));
            Assert.That(some, Is.EqualTo(new[] { all[0], all[2] }));
        });
    }

    [Test]
    public async Task Query_Decimals_AreWrittenExactly()
    {
        await using var session = await StartAsync();

        var reply = await session.PostAsync("Contracts/query", """{"filter":[{"op":"eq","field":"setupFee","value":10.5}]}""");

        Assert.Multiple(() =>
        {
            Assert.That(reply.Items.Single().GetProperty("setupFee").GetRawText(), Is.EqualTo("10.5"));
            Assert.That(reply.Items.Single().GetProperty("startDate").GetString(), Is.EqualTo("2026-10-01T00:00:00.000Z"));
        });
    }

    [Test]
    public async Task Query_CostBlindUser_GetsNullCosts()
    {
        await using var session = await StartAsync();
        session.Tenant.AddService("Seat", 20.6m, 16.9m);
        session.Rules.CanReadCosts = false;

        var reply = await session.PostAsync("Services/query", """{"filter":[{"op":"gte","field":"id","value":0}]}""");

        Assert.Multiple(() =>
        {
            Assert.That(reply.Items.Single().GetProperty("unitCost").ValueKind, Is.EqualTo(JsonValueKind.Null));
            Assert.That(reply.Items.Single().GetProperty("unitPrice").GetDecimal(), Is.EqualTo(20.6m));
        });
    }

    private static async Task<AutotaskSession> StartAsync()
    {
        var session = await AutotaskSession.StartAsync();
        var tenant = session.Tenant;
        var company = tenant.AddCompany("Contoso");
        var first = tenant.AddContract(company, "The first", Day.Of("2026-10-01"), Day.Of("2027-09-30"), "CM-A", "sub-a");
        var second = tenant.AddContract(company, "The second", Day.Of("2026-10-01"), Day.Of("2027-09-30"), "CM-B");
        tenant.AddContract(company, "A third", Day.Of("2026-11-01"), Day.Of("2027-10-31"), "X-1", "sub-x");
        tenant.AddContract(company, "A fourth", Day.Of("2026-11-01"), Day.Of("2027-10-31"));
        tenant.EditByHand("Contracts", first, "setupFee", 10.50m);
        tenant.EditByHand("Contracts", first, "isCompliant", value: true);
        tenant.EditByHand("Contracts", second, "setupFee", 20m);
        return session;
    }
}
