using CloudmoreAutotask.Autotask;
using CloudmoreAutotask.Autotask.Entities;
using CloudmoreAutotask.Setup;
using NUnit.Framework;

namespace CloudmoreAutotask.Tests.Autotask;

/// <summary>Once Autotask has taken no call for a minute, all calls rest.</summary>
internal sealed class CallPauseTests
{
    private static readonly ScriptedAnswer TooMany = ScriptedAnswer.Errors(429, "Too many.");
    private static readonly NewService Service = new() { Name = "M365", UnitPrice = 1m, UnitCost = 1m, PeriodType = 2, BillingCodeId = 5 };

    [Test]
    public async Task AnyCall_WhileCallsRest_DoesNotGoOut()
    {
        await using var tested = await ClientUnderTest.StartAsync();
        tested.Server.Answer(TooMany);
        await PauseAsync(tested);
        var before = tested.Server.All.Count;
        tested.Time.Advance(TimeSpan.FromSeconds(5));

        var read = await Assert.ThrowsAsync<TryLaterException>(() => QueryAsync(tested));
        var write = await tested.Client.CreateServiceAsync(Service, CancellationToken.None);

        Assert.That(read!.RetryAfter, Is.EqualTo(TimeSpan.FromSeconds(10)));
        Assert.That((write.Result, write.RetryAfter), Is.EqualTo((WriteResult.NotTaken, TimeSpan.FromSeconds(10))));
        Assert.That(tested.Server.All, Has.Count.EqualTo(before));
    }

    [Test]
    public async Task AnyCall_AfterTheRest_GoesOut()
    {
        await using var tested = await ClientUnderTest.StartAsync();
        tested.Server.Answer(request => tested.Server.Calls.Count <= 12 ? TooMany : ScriptedAnswer.Items());
        await PauseAsync(tested);
        tested.Time.Advance(TimeSpan.FromSeconds(15));

        Assert.That(await tested.Client.QueryAsync<Contract>([], CancellationToken.None), Is.Empty);
    }

    [Test]
    public async Task AnyCall_RefusedOverAndOver_RestsLongerUpToTenMinutes()
    {
        await using var tested = await ClientUnderTest.StartAsync();
        tested.Server.Answer(TooMany);
        var rests = new List<double>();

        for (var time = 0; time < 5; time++)
        {
            var rest = await PauseAsync(tested);
            rests.Add(rest.TotalSeconds);
            tested.Time.Advance(rest);
        }

        Assert.That(rests, Is.EqualTo(new double[] { 15, 60, 240, 600, 600 }));
    }

    [Test]
    public async Task AnyCall_RefusedAgainAfterACalmTime_RestsShortly()
    {
        await using var tested = await ClientUnderTest.StartAsync();
        tested.Server.Answer(TooMany);
        tested.Time.Advance(await PauseAsync(tested));
        tested.Time.Advance(await PauseAsync(tested));
        tested.Time.Advance(TimeSpan.FromMinutes(5));

        Assert.That(await PauseAsync(tested), Is.EqualTo(TimeSpan.FromSeconds(15)));
    }

    [TestCase(45, 45)]
    [TestCase(0, 15)]
    public async Task AnyCall_RefusedWithRetryAfter_RestsNoShorter(int asked, int seconds)
    {
        await using var tested = await ClientUnderTest.StartAsync();
        tested.Server.Answer(TooMany with { Headers = new Dictionary<string, string> { ["Retry-After"] = $"{asked}" } });

        Assert.That(await PauseAsync(tested), Is.EqualTo(TimeSpan.FromSeconds(seconds)));
    }

    private static async Task<TimeSpan> PauseAsync(ClientUnderTest tested) => (await Assert.ThrowsAsync<TryLaterException>(() => QueryAsync(tested)))!.RetryAfter!.Value;

    private static Task QueryAsync(ClientUnderTest tested) => tested.Client.QueryAsync<Contract>([], CancellationToken.None);
}
