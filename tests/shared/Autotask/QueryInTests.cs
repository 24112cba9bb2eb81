using System.Text.Json;
using CloudmoreAutotask.Autotask;
using CloudmoreAutotask.Autotask.Entities;
using FsCheck;
using FsCheck.Fluent;
using NUnit.Framework;

namespace CloudmoreAutotask.Tests.Autotask;

internal sealed class QueryInTests
{
    [Test]
    public async Task QueryInAsync_1201Values_AreAskedInChunksWithoutDuplicates()
    {
        await using var tested = await ClientUnderTest.StartAsync();
        tested.Server.Answer(request => ScriptedAnswer.Items(Values(request).Select(value => value.GetInt64()).Append(7).Order().Where(id => id > request.After).Take(500).Select(id => new { id })));
        long[] ids = [.. Enumerable.Range(1000, 1201).Select(id => (long)id)];

        var rows = await tested.Client.QueryInAsync<ContractService, long>("contractID", [.. ids, .. ids], [], CancellationToken.None);

        Assert.That(rows.Select(row => row.Id), Is.EqualTo(ids.Prepend(7L)));
        Assert.That(tested.Server.Calls.Select(call => Values(call).Count()).Order(), Is.EqualTo(new[] { 241, 480, 480 }));
    }

    [Test]
    public async Task QueryInAsync_OneRowPerValue_AsksForNoFurtherPage()
    {
        await using var tested = await ClientUnderTest.StartAsync();
        tested.Server.Answer(request => ScriptedAnswer.Items(Values(request).Select(value => value.GetInt64()).Where(id => id > request.After).Take(500).Select(id => new { id })));

        var rows = await tested.Client.QueryInAsync<ContractService, long>("contractID", [.. Enumerable.Range(1, 4800).Select(id => (long)id)], [], CancellationToken.None);

        Assert.That(rows, Has.Count.EqualTo(4800));
        Assert.That(tested.Server.Calls, Has.Count.EqualTo(10));
    }

    [Test]
    public async Task QueryInAsync_ManyRowsPerValue_ReadsEveryPageOfEachChunk()
    {
        await using var tested = await ClientUnderTest.StartAsync();
        tested.Server.Answer(request => ScriptedAnswer.Items(
            Values(request).SelectMany(value => new[] { value.GetInt64() * 2, (value.GetInt64() * 2) + 1 }).Where(id => id > request.After).Order().Take(500).Select(id => new { id })));

        var rows = await tested.Client.QueryInAsync<ContractService, long>("contractID", [.. Enumerable.Range(1, 1000).Select(id => (long)id)], [], CancellationToken.None);

        Assert.That(rows.Select(row => row.Id), Is.EqualTo(Enumerable.Range(2, 2000)));
    }

    [Test]
    public async Task QueryInAsync_OtherOrConditions_LeaveLessRoom()
    {
        await using var tested = await ClientUnderTest.StartAsync();
        Filter[] and =
        [
            Filter.AtLeast("endDate", new DateOnly(2026, 10, 1)),
            Filter.AnyOf(Filter.Equal("status", 0), Filter.Equal("status", 1)),
            new Filter { Op = "in", Field = "contractType", Value = Enumerable.Range(0, 98).ToHashSet() },
        ];

        await tested.Client.QueryInAsync<Contract, int>("companyID", [.. Enumerable.Range(1, 401)], and, CancellationToken.None);

        Assert.That(tested.Server.Calls.Select(call => Values(call).Count()).Order(), Is.EqualTo(new[] { 1, 400 }));
        Assert.That(tested.Server.Calls.Select(call => call.Json.GetProperty("filter").GetArrayLength()), Is.All.EqualTo(4));
    }

    [Test]
    public async Task QueryInAsync_NoValues_MakesNoCall()
    {
        await using var tested = await ClientUnderTest.StartAsync();

        var rows = await tested.Client.QueryInAsync<Contract, long>("id", [], [], CancellationToken.None);

        Assert.That(rows, Is.Empty);
        Assert.That(tested.Server.All, Is.Empty);
    }

    [Test]
    public async Task QueryInAsync_UserDefinedField_SaysSo()
    {
        await using var tested = await ClientUnderTest.StartAsync();

        await tested.Client.QueryInAsync<Contract, string>("Subscription ID", ["a", "b"], [], CancellationToken.None, udf: true);

        Assert.That(tested.Server.Calls.Single().Body, Is.EqualTo(
            """{"MaxRecords":500,"filter":[{"op":"in","field":"Subscription ID","value":["a","b"],"udf":true}]}"""));
    }

    [Test]
    public async Task QueryInAsync_OneChunkFails_NothingIsReturned()
    {
        await using var tested = await ClientUnderTest.StartAsync();
        tested.Server.Answer(request => Values(request).Count() == 480 ? ScriptedAnswer.Items() : ScriptedAnswer.Errors(500, "Unable to find companyID."));

        await Assert.ThatAsync(
            () => tested.Client.QueryInAsync<Contract, int>("companyID", [.. Enumerable.Range(1, 700)], [], CancellationToken.None),
            Throws.TypeOf<CloudmoreAutotask.Setup.MustFixException>().With.Message.Contains("Unable to find companyID."));
    }

    [Test]
    public async Task QueryInAsync_AnyNumbers_NoCallHasMoreThan500OrConditionsAndNoValueIsLost()
    {
        await using var tested = await ClientUnderTest.StartAsync();

        Prop.ForAll(Gen.Choose(0, 1600).Zip(Gen.Choose(0, 499)).ToArbitrary(), numbers =>
        {
            var (count, others) = numbers;
            var asked = new System.Collections.Concurrent.ConcurrentBag<(int Conditions, IReadOnlyList<int> Values)>();
            tested.Server.Answer(request =>
            {
                asked.Add((others + Values(request).Count(), [.. Values(request).Select(value => value.GetInt32())]));
                return ScriptedAnswer.Items();
            });
            IReadOnlyList<Filter> and = others == 0 ? [] : [new Filter { Op = "in", Field = "status", Value = Enumerable.Range(0, others).ToList() }];
            var values = Enumerable.Range(0, Math.Min(count, (500 - others) * 4)).ToList();
            tested.Client.QueryInAsync<Contract, int>("companyID", values, and, CancellationToken.None).GetAwaiter().GetResult();
            return asked.All(call => call.Conditions <= 500) && asked.SelectMany(call => call.Values).Order().SequenceEqual(values);
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(25));
    }

    private static IEnumerable<JsonElement> Values(ScriptedRequest request) =>
        request.Json.GetProperty("filter").EnumerateArray().Last(filter => filter.GetProperty("op").GetString() == "in").GetProperty("value").EnumerateArray();
}
