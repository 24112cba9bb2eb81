using System.Text.Json;
using NUnit.Framework;

namespace CloudmoreAutotask.Tests.SimulatorTests;

public sealed class AutotaskSignInTests
{
    [Test]
    public async Task ZoneInformation_KnownUser_AnswersTheBaseOfEveryCall()
    {
        await using var session = await AutotaskSession.StartAsync();

        var zone = await ZoneAsync(session, session.Tenant.ApiUser.UserName);
        using var request = new HttpRequestMessage(HttpMethod.Get, zone.Json.GetProperty("url").GetString() + "v1.0/companies/0");
        session.SignIn(request, session.Tenant.ApiUser.Secret);
        var item = await session.ReadAsync(request);

        Assert.Multiple(() =>
        {
            Assert.That(zone.Json.GetProperty("url").GetString(), Does.StartWith("http://127.0.0.1:").And.EndsWith("/ATServicesRest/"));
            Assert.That(item.Json.GetProperty("item").GetProperty("id").GetInt64(), Is.Zero);
        });
    }

    [Test]
    public async Task ZoneInformation_UnknownUser_AnswersErrors()
    {
        await using var session = await AutotaskSession.StartAsync();

        var zone = await ZoneAsync(session, "nobody@broker.example");

        Assert.That(zone.Errors, Is.EqualTo("Zone information could not be determined"));
    }

    [Test]
    public async Task VersionInformation_WithoutCredentials_NamesTheVersion()
    {
        await using var session = await AutotaskSession.StartAsync();

        var reply = await session.SendAsync(HttpMethod.Get, "../VersionInformation", signedIn: false);

        Assert.That(reply.Text, Is.EqualTo("""{"apiVersions":["1.0"]}"""));
    }

    [Test]
    public async Task Call_WithoutCredentials_Is401WithoutBody()
    {
        await using var session = await AutotaskSession.StartAsync();

        var reply = await session.SendAsync(HttpMethod.Get, "Companies/0", signedIn: false);

        Assert.Multiple(() =>
        {
            Assert.That(reply.Status, Is.EqualTo(401));
            Assert.That(reply.Text, Is.Empty);
            Assert.That(session.Simulator.Calls.Unauthorized, Is.EqualTo(1));
        });
    }

    [Test]
    public async Task Call_WrongSecretFiveTimes_LocksTheUserUntilUnlocked()
    {
        await using var session = await AutotaskSession.StartAsync();

        for (var attempt = 0; attempt < 5; attempt++)
            await CallAsync(session, "wrong");
        var locked = await CallAsync(session, session.Tenant.ApiUser.Secret);
        session.Tenant.ApiUser.Unlock();
        var unlocked = await CallAsync(session, session.Tenant.ApiUser.Secret);

        Assert.Multiple(() =>
        {
            Assert.That(locked.Status, Is.EqualTo(401));
            Assert.That(unlocked.Status, Is.EqualTo(200));
        });
    }

    [Test]
    public async Task Call_RightSecretBetweenWrongOnes_StartsTheCountAgain()
    {
        await using var session = await AutotaskSession.StartAsync();

        for (var attempt = 0; attempt < 4; attempt++)
            await CallAsync(session, "wrong");
        await CallAsync(session, session.Tenant.ApiUser.Secret);
        await CallAsync(session, "wrong");

        Assert.That(session.Tenant.ApiUser.IsLocked, Is.False);
    }

    [Test]
    public async Task Call_AfterZoneMove_Is401AtTheOldZoneOnly()
    {
        await using var session = await AutotaskSession.StartAsync();

        session.Simulator.MoveZone();
        var old = await session.GetAsync("Companies/0");
        var zone = await ZoneAsync(session, session.Tenant.ApiUser.UserName);
        using var request = new HttpRequestMessage(HttpMethod.Get, zone.Json.GetProperty("url").GetString() + "V1.0/Companies/0");
        session.SignIn(request, session.Tenant.ApiUser.Secret);
        var moved = await session.ReadAsync(request);

        Assert.Multiple(() =>
        {
            Assert.That(old.Status, Is.EqualTo(401));
            Assert.That(moved.Status, Is.EqualTo(200));
            Assert.That(session.Tenant.ApiUser.Failures, Is.Zero);
        });
    }

    [Test]
    public async Task Post_WithoutJsonContentType_Is415()
    {
        await using var session = await AutotaskSession.StartAsync();
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(session.BaseUrl, "Companies/query"))
        {
            Content = new StringContent("""{"filter":[{"op":"gte","field":"id","value":0}]}"""),
        };
        session.SignIn(request, session.Tenant.ApiUser.Secret);

        var reply = await session.ReadAsync(request);

        Assert.That(reply.Status, Is.EqualTo(415));
    }

    [Test]
    public async Task Call_DeniedEntity_IsRefusedAndShownInMetadata()
    {
        await using var session = await AutotaskSession.StartAsync();
        session.Rules.Denied["Contracts"] = Simulators.Autotask.EntityAccess.Create;

        var info = await session.GetAsync("Contracts/entityInformation");
        var create = await session.PostAsync("Contracts", "{}");
        var query = await session.PostAsync("Contracts/query", """{"filter":[{"op":"gte","field":"id","value":0}]}""");

        Assert.Multiple(() =>
        {
            Assert.That(info.Json.GetProperty("info").GetProperty("userAccessForCreate").GetInt32(), Is.Zero);
            Assert.That(create.Errors, Does.Contain("adequate permissions"));
            Assert.That(query.Status, Is.EqualTo(200));
        });
    }

    [Test]
    public async Task Call_Any_IsLoggedWithoutHeaders()
    {
        await using var session = await AutotaskSession.StartAsync();

        await session.PostAsync("Companies/query", """{"filter":[{"op":"gte","field":"id","value":0}]}""");
        var call = session.Simulator.Calls.Of("companies", "post").Single();

        Assert.Multiple(() =>
        {
            Assert.That(call.Status, Is.EqualTo(200));
            Assert.That(call.Body, Does.Contain("gte"));
            Assert.That(call.IsWrite, Is.False);
            Assert.That(JsonSerializer.Serialize(call), Does.Not.Contain(session.Tenant.ApiUser.Secret));
        });
    }

    private static async Task<Reply> ZoneAsync(AutotaskSession session, string user)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, $"{session.Simulator.ZoneInformationUrl}?user={Uri.EscapeDataString(user)}");
        return await session.ReadAsync(request);
    }

    private static async Task<Reply> CallAsync(AutotaskSession session, string secret)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(session.BaseUrl, "Companies/0"));
        session.SignIn(request, secret);
        return await session.ReadAsync(request);
    }
}
