using CloudmoreAutotask.Autotask;
using CloudmoreAutotask.Autotask.Entities;
using CloudmoreAutotask.Setup;
using Microsoft.Extensions.DependencyInjection;
using NUnit.Framework;

namespace CloudmoreAutotask.Tests.Autotask;

internal sealed class SignInTests
{
    private static readonly ScriptedAnswer Refusal = new(401, "");

    private static readonly NewService Service = new() { Name = "M365", UnitPrice = 1m, UnitCost = 1m, PeriodType = 2, BillingCodeId = 5 };

    [Test]
    public async Task AnyCall_CarriesTheCredentials()
    {
        await using var tested = await ClientUnderTest.StartAsync();

        await QueryAsync(tested);

        var headers = tested.Server.Calls.Single().Headers;
        Assert.That((headers["UserName"], headers["Secret"], headers["ApiIntegrationCode"]), Is.EqualTo((ClientUnderTest.Username, ClientUnderTest.Secret, ClientUnderTest.IntegrationCode)));
        Assert.That(tested.Server.All.First(call => call.Path.EndsWith("zoneInformation", StringComparison.Ordinal)).Headers.Keys, Has.None.EqualTo("Secret").IgnoreCase);
    }

    [Test]
    public async Task ManyCallsAtOnce_WrongSecret_CostTwoRefusals()
    {
        await using var tested = await ClientUnderTest.StartAsync();
        tested.Server.Answer(Refusal);

        var calls = Enumerable.Range(0, 20).Select(index => index % 2 == 0 ? QueryAsync(tested) : tested.Client.CreateServiceAsync(Service, CancellationToken.None)).ToArray();

        foreach (var call in calls)
            Assert.That((await Assert.ThrowsAsync<MustFixException>(() => call))!.SignInStopped, Is.True);
        Assert.That(tested.Server.Calls, Has.Count.EqualTo(2));
        Assert.That(tested.Server.ZoneLookups, Is.EqualTo(2));
    }

    [Test]
    public async Task LaterCall_Stopped_DoesNotGoOut()
    {
        await using var tested = await ClientUnderTest.StartAsync();
        tested.Server.Answer(Refusal);
        await Assert.ThrowsAsync<MustFixException>(() => QueryAsync(tested));
        var before = tested.Server.All.Count;

        Assert.That((await Assert.ThrowsAsync<MustFixException>(() => tested.Client.CreateServiceAsync(Service, CancellationToken.None)))!.SignInStopped, Is.True);
        Assert.That((await Assert.ThrowsAsync<MustFixException>(() => QueryAsync(tested)))!.SignInStopped, Is.True);

        Assert.That(tested.Server.All, Has.Count.EqualTo(before));
    }

    [Test]
    public async Task AnyCall_StoppedByAnotherProcess_DoesNotGoOut()
    {
        await using var tested = await ClientUnderTest.StartAsync();
        await QueryAsync(tested);
        await tested.SignInStop.StopAsync(tested.Credentials.Current.Fingerprint(), CancellationToken.None);

        Assert.That((await Assert.ThrowsAsync<MustFixException>(() => QueryAsync(tested)))!.SignInStopped, Is.True);
        Assert.That(tested.Server.Calls, Has.Count.EqualTo(1));
    }

    [Test]
    public async Task AnyCall_DoubtedByAnEarlierProcess_CostsOneRefusal()
    {
        await using var tested = await ClientUnderTest.StartAsync();
        tested.Server.Answer(Refusal);
        await tested.SignInStop.DoubtAsync(tested.Credentials.Current.Fingerprint(), CancellationToken.None);

        Assert.That((await Assert.ThrowsAsync<MustFixException>(() => QueryAsync(tested)))!.SignInStopped, Is.True);
        Assert.That(tested.Server.Calls, Has.Count.EqualTo(1));
        Assert.That(await tested.SignInStop.GetStoppedFingerprintAsync(CancellationToken.None), Is.EqualTo(tested.Credentials.Current.Fingerprint()));
    }

    [Test]
    public async Task AnyCall_DoubtedByAnEarlierProcessAndAccepted_EndsTheDoubt()
    {
        await using var tested = await ClientUnderTest.StartAsync();
        await tested.SignInStop.DoubtAsync(tested.Credentials.Current.Fingerprint(), CancellationToken.None);

        await QueryAsync(tested);
        await QueryAsync(tested);

        Assert.That(await tested.SignInStop.GetDoubtedFingerprintAsync(CancellationToken.None), Is.Null);
    }

    [Test]
    public async Task AnyCall_OtherCredentialsWereDoubted_HasTwoTries()
    {
        await using var tested = await ClientUnderTest.StartAsync();
        tested.Server.Answer(Refusal);
        await tested.SignInStop.DoubtAsync(CredentialsUnderTest.With("the-old-secret").Fingerprint(), CancellationToken.None);

        await Assert.ThrowsAsync<MustFixException>(() => QueryAsync(tested));

        Assert.That(tested.Server.Calls, Has.Count.EqualTo(2));
    }

    [Test]
    public async Task AnyCall_OtherSecretAfterAStop_GoesAndClearsIt()
    {
        await using var tested = await ClientUnderTest.StartAsync();
        tested.Server.Answer(request => request.Headers["Secret"] == "the-new-secret" ? ScriptedAnswer.Items() : Refusal);
        await Assert.ThrowsAsync<MustFixException>(() => QueryAsync(tested));

        tested.Credentials.Current = CredentialsUnderTest.With("the-new-secret");
        await QueryAsync(tested);

        Assert.That(await tested.SignInStop.GetStoppedFingerprintAsync(CancellationToken.None), Is.Null);
    }

    [Test]
    public async Task AnyCall_StopClearedByAPersonButStillRefused_CostsOneRefusal()
    {
        await using var tested = await ClientUnderTest.StartAsync();
        tested.Server.Answer(Refusal);
        await Assert.ThrowsAsync<MustFixException>(() => QueryAsync(tested));

        await tested.SignInStop.ClearAsync(CancellationToken.None);

        Assert.That((await Assert.ThrowsAsync<MustFixException>(() => QueryAsync(tested)))!.SignInStopped, Is.True);
        Assert.That(tested.Server.Calls, Has.Count.EqualTo(3));
    }

    [Test]
    public async Task AnyCall_StopClearedByAPersonAndUnlocked_Goes()
    {
        await using var tested = await ClientUnderTest.StartAsync();
        tested.Server.Answer(Refusal, Refusal, ScriptedAnswer.Items());
        await Assert.ThrowsAsync<MustFixException>(() => QueryAsync(tested));

        await tested.SignInStop.ClearAsync(CancellationToken.None);
        await QueryAsync(tested);

        Assert.That(tested.Server.Calls, Has.Count.EqualTo(3));
    }

    [Test]
    public async Task CreateServiceAsync_RefusedOnce_IsRepeatedInTheNewZone()
    {
        await using var tested = await ClientUnderTest.StartAsync();
        await using var other = await ScriptedServer.StartAsync();
        other.Answer(ScriptedAnswer.Ok(new { itemId = 9001 }));
        tested.Server.Answer(Refusal);
        var zones = new Queue<Uri>([tested.Server.OwnZone, other.OwnZone]);
        tested.Server.ZoneScript = _ => ScriptedAnswer.Ok(new { url = zones.Dequeue() });

        var answer = await tested.Client.CreateServiceAsync(Service, CancellationToken.None);

        Assert.That((answer.Result, answer.ItemId), Is.EqualTo((WriteResult.Accepted, 9001L)));
        Assert.That((tested.Server.Calls.Count, other.Calls.Count), Is.EqualTo((1, 1)));
    }

    [Test]
    public async Task CreateServiceAsync_RefusedAndNoNewZone_IsNotTaken()
    {
        await using var tested = await ClientUnderTest.StartAsync();
        var lookups = 0;
        tested.Server.ZoneScript = _ => ++lookups == 1 ? ScriptedAnswer.Ok(new { url = tested.Server.OwnZone }) : new ScriptedAnswer(503, "");
        tested.Server.Answer(Refusal);

        Assert.That((await tested.Client.CreateServiceAsync(Service, CancellationToken.None)).Result, Is.EqualTo(WriteResult.NotTaken));
        tested.Server.ZoneScript = null;
        Assert.That((await Assert.ThrowsAsync<MustFixException>(() => QueryAsync(tested)))!.SignInStopped, Is.True);

        Assert.That(tested.Server.Calls, Has.Count.EqualTo(2));
    }

    [Test]
    public async Task ManyCallsInFlight_TenantMoves_EachIsRepeatedOnceInTheNewZone()
    {
        await using var tested = await ClientUnderTest.StartAsync();
        await using var other = await ScriptedServer.StartAsync();
        await QueryAsync(tested);
        RefuseTwoTogether(tested);
        tested.Server.ZoneScript = _ => ScriptedAnswer.Ok(new { url = other.OwnZone });

        await Task.WhenAll(QueryAsync(tested), QueryAsync(tested), QueryAsync(tested), QueryAsync(tested));

        // Two were in flight; the other two waited for the verdict.
        Assert.That((tested.Server.Calls.Count, other.Calls.Count), Is.EqualTo((3, 4)));
        Assert.That(tested.Server.ZoneLookups, Is.EqualTo(2));
    }

    [Test]
    public async Task ManyCallsInFlight_SecretExpires_OnlyThoseAreRefused()
    {
        await using var tested = await ClientUnderTest.StartAsync();
        await QueryAsync(tested);
        RefuseTwoTogether(tested);

        var calls = Enumerable.Range(0, 10).Select(_ => QueryAsync(tested)).ToArray();

        foreach (var call in calls)
            Assert.That((await Assert.ThrowsAsync<MustFixException>(() => call))!.SignInStopped, Is.True);
        Assert.That(tested.Server.Calls, Has.Count.EqualTo(3), "one that was accepted, two that were refused");
        Assert.That(tested.Server.ZoneLookups, Is.EqualTo(2));
    }

    [Test]
    public async Task TwoCallsInFlight_SecretExpiresAndOneAnswersLate_NoThirdGoes()
    {
        await using var tested = await ClientUnderTest.StartAsync();
        await QueryAsync(tested);
        var two = new Meeting(2);
        var late = 0;
        tested.Server.Script = async _ =>
        {
            await two.ArriveAsync();
            if (Interlocked.Exchange(ref late, 1) == 0)
                await Task.Delay(300);
            return Refusal;
        };

        var calls = new[] { QueryAsync(tested), QueryAsync(tested) };

        foreach (var call in calls)
            Assert.That((await Assert.ThrowsAsync<MustFixException>(() => call))!.SignInStopped, Is.True);
        Assert.That(tested.Server.Calls, Has.Count.EqualTo(3), "one that was accepted, two that were refused");
    }

    [Test]
    public async Task TwoCallsInFlight_OneRefusedOneAccepted_TheRefusedOneIsRepeated()
    {
        await using var tested = await ClientUnderTest.StartAsync();
        await QueryAsync(tested);
        var two = new Meeting(2);
        var refusals = 0;
        tested.Server.Script = async _ =>
        {
            if (Volatile.Read(ref refusals) > 0)
                return ScriptedAnswer.Items();
            await two.ArriveAsync();
            return Interlocked.Increment(ref refusals) == 1 ? Refusal : ScriptedAnswer.Items();
        };

        await Task.WhenAll(QueryAsync(tested), QueryAsync(tested));

        Assert.That(tested.Server.Calls, Has.Count.EqualTo(4));
    }

    [Test]
    public async Task TwoCallsRefusedBesideOneAnother_StopClearedByAPerson_HasOneTry()
    {
        await using var tested = await ClientUnderTest.StartAsync();
        await QueryAsync(tested);
        RefuseTwoTogether(tested);
        foreach (var call in new[] { QueryAsync(tested), QueryAsync(tested) })
            await Assert.ThrowsAsync<MustFixException>(() => call);
        tested.Server.Answer(Refusal);

        await tested.SignInStop.ClearAsync(CancellationToken.None);

        Assert.That((await Assert.ThrowsAsync<MustFixException>(() => QueryAsync(tested)))!.SignInStopped, Is.True);
        Assert.That(tested.Server.Calls, Has.Count.EqualTo(4));
    }

    [Test]
    public async Task ManyCallsAtOnce_BeforeAnySuccess_OneGoesFirst()
    {
        await using var tested = await ClientUnderTest.StartAsync();
        var together = 0;
        var first = true;
        tested.Server.Script = async _ =>
        {
            var count = Interlocked.Increment(ref together);
            if (first)
            {
                await Task.Delay(100);
                Assert.That((count, Volatile.Read(ref together)), Is.EqualTo((1, 1)));
                first = false;
            }
            Interlocked.Decrement(ref together);
            return ScriptedAnswer.Items();
        };

        await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => QueryAsync(tested)));

        Assert.That(tested.Server.Calls, Has.Count.EqualTo(10));
    }

    [Test]
    public async Task AnyCall_UserLockedSaidWith500_StopsToo()
    {
        await using var tested = await ClientUnderTest.StartAsync();
        tested.Server.Answer(ScriptedAnswer.Errors(500, "The user account has been locked."));

        Assert.That((await Assert.ThrowsAsync<MustFixException>(() => QueryAsync(tested)))!.Message, Does.Contain("The user account has been locked."));
        Assert.That(tested.Server.Calls, Has.Count.EqualTo(2));
    }

    [Test]
    public async Task AnyCall_StopCannotBeWrittenDown_IsWrittenBeforeTheNextCall()
    {
        var stop = new UnreliableStop();
        await using var tested = await ClientUnderTest.StartAsync(more: services => services.AddSingleton<ISignInStop>(stop));
        tested.Server.Answer(Refusal);

        await Assert.ThrowsAsync<TryLaterException>(() => QueryAsync(tested));
        stop.IsDown = false;
        Assert.That((await Assert.ThrowsAsync<MustFixException>(() => QueryAsync(tested)))!.SignInStopped, Is.True);

        Assert.That(tested.Server.Calls, Has.Count.EqualTo(2));
    }

    [TestCase("", "Autotask:ApiSecret is missing")]
    [TestCase("secret\n", "Autotask:ApiSecret has a character that cannot be sent")]
    [TestCase("sécret", "Autotask:ApiSecret has a character that cannot be sent")]
    public async Task AnyCall_UnusableSecret_MustBeFixed(string secret, string words)
    {
        await using var tested = await ClientUnderTest.StartAsync();
        tested.Credentials.Current = CredentialsUnderTest.With(secret);

        Assert.That((await Assert.ThrowsAsync<MustFixException>(() => QueryAsync(tested)))!.Message, Does.Contain(words));
        Assert.That(tested.Server.All, Is.Empty);
    }

    [Test]
    public void Fingerprint_PartsMovedBetweenFields_Differs()
    {
        var one = new AutotaskCredentials(new Secret("ab"), new Secret("c"), new Secret("d"));
        var two = new AutotaskCredentials(new Secret("a"), new Secret("bc"), new Secret("d"));

        Assert.That(one.Fingerprint(), Has.Length.EqualTo(64).And.Not.EqualTo(two.Fingerprint()));
    }

    private static void RefuseTwoTogether(ClientUnderTest tested)
    {
        var two = new Meeting(2);
        tested.Server.Script = async _ =>
        {
            await two.ArriveAsync();
            return Refusal;
        };
    }

    private static Task QueryAsync(ClientUnderTest tested) => tested.Client.QueryAsync<Contract>([], CancellationToken.None);

    private sealed class UnreliableStop : ISignInStop
    {
        private readonly InMemorySignInStop stop = new();

        public bool IsDown { get; set; } = true;

        public ValueTask<string?> GetStoppedFingerprintAsync(CancellationToken cancellation) => stop.GetStoppedFingerprintAsync(cancellation);

        public ValueTask<string?> GetDoubtedFingerprintAsync(CancellationToken cancellation) => stop.GetDoubtedFingerprintAsync(cancellation);

        public ValueTask DoubtAsync(string fingerprint, CancellationToken cancellation) => stop.DoubtAsync(fingerprint, cancellation);

        public ValueTask StopAsync(string fingerprint, CancellationToken cancellation) =>
            IsDown ? throw new TryLaterException("No storage.") : stop.StopAsync(fingerprint, cancellation);

        public ValueTask ClearAsync(CancellationToken cancellation) => stop.ClearAsync(cancellation);
    }
}
