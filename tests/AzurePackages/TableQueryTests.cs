using Azure;
using Azure.Data.Tables;
using NUnit.Framework;

namespace CloudmoreAutotask.Tests.AzurePackages;

[Parallelizable(ParallelScope.All)]
public sealed class TableQueryTests
{
    private static readonly Guid SomeId = new("0f8fad5b-d9cb-469f-a165-70867728950e");

    [Test]
    public async Task QueryAsync_MoreThanAPageOfThousand_FindsAllInOrder()
    {
        var table = await TestTable.CreateAsync();
        for (var first = 0; first < 2500; first += 100)
            await table.SubmitTransactionAsync(Enumerable.Range(first, 100).Select(Addition));

        var pages = new List<int>();
        var keys = new List<string>();
        await foreach (var page in table.QueryAsync<TableEntity>("PartitionKey eq 'p'").AsPages())
        {
            pages.Add(page.Values.Count);
            keys.AddRange(page.Values.Select(one => one.RowKey));
        }

        using (Assert.EnterMultipleScope())
        {
            Assert.That(pages, Is.EqualTo([1000, 1000, 500]));
            Assert.That(keys, Is.EqualTo(Enumerable.Range(0, 2500).Select(number => $"{number:0000}")));
        }
    }

    [Test]
    public async Task AsPages_ContinuationToken_GoesOnThere()
    {
        var table = await TestTable.CreateAsync();
        await table.SubmitTransactionAsync(Enumerable.Range(0, 10).Select(Addition));
        var query = table.QueryAsync<TableEntity>(maxPerPage: 4);

        Page<TableEntity>? first = null;
        await foreach (var page in query.AsPages())
        {
            first = page;
            break;
        }

        var rest = new List<string>();
        await foreach (var page in query.AsPages(first!.ContinuationToken))
            rest.AddRange(page.Values.Select(one => one.RowKey));

        using (Assert.EnterMultipleScope())
        {
            Assert.That(first.Values, Has.Count.EqualTo(4));
            Assert.That(rest, Is.EqualTo(["0004", "0005", "0006", "0007", "0008", "0009"]));
        }
    }

    [Test]
    public async Task QueryAsync_NoTable_ThrowsWhenRead()
    {
        var query = new TableServiceClient(AzuriteFixture.ConnectionString).GetTableClient("missing").QueryAsync<TableEntity>();

        var failure = await Assert.ThrowsAsync<RequestFailedException>(async () => await query.GetAsyncEnumerator().MoveNextAsync());

        Assert.That((failure!.Status, failure.ErrorCode), Is.EqualTo((404, "TableNotFound")));
    }

    [Test]
    public async Task QueryAsync_BadFilter_Throws400()
    {
        var table = await TestTable.CreateAsync();

        var failure = await Assert.ThrowsAsync<RequestFailedException>(() => table.AllAsync<TableEntity>("PartitionKey eq"));

        Assert.That(failure!.Status, Is.EqualTo(400));
    }

    [Test]
    public async Task QueryAsync_Select_LeavesOtherPropertiesOut()
    {
        var table = await TestTable.CreateAsync();
        await table.AddEntityAsync(new TableEntity("p", "r") { ["Wanted"] = "yes", ["Other"] = "no" });

        var found = (await table.AllAsync<TableEntity>(select: ["RowKey", "Wanted"])).Single();

        using (Assert.EnterMultipleScope())
        {
            Assert.That(found.RowKey, Is.EqualTo("r"));
            Assert.That(found.GetString("Wanted"), Is.EqualTo("yes"));
            Assert.That(found.ContainsKey("Other"), Is.False);
        }
    }

    [TestCase("O'Neill", ExpectedResult = "PartitionKey eq 'O''Neill'")]
    [TestCase("' or PartitionKey ne '", ExpectedResult = "PartitionKey eq ''' or PartitionKey ne '''")]
    public string CreateQueryFilter_Quotes_AreDoubled(string key) => TableClient.CreateQueryFilter($"PartitionKey eq {key}");

    [Test]
    public async Task CreateQueryFilter_Quotes_FindOnlyThatEntity()
    {
        var table = await TestTable.CreateAsync();
        foreach (var key in (string[])["O'Neill", "' or PartitionKey ne '", "other"])
            await table.AddEntityAsync(new TableEntity(key, "r"));

        var key1 = "' or PartitionKey ne '";
        var found = await table.AllAsync<TableEntity>(TableClient.CreateQueryFilter($"PartitionKey eq {key1}"));

        Assert.That(found.Select(one => one.PartitionKey), Is.EqualTo([key1]));
    }

    [Test]
    public void CreateQueryFilter_EveryType_IsWrittenAsItsLiteral()
    {
        var moment = new DateTimeOffset(2026, 10, 9, 6, 30, 0, TimeSpan.FromHours(2));

        var filter = TableClient.CreateQueryFilter(
            $"A eq {true} and B eq {12} and C eq {12L} and D eq {1.5} and E eq {moment} and F eq {SomeId} and G eq {new byte[] { 1, 171 }}");

        Assert.That(
            filter,
            Is.EqualTo("A eq true and B eq 12 and C eq 12L and D eq 1.5 and E eq datetime'2026-10-09T04:30:00Z' " +
                "and F eq guid'0f8fad5b-d9cb-469f-a165-70867728950e' and G eq X'01AB'"));
    }

    [Test]
    public async Task CreateQueryFilter_EveryType_FindsTheEntity()
    {
        var table = await TestTable.CreateAsync();
        var moment = new DateTimeOffset(2026, 10, 9, 4, 30, 0, TimeSpan.Zero);
        await table.AddEntityAsync(new TableEntity("p", "r") { ["A"] = true, ["B"] = 12, ["C"] = 1L << 40, ["E"] = moment, ["F"] = SomeId });
        await table.AddEntityAsync(new TableEntity("p", "s") { ["A"] = false, ["B"] = 13, ["C"] = 1L, ["E"] = moment.AddDays(1), ["F"] = Guid.Empty });

        var found = await table.AllAsync<TableEntity>(
            TableClient.CreateQueryFilter($"A eq {true} and B lt {13} and C gt {1L << 39} and E le {moment} and F eq {SomeId}"));

        Assert.That(found.Select(one => one.RowKey), Is.EqualTo(["r"]));
    }

    private static TableTransactionAction Addition(int number) => new(TableTransactionActionType.Add, new TableEntity("p", $"{number:0000}"));
}
