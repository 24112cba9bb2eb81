using CloudmoreAutotask.Autotask.Entities;
using CloudmoreAutotask.Setup;
using NUnit.Framework;

namespace CloudmoreAutotask.Tests.Autotask;

internal sealed class ZoneTests
{
    [Test]
    public async Task AnyCall_Zone_IsLookedUpOnceADay()
    {
        await using var tested = await ClientUnderTest.StartAsync();

        await QueryAsync(tested);
        tested.Time.Advance(TimeSpan.FromHours(23));
        await QueryAsync(tested);
        Assert.That(tested.Server.ZoneLookups, Is.EqualTo(1));

        tested.Time.Advance(TimeSpan.FromHours(1));
        await Task.WhenAll(QueryAsync(tested), QueryAsync(tested), QueryAsync(tested));
        Assert.That(tested.Server.ZoneLookups, Is.EqualTo(2));
        Assert.That(tested.Server.All[0].Query, Is.EqualTo("?user=api-user%40broker.example"));
    }

    [Test]
    public async Task AnyCall_UnknownUser_MustBeFixed()
    {
        await using var tested = await ClientUnderTest.StartAsync();
        tested.Server.ZoneScript = _ => ScriptedAnswer.Errors(500, "Zone information could not be determined");

        var thrown = await Assert.ThrowsAsync<MustFixException>(() => QueryAsync(tested));

        Assert.That(thrown!.Message, Does.Contain("Zone information could not be determined").And.Contain("ZoneInformation"));
        Assert.That(tested.Server.Calls, Is.Empty);
    }

    [Test]
    public async Task AnyCall_LookupFailsInPassing_IsRepeated()
    {
        await using var tested = await ClientUnderTest.StartAsync();
        var lookups = 0;
        tested.Server.ZoneScript = _ => ++lookups < 3 ? new ScriptedAnswer(503, "") : ScriptedAnswer.Ok(new { url = tested.Server.OwnZone });

        await QueryAsync(tested);

        Assert.That(lookups, Is.EqualTo(3));
    }

    [Test]
    public async Task AnyCall_LookupFailsToTheLast_IsTriedLaterWithoutMultiplying()
    {
        await using var tested = await ClientUnderTest.StartAsync();
        tested.Server.ZoneScript = _ => new ScriptedAnswer(503, "");

        await Assert.ThrowsAsync<TryLaterException>(() => QueryAsync(tested));

        Assert.That(tested.Server.ZoneLookups, Is.EqualTo(4));
    }

    [TestCase("""{"url":null}""")]
    [TestCase("""{"url":"not an address"}""")]
    [TestCase("""{"url":"file:///etc/"}""")]
    [TestCase("{}")]
    public async Task AnyCall_AnswerIsNoZone_MustBeFixed(string body)
    {
        await using var tested = await ClientUnderTest.StartAsync();
        tested.Server.ZoneScript = _ => new ScriptedAnswer(200, body);

        Assert.That((await Assert.ThrowsAsync<MustFixException>(() => QueryAsync(tested)))!.Message, Does.Contain("Autotask:ZoneInformationUrl"));
    }

    private static Task QueryAsync(ClientUnderTest tested) => tested.Client.QueryAsync<Contract>([], CancellationToken.None);
}
