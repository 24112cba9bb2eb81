using System.Diagnostics.Metrics;
using CloudmoreAutotask.Autotask;
using CloudmoreAutotask.Autotask.Entities;
using NUnit.Framework;

namespace CloudmoreAutotask.Tests.Autotask;

internal sealed class AllowanceTests
{
    [Test]
    public async Task GetAsync_OwnCallsInBetween_AreAdded()
    {
        await using var tested = await ClientUnderTest.StartAsync();
        AnswerUsed(tested, 4999);

        Assert.That(await tested.Allowance.GetAsync(CancellationToken.None), Is.EqualTo(new AllowanceState(10000, 4999)));
        await tested.Client.QueryAsync<Contract>([], CancellationToken.None);
        await tested.Client.QueryAsync<Contract>([], CancellationToken.None);
        var state = await tested.Allowance.GetAsync(CancellationToken.None);

        Assert.That(state, Is.EqualTo(new AllowanceState(10000, 5001)));
        Assert.That((state.IsAbove(50), state.IsAbove(51)), Is.EqualTo((true, false)));
        Assert.That(tested.Counter.PerEntity["ThresholdInformation"], Is.EqualTo(1));
    }

    [Test]
    public async Task GetAsync_MinutesLater_AsksAgain()
    {
        await using var tested = await ClientUnderTest.StartAsync();
        AnswerUsed(tested, 10);
        await tested.Allowance.GetAsync(CancellationToken.None);

        tested.Time.Advance(TimeSpan.FromMinutes(5));
        AnswerUsed(tested, 9000);

        Assert.That((await tested.Allowance.GetAsync(CancellationToken.None)).Used, Is.EqualTo(9000));
    }

    [Test]
    public async Task GetAsync_ManyOwnCallsLater_AsksAgain()
    {
        await using var tested = await ClientUnderTest.StartAsync();
        AnswerUsed(tested, 10);
        await tested.Allowance.GetAsync(CancellationToken.None);

        for (var call = 0; call < 200; call++)
            tested.Counter.Count("Contracts", "POST");
        await tested.Allowance.GetAsync(CancellationToken.None);

        Assert.That(tested.Counter.PerEntity["ThresholdInformation"], Is.EqualTo(2));
    }

    [TestCase(10000, 5000, 50, false)]
    [TestCase(10000, 5001, 50, true)]
    [TestCase(0, 5001, 50, false)]
    [TestCase(int.MaxValue, int.MaxValue, 99, true)]
    public void IsAbove_Share_IsExceededStrictly(int limit, int used, int percent, bool expected) =>
        Assert.That(new AllowanceState(limit, used).IsAbove(percent), Is.EqualTo(expected));

    [Test]
    public async Task Count_EveryCall_IsInTheMetric()
    {
        await using var tested = await ClientUnderTest.StartAsync();
        var counter = tested.Counter;
        List<(string Entity, string Method)> measured = [];
        using var listener = new MeterListener();
        listener.InstrumentPublished = (instrument, all) =>
        {
            if (instrument.Name == "autotask.calls" && ReferenceEquals(instrument.Meter, counter.Meter))
                all.EnableMeasurementEvents(instrument);
        };
        listener.SetMeasurementEventCallback<long>((_, count, tags, _) => measured.Add(((string)tags[0].Value!, (string)tags[1].Value!)));
        listener.Start();

        await tested.Client.QueryAsync<Contract>([], CancellationToken.None);

        Assert.That(measured, Is.EqualTo(new[] { ("ZoneInformation", "GET"), ("Contracts", "POST") }));
        Assert.That(counter.Total, Is.EqualTo(2));
    }

    private static void AnswerUsed(ClientUnderTest tested, int used) => tested.Server.Answer(request => request.Path.EndsWith("ThresholdInformation", StringComparison.Ordinal)
        ? ScriptedAnswer.Ok(new { externalRequestThreshold = 10000, requestThresholdTimeframe = 60, currentTimeframeRequestCount = used })
        : ScriptedAnswer.Items());
}
