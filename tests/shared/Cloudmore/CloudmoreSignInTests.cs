using CloudmoreAutotask.Cloudmore;
using CloudmoreAutotask.Setup;
using CloudmoreAutotask.Simulators.Faults;
using NUnit.Framework;

namespace CloudmoreAutotask.Tests.Cloudmore;

public sealed class CloudmoreSignInTests
{
    private CloudmoreSetup setup = null!;

    private int Tokens => setup.Simulator.Calls.Count("Token");

    [SetUp]
    public async Task StartAsync() => setup = await CloudmoreSetup.StartAsync();

    [TearDown]
    public ValueTask StopAsync() => setup.DisposeAsync();

    [Test]
    public async Task Call_TokenStillGood_AsksForNoSecondOne()
    {
        await ListAsync();
        setup.Time.Advance(TimeSpan.FromHours(23));
        await ListAsync();

        Assert.That(Tokens, Is.EqualTo(1));
    }

    [Test]
    public async Task Call_TokenEndsInAFewMinutes_AsksForANewOneFirst()
    {
        await ListAsync();
        setup.Time.Advance(TimeSpan.FromHours(24) - TimeSpan.FromMinutes(4));
        await ListAsync();

        Assert.That(Tokens, Is.EqualTo(2));
        Assert.That(setup.Simulator.Calls.Unauthorized, Is.Zero);
    }

    [Test]
    public async Task Call_ManyAtOnce_AskForOneToken()
    {
        await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => Task.Run(ListAsync)));

        Assert.That(Tokens, Is.EqualTo(1));
    }

    [Test]
    public async Task Call_TokenRevoked_GetsOneNewTokenAndOneRetry()
    {
        await ListAsync();
        setup.Simulator.RevokeTokens();
        await ListAsync();

        Assert.That(Tokens, Is.EqualTo(2));
        Assert.That(setup.Simulator.Calls.Count("Organizations"), Is.EqualTo(3));
    }

    [Test]
    public async Task Call_ManyMeetARevokedToken_AskForOneNewToken()
    {
        await ListAsync();
        setup.Simulator.RevokeTokens();
        await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => Task.Run(ListAsync)));

        Assert.That(Tokens, Is.EqualTo(2));
    }

    [Test]
    public async Task Call_NewTokenRefusedToo_MustBeFixedButSignInGoesOn()
    {
        setup.Simulator.Faults.On("GET", "Organizations", Fault.Unauthorized, times: 9);

        var failure = await Assert.ThrowsAsync<MustFixException>(ListAsync);

        Assert.That(failure!.SignInStopped, Is.False);
        Assert.That(failure.Message, Does.Contain("Cloudmore:ResellerId"));
        Assert.That(setup.Simulator.Calls.Count("Organizations"), Is.EqualTo(2));
    }

    [Test]
    public async Task Call_PasswordRefused_StopsWithoutEchoAndAsksNeverAgain()
    {
        setup.Options.CurrentValue.Password = new Secret("a-wrong-password");

        var first = await Assert.ThrowsAsync<MustFixException>(ListAsync);
        var second = await Assert.ThrowsAsync<MustFixException>(ListAsync);

        Assert.That(first!.SignInStopped && second!.SignInStopped);
        Assert.That(first!.Message, Does.Contain("Cloudmore:Username and Cloudmore:Password").And.Contain("invalid_grant"));
        Assert.That(first.ToString() + second, Does.Not.Contain("wrong-password").And.Not.Contain(setup.Broker.Username).And.Not.Contain(setup.Broker.ClientSecret));
        Assert.That(setup.Simulator.Calls.Total, Is.EqualTo(1));
    }

    [Test]
    public async Task Call_ClientRefused_NamesItsSettings()
    {
        setup.Options.CurrentValue.ClientSecret = new Secret("a-wrong-secret");

        var failure = await Assert.ThrowsAsync<MustFixException>(ListAsync);

        Assert.That(failure!.Message, Does.Contain("Cloudmore:ClientId and Cloudmore:ClientSecret"));
    }

    [Test]
    public async Task Call_PasswordMendedAfterARefusal_SignsInAgain()
    {
        setup.Options.CurrentValue.Password = new Secret("a-wrong-password");
        await Assert.ThrowsAsync<MustFixException>(ListAsync);

        setup.Options.CurrentValue.Password = new Secret(setup.Broker.Password);
        await ListAsync();

        Assert.That(Tokens, Is.EqualTo(2));
    }

    [Test]
    public async Task Call_CredentialsMissing_AreNamedWithoutACall()
    {
        setup.Options.CurrentValue.Password = new Secret("");
        setup.Options.CurrentValue.ClientSecret = new Secret(" ");

        var failure = await Assert.ThrowsAsync<MustFixException>(ListAsync);

        Assert.That(failure!.Message, Does.Contain("Cloudmore:ClientSecret, Cloudmore:Password").And.Not.Contain("Username"));
        Assert.That(failure.SignInStopped);
        Assert.That(setup.Simulator.Calls.Total, Is.Zero);
    }

    [TestCase("<html>Welcome</html>")]
    [TestCase("{}")]
    [TestCase("[]")]
    [TestCase("""{"access_token":17}""")]
    public async Task Call_TokenAnswerIsOdd_MustBeFixed(string body)
    {
        setup.Simulator.Faults.On("POST", "Token", Fault.Answer(200, body));

        var failure = await Assert.ThrowsAsync<MustFixException>(ListAsync);

        Assert.That(failure!.Message, Does.Contain("Cloudmore:BaseUrl"));
        Assert.That(failure.SignInStopped, Is.False);
    }

    [Test]
    public async Task Call_TokenEndpointUnavailable_IsTriedAgain()
    {
        setup.Simulator.Faults.On("POST", "Token", Fault.Unavailable(TimeSpan.FromSeconds(9)));

        await ListAsync();

        Assert.That(Tokens, Is.EqualTo(2));
        Assert.That(setup.Time.Waits, Is.EqualTo(new[] { TimeSpan.FromSeconds(9) }));
    }

    [Test]
    public async Task Call_TokenWithoutAnEnd_IsKeptUntilRefused()
    {
        await ListAsync();
        var token = setup.Simulator.Calls.Count("Token");
        setup.Simulator.Faults.On("POST", "Token", Fault.Answer(200, """{"access_token":"endless"}"""));
        setup.Simulator.RevokeTokens();

        var failure = await Assert.ThrowsAsync<MustFixException>(ListAsync);

        Assert.That(failure!.Message, Does.Contain("401"));
        Assert.That(Tokens, Is.EqualTo(token + 1));
    }

    [Test]
    public async Task Call_WhateverHappens_LogsNoSecret()
    {
        setup.Simulator.Faults.On("*", "*", Fault.ServerError, nth: 2, times: 2);
        await ListAsync();
        setup.Options.CurrentValue.Password = new Secret("a-wrong-password");
        await Assert.ThrowsAsync<MustFixException>(ListAsync);

        Assert.That(setup.Logged.Text, Does.Contain("Signed in"));
        Assert.That(setup.Logged.Text, Does.Not.Contain(setup.Broker.ClientSecret).And.Not.Contain(setup.Broker.Password).And.Not.Contain("wrong-password")
            .And.Not.Contain("Bearer").And.Not.Contain("Basic ").And.Not.Contain("Authorization"));
    }

    private Task<IReadOnlyList<Organization>> ListAsync() => setup.Client.GetOrganizationsAsync(CancellationToken.None);
}
