using System.Diagnostics;
using NUnit.Framework;

namespace CloudmoreAutotask.Tests.SimulatorTests;

public sealed class AutotaskLimitTests
{
    private const string Query = """{"filter":[{"op":"gte","field":"id","value":0}]}""";

    [TestCase(429)]
    [TestCase(500)]
    public async Task Threads_TheFourthCallToAnEntity_IsRefused(int status)
    {
        await using var session = await AutotaskSession.StartAsync();
        session.Rules.Latency = TimeSpan.FromMilliseconds(300);
        session.Rules.ThreadLimitStatus = status;

        var replies = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => session.PostAsync("Companies/query", Query)));

        Assert.Multiple(() =>
        {
            Assert.That(replies.Count(reply => reply.Status == 200), Is.EqualTo(3));
            Assert.That(replies.Single(reply => reply.Status == status).Errors, Does.Contain("Thread Threshold Exceeded"));
            Assert.That(replies.Single(reply => reply.Status == status).RetryAfter, Is.Null);
            Assert.That(session.Simulator.Calls.MaxInFlight("Companies"), Is.EqualTo(4));
        });
    }

    [Test]
    public async Task Threads_OtherEntitiesAndOtherCodes_HaveTheirOwn()
    {
        await using var session = await AutotaskSession.StartAsync();
        session.Rules.Latency = TimeSpan.FromMilliseconds(300);
        session.Tenant.ApiUser.OtherIntegrationCodes = ["ANOTHER"];

        var same = Enumerable.Range(0, 3).Select(_ => session.PostAsync("Companies/query", Query));
        var entity = Enumerable.Range(0, 3).Select(_ => session.PostAsync("Contracts/query", Query));
        var code = Enumerable.Range(0, 3).Select(_ => CallAsAsync(session, "ANOTHER"));
        var replies = await Task.WhenAll(same.Concat(entity).Concat(code));

        Assert.That(replies.Select(reply => reply.Status), Is.All.EqualTo(200));
    }

    [Test]
    public async Task Threads_SlotReleasedLate_RefusesAFourthCallRightAfter()
    {
        await using var session = await AutotaskSession.StartAsync();
        session.Rules.SlotRelease = TimeSpan.FromMilliseconds(500);

        await Task.WhenAll(Enumerable.Range(0, 3).Select(_ => session.PostAsync("Companies/query", Query)));
        var next = await session.PostAsync("Companies/query", Query);
        await Task.Delay(700);
        var later = await session.PostAsync("Companies/query", Query);

        Assert.Multiple(() =>
        {
            Assert.That(next.Status, Is.EqualTo(429));
            Assert.That(later.Status, Is.EqualTo(200));
        });
    }

    [Test]
    public async Task Allowance_UsedUp_IsRefusedUntilAnHourHasPassed()
    {
        var clock = new SetClock(new DateTimeOffset(2026, 10, 9, 4, 0, 0, TimeSpan.Zero));
        await using var session = await AutotaskSession.StartAsync(time: clock);
        session.Rules.RequestThreshold = 100;
        session.Simulator.UseAllowance(98);

        var threshold = await session.GetAsync("ThresholdInformation");
        clock.Advance(TimeSpan.FromMinutes(30));
        var last = await session.GetAsync("Companies/0");
        var over = await session.GetAsync("Companies/0");
        clock.Advance(TimeSpan.FromMinutes(30));
        var after = await session.GetAsync("ThresholdInformation");

        Assert.Multiple(() =>
        {
            Assert.That(threshold.Text, Is.EqualTo("""{"externalRequestThreshold":100,"requestThresholdTimeframe":60,"currentTimeframeRequestCount":99}"""));
            Assert.That(last.Status, Is.EqualTo(200));
            Assert.That(over.Status, Is.EqualTo(429));
            Assert.That(over.Errors, Does.Contain("threshold"));
            Assert.That(after.Json.GetProperty("currentTimeframeRequestCount").GetInt32(), Is.EqualTo(2));
        });
    }

    [Test]
    public async Task Allowance_AboveHalf_CallsAreSlower()
    {
        await using var session = await AutotaskSession.StartAsync();
        session.Rules.RequestThreshold = 100;
        session.Rules.LatencyAboveHalf = TimeSpan.FromMilliseconds(400);
        await session.GetAsync("Companies/0");
        session.Simulator.UseAllowance(60);

        var watch = Stopwatch.StartNew();
        await session.GetAsync("Companies/0");

        Assert.That(watch.Elapsed, Is.GreaterThan(TimeSpan.FromMilliseconds(390)));
    }

    [Test]
    public async Task ZoneInformation_AboveTheAllowance_IsStillAnswered()
    {
        await using var session = await AutotaskSession.StartAsync();
        session.Rules.RequestThreshold = 0;
        using var request = new HttpRequestMessage(HttpMethod.Get, $"{session.Simulator.ZoneInformationUrl}?user={session.Tenant.ApiUser.UserName}");

        var reply = await session.ReadAsync(request);

        Assert.That(reply.Status, Is.EqualTo(200));
    }

    private static async Task<Reply> CallAsAsync(AutotaskSession session, string code)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(session.BaseUrl, "Companies/0"));
        request.Headers.Add("ApiIntegrationCode", code);
        request.Headers.Add("UserName", session.Tenant.ApiUser.UserName);
        request.Headers.Add("Secret", session.Tenant.ApiUser.Secret);
        return await session.ReadAsync(request);
    }
}
