using NUnit.Framework;

namespace CloudmoreAutotask.Tests.SimulatorTests;

public sealed class AutotaskPagingTests
{
    private const string All = """{"filter":[{"op":"gt","field":"id","value":0}]}""";

    [Test]
    public async Task Query_MoreThan500_PagesByPostOfTheSameBody()
    {
        await using var session = await StartAsync(1200);

        var first = await session.PostAsync("Companies/query", All);
        var second = await session.PostAsync(first.NextPage!, All);
        var third = await session.PostAsync(second.NextPage!, All);
        var back = await session.PostAsync(third.PreviousPage!, All);

        Assert.Multiple(() =>
        {
            Assert.That(first.Items, Has.Count.EqualTo(500));
            Assert.That(first.PreviousPage, Is.Null);
            Assert.That(third.Items, Has.Count.EqualTo(200));
            Assert.That(third.NextPage, Is.Null);
            Assert.That(Ids(first).Concat(Ids(second)).Concat(Ids(third)), Is.Ordered.And.Unique);
            Assert.That(Ids(back), Is.EqualTo(Ids(second)));
            Assert.That(first.Json.GetProperty("pageDetails").GetProperty("count").GetInt32(), Is.EqualTo(500));
            Assert.That(third.Json.GetProperty("pageDetails").GetProperty("requestCount").GetInt32(), Is.EqualTo(500));
        });
    }

    [Test]
    public async Task NextPage_OfPostByGet_Is405()
    {
        await using var session = await StartAsync(501);

        var first = await session.PostAsync("Companies/query", All);
        var reply = await session.GetAsync(first.NextPage!);

        Assert.Multiple(() =>
        {
            Assert.That(reply.Status, Is.EqualTo(405));
            Assert.That(reply.Text, Does.Contain("does not support http method"));
        });
    }

    [Test]
    public async Task NextPage_OfPostWithAnotherBody_IsRefused()
    {
        await using var session = await StartAsync(501);

        var first = await session.PostAsync("Companies/query", All);
        var reply = await session.PostAsync(first.NextPage!, """{"filter":[{"op":"gt","field":"id","value":1}]}""");

        Assert.That(reply.Status, Is.EqualTo(500));
    }

    [Test]
    public async Task NextPage_OfGet_IsGet()
    {
        await using var session = await StartAsync(501);

        var first = await session.GetAsync($"Companies/query?search={All}");
        var second = await session.GetAsync(first.NextPage!);

        Assert.That(second.Items, Has.Count.EqualTo(1));
    }

    [Test]
    public async Task Query_MaxRecords_IsThePageSize()
    {
        await using var session = await StartAsync(5);

        var reply = await session.PostAsync("Companies/query", """{"maxRecords":3,"filter":[{"op":"gt","field":"id","value":0}]}""");

        Assert.Multiple(() =>
        {
            Assert.That(reply.Items, Has.Count.EqualTo(3));
            Assert.That(reply.Json.GetProperty("pageDetails").GetProperty("requestCount").GetInt32(), Is.EqualTo(3));
            Assert.That(reply.NextPage, Is.Not.Null);
        });
    }

    [Test]
    public async Task Query_ExactlyOnePage_HasNoNextPage()
    {
        await using var session = await StartAsync(500);

        var reply = await session.PostAsync("Companies/query", All);

        Assert.That(reply.NextPage, Is.Null);
    }

    [Test]
    public async Task Query_FromTheLastId_FindsTheRest()
    {
        await using var session = await StartAsync(501);

        var first = await session.FindAsync("Companies", """{"op":"gt","field":"id","value":0}""");
        var rest = await session.FindAsync("Companies", $$"""{"op":"gt","field":"id","value":{{first[^1]}}}""");

        Assert.That(rest, Has.Length.EqualTo(1));
    }

    private static long[] Ids(Reply reply) => [.. reply.Items.Select(item => item.GetProperty("id").GetInt64())];

    private static async Task<AutotaskSession> StartAsync(int companies)
    {
        var session = await AutotaskSession.StartAsync();
        for (var number = 1; number <= companies; number++)
            session.Tenant.AddCompany($"Company {number}");
        return session;
    }
}
