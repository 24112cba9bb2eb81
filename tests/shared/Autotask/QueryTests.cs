using CloudmoreAutotask.Autotask;
using CloudmoreAutotask.Autotask.Entities;
using NUnit.Framework;

namespace CloudmoreAutotask.Tests.Autotask;

internal sealed class QueryTests
{
    [Test]
    public async Task QueryAsync_1200Rows_AreReadInPagesById()
    {
        await using var tested = await ClientUnderTest.StartAsync();
        tested.Server.Answer(request => ScriptedAnswer.Items(Enumerable.Range(1, 1200).Where(id => id * 3 > request.After).Take(500).Select(id => new { id = id * 3 })));

        var rows = await tested.Client.QueryAsync<Contract>([Filter.Equal("contractType", 7)], CancellationToken.None);

        Assert.That(rows.Select(row => row.Id), Is.EqualTo(Enumerable.Range(1, 1200).Select(id => id * 3L)));
        Assert.That(tested.Server.Calls.Select(call => call.After), Is.EqualTo(new[] { 0, 1500, 3000 }));
        Assert.That(tested.Server.Calls.Select(call => call.Path), Is.All.EqualTo("/ATServicesRest/V1.0/Contracts/query"));
    }

    [Test]
    public async Task QueryAsync_ExactlyAFullPage_AsksForTheNext()
    {
        await using var tested = await ClientUnderTest.StartAsync();
        tested.Server.Answer(request => ScriptedAnswer.Items(Enumerable.Range(1, 500).Where(id => id > request.After).Select(id => new { id })));

        var rows = await tested.Client.QueryAsync<Contract>([], CancellationToken.None);

        Assert.That(rows, Has.Count.EqualTo(500));
        Assert.That(tested.Server.Calls, Has.Count.EqualTo(2));
    }

    [Test]
    public async Task QueryAsync_ShortPageThatNamesANextOne_AsksForTheNext()
    {
        await using var tested = await ClientUnderTest.StartAsync();
        tested.Server.Answer(request => Page(Enumerable.Range(1, 7).Where(id => id > request.After).ToList(), 3));

        var rows = await tested.Client.QueryAsync<Contract>([Filter.Equal("contractType", 7)], CancellationToken.None);

        Assert.That(rows.Select(row => row.Id), Is.EqualTo(Enumerable.Range(1, 7).Select(id => (long)id)));
        Assert.That(tested.Server.Calls.Select(call => call.After), Is.EqualTo(new[] { 0, 3, 6 }));
    }

    [Test]
    public async Task QueryAsync_EmptyPageThatNamesANextOne_IsTheLast()
    {
        await using var tested = await ClientUnderTest.StartAsync();
        tested.Server.Answer(ScriptedAnswer.Ok(new { items = Array.Empty<object>(), pageDetails = new { count = 0, nextPageUrl = "https://webservices1.autotask.net/next" } }));

        var rows = await tested.Client.QueryAsync<Contract>([], CancellationToken.None);

        Assert.That(rows, Is.Empty);
        Assert.That(tested.Server.Calls, Has.Count.EqualTo(1));
    }

    [Test]
    public async Task QueryAsync_Filters_TravelAsNumbersAndDaysInOneAnd()
    {
        await using var tested = await ClientUnderTest.StartAsync();
        Filter[] filters =
        [
            Filter.Equal("companyID", 29683001L),
            Filter.AtLeast("endDate", new DateOnly(2026, 10, 1)),
            Filter.Equal("unitPrice", 20.60m),
            Filter.Equal("isActive", true),
            Filter.AnyOf(Filter.BeginsWith("contractNumber", "CM-"), Filter.UdfExists("Subscription ID")),
        ];

        await tested.Client.QueryAsync<Contract>(filters, CancellationToken.None);

        Assert.That(tested.Server.Calls.Single().Body, Is.EqualTo(
            """
            {"MaxRecords":500,"filter":[{"op":"eq","field":"companyID","value":29683001},{"op":"gte","field":"endDate","value":"2026-10-01"},
            {"op":"eq","field":"unitPrice","value":20.60},{"op":"eq","field":"isActive","value":true},
            {"op":"or","items":[{"op":"beginsWith","field":"contractNumber","value":"CM-"},{"op":"exist","field":"Subscription ID","udf":true}]}]}
            """.ReplaceLineEndings("")));
    }

    [Test]
    public async Task QueryAsync_NoFilters_AsksForEveryId()
    {
        await using var tested = await ClientUnderTest.StartAsync();

        await tested.Client.QueryAsync<Company>([], CancellationToken.None);

        Assert.That(tested.Server.Calls.Single().Body, Is.EqualTo("""{"MaxRecords":500,"filter":[{"op":"gte","field":"id","value":0}]}"""));
    }

    [Test]
    public async Task QueryAsync_UnitsWithOddForms_AreReadExactly()
    {
        await using var tested = await ClientUnderTest.StartAsync();
        tested.Server.Answer(new ScriptedAnswer(200, """
            {"items":[{"ID":8001.0,"contractID":7001,"ContractServiceID":null,"serviceID":9001,"startDate":"2026-10-01T00:00:00Z","endDate":"2026-10-31T22:59:59.000Z",
            "units":10.0,"price":206.0000000000000000000001,"cost":1.69e2,"approveAndPostDate":null,"somethingNew":{"a":[1]}}],"pageDetails":{"count":1}}
            """));

        var row = (await tested.Client.QueryAsync<ContractServiceUnits>([], CancellationToken.None)).Single();

        Assert.That(row, Is.EqualTo(new ContractServiceUnits
        {
            Id = 8001,
            ContractId = 7001,
            ServiceId = 9001,
            StartDate = new DateOnly(2026, 10, 1),
            EndDate = new DateOnly(2026, 10, 31),
            Units = 10,
            Price = 206.0000000000000000000001m,
            Cost = 169m,
        }));
        Assert.That(row.IsPosted, Is.False);
    }

    [Test]
    public async Task QueryAsync_NullTextsFlagsAndNumericUdf_AreRead()
    {
        await using var tested = await ClientUnderTest.StartAsync();
        tested.Server.Answer(new ScriptedAnswer(200, """
            {"items":[{"id":7001,"contractName":null,"startDate":"2026-10-01","endDate":"2029-09-30","userDefinedFields":[{"name":"Seats","value":12},{"name":"Subscription ID","value":"abc"}]}]}
            """));

        var contract = (await tested.Client.QueryAsync<Contract>([], CancellationToken.None)).Single();

        Assert.That(contract.ContractName, Is.Empty);
        Assert.That(contract.UserDefinedFields, Is.EqualTo(new[] { new UserDefinedField("Seats", "12"), new UserDefinedField("Subscription ID", "abc") }));
    }

    [TestCase("""{"items":[{"id":1,"units":10.5}]}""", TestName = "QueryAsync_FractionOfAUnit_IsNoRow")]
    [TestCase("""{"items":[{"id":1,"units":null}]}""", TestName = "QueryAsync_NullUnits_AreNotZero")]
    [TestCase("""{"items":[{"units":1}]}""", TestName = "QueryAsync_RowWithoutId_IsAnError")]
    [TestCase("""{"items":null}""", TestName = "QueryAsync_NullItems_AreNotNoRows")]
    [TestCase("{}", TestName = "QueryAsync_NoItems_AreNotNoRows")]
    public async Task QueryAsync_UndocumentedForm_Throws(string body)
    {
        await using var tested = await ClientUnderTest.StartAsync();
        tested.Server.Answer(new ScriptedAnswer(200, body));

        await Assert.ThatAsync(() => tested.Client.QueryAsync<ContractServiceUnits>([], CancellationToken.None), Throws.TypeOf<InvalidDataException>());
    }

    [Test]
    public async Task QueryAsync_FullPageOutOfOrder_ThrowsRatherThanLoseRows()
    {
        await using var tested = await ClientUnderTest.StartAsync();
        tested.Server.Answer(ScriptedAnswer.Items(Enumerable.Range(1, 500).Reverse().Select(id => new { id })));

        await Assert.ThatAsync(() => tested.Client.QueryAsync<Contract>([], CancellationToken.None), Throws.TypeOf<InvalidDataException>());
    }

    [Test]
    public async Task QueryAsync_Cancelled_Throws()
    {
        await using var tested = await ClientUnderTest.StartAsync();
        using var source = new CancellationTokenSource();
        tested.Server.Script = async _ =>
        {
            await source.CancelAsync();
            await Task.Delay(TimeSpan.FromSeconds(30), CancellationToken.None).WaitAsync(TimeSpan.FromMilliseconds(200)).ContinueWith(_ => { }, TaskScheduler.Default);
            return ScriptedAnswer.Items();
        };

        await Assert.ThatAsync(() => tested.Client.QueryAsync<Contract>([], source.Token), Throws.InstanceOf<OperationCanceledException>());
    }

    private static ScriptedAnswer Page(List<int> rest, int size) => ScriptedAnswer.Ok(new
    {
        items = rest.Take(size).Select(id => new { id }),
        pageDetails = new { count = Math.Min(size, rest.Count), requestCount = 500, nextPageUrl = rest.Count > size ? "https://webservices1.autotask.net/next" : null },
    });
}
