using CloudmoreAutotask.Autotask;
using CloudmoreAutotask.Autotask.Entities;
using CloudmoreAutotask.Setup;
using NUnit.Framework;

namespace CloudmoreAutotask.Tests.Autotask;

/// <summary>Credentials that change where they are kept, behind a source that is a short time behind (export rules, "Sign-in").</summary>
internal sealed class RotationTests
{
    private static readonly ScriptedAnswer Refusal = new(401, "");

    [Test]
    public async Task AnyCall_SecretChangedSinceItWasRead_IsRepeatedWithTheNewOne()
    {
        var kept = new KeptCredentials("old", "1");
        await using var tested = await StartAsync(kept, takes: "old");
        await QueryAsync(tested);
        Take(tested, "new");
        kept.Set("new", "2");

        await QueryAsync(tested);

        Assert.That(Secrets(tested), Is.EqualTo(new[] { "old", "old", "new" }));
        Assert.That(await StoppedAsync(tested), Is.Null);
    }

    [Test]
    public async Task AnyCall_WrongSecretChangedToAnotherWrongOne_CostsTwoRefusalsInAll()
    {
        var kept = new KeptCredentials("wrong", "1");
        await using var tested = await StartAsync(kept, takes: "right");
        tested.Server.Script = request =>
        {
            kept.Set("wrong too", "2");
            return Task.FromResult(Refusal);
        };

        for (var call = 0; call < 3; call++)
            Assert.That((await Assert.ThrowsAsync<MustFixException>(() => QueryAsync(tested)))!.SignInStopped, Is.True);

        Assert.That(Secrets(tested), Is.EqualTo(new[] { "wrong", "wrong too" }));
        Assert.That(await StoppedAsync(tested), Is.EqualTo("2"), "the stop remembers the version");
    }

    [Test]
    public async Task ManyCallsAtOnce_SecretChangedSinceItWasRead_AllGoWithTheNewOne()
    {
        var kept = new KeptCredentials("old", "1");
        await using var tested = await StartAsync(kept, takes: "new");
        kept.Set("new", "2");

        await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => QueryAsync(tested)));

        Assert.That(Secrets(tested).Count(secret => secret == "old"), Is.EqualTo(1));
        Assert.That(Secrets(tested), Has.Length.EqualTo(21));
    }

    [Test]
    public async Task AnyCall_SameVersionAfterARefusal_StopsAtTheSecondOne()
    {
        var kept = new KeptCredentials("wrong", "1");
        await using var tested = await StartAsync(kept, takes: "right");

        await Assert.ThrowsAsync<MustFixException>(() => QueryAsync(tested));
        await Assert.ThrowsAsync<MustFixException>(() => QueryAsync(tested));

        Assert.That(Secrets(tested), Is.EqualTo(new[] { "wrong", "wrong" }));
    }

    [Test]
    public async Task AnyCall_StoppedAndThenChanged_GoesWithoutWaitingForTheSource()
    {
        var kept = new KeptCredentials("wrong", "1");
        await using var tested = await StartAsync(kept, takes: "right");
        await Assert.ThrowsAsync<MustFixException>(() => QueryAsync(tested));

        kept.Set("right", "2");
        await QueryAsync(tested);

        Assert.That(Secrets(tested), Is.EqualTo(new[] { "wrong", "wrong", "right" }));
        Assert.That(await StoppedAsync(tested), Is.Null);
    }

    [Test]
    public async Task AnyCall_AnotherProcessStoppedOnANewerSecret_DoesNotLiftThatStop()
    {
        var kept = new KeptCredentials("old", "1");
        await using var tested = await StartAsync(kept, takes: "old");
        await QueryAsync(tested);
        kept.Set("wrong", "2");
        await tested.SignInStop.StopAsync("2", CancellationToken.None);

        Assert.That((await Assert.ThrowsAsync<MustFixException>(() => QueryAsync(tested)))!.SignInStopped, Is.True);

        Assert.That(Secrets(tested), Is.EqualTo(new[] { "old" }));
        Assert.That(await StoppedAsync(tested), Is.EqualTo("2"));
    }

    [Test]
    public async Task AnyCall_StoppedAndTheSourceIsDown_StaysStopped()
    {
        var kept = new KeptCredentials("wrong", "1");
        await using var tested = await StartAsync(kept, takes: "right");
        await Assert.ThrowsAsync<MustFixException>(() => QueryAsync(tested));

        kept.IsDown = true;

        Assert.That((await Assert.ThrowsAsync<MustFixException>(() => QueryAsync(tested)))!.SignInStopped, Is.True, "what waits is kept, not failed");
    }

    [Test]
    public async Task AnyCall_SourceDownAfterARefusal_IsTriedLaterAndCostsTwoRefusalsInAll()
    {
        var kept = new KeptCredentials("wrong", "1");
        await using var tested = await StartAsync(kept, takes: "right");
        kept.IsDown = true;
        await Assert.ThrowsAsync<TryLaterException>(() => QueryAsync(tested));
        kept.IsDown = false;

        await Assert.ThrowsAsync<MustFixException>(() => QueryAsync(tested));

        Assert.That(Secrets(tested), Is.EqualTo(new[] { "wrong", "wrong" }));
    }

    private static async Task<ClientUnderTest> StartAsync(KeptCredentials kept, string takes)
    {
        var tested = await ClientUnderTest.StartAsync(more: services => Microsoft.Extensions.DependencyInjection.ServiceCollectionServiceExtensions.AddSingleton<IAutotaskCredentialSource>(services, kept));
        Take(tested, takes);
        return tested;
    }

    private static void Take(ClientUnderTest tested, string secret) =>
        tested.Server.Script = request => Task.FromResult(request.Headers["Secret"] == secret ? ScriptedAnswer.Items() : Refusal);

    private static string[] Secrets(ClientUnderTest tested) => [.. tested.Server.Calls.Select(call => call.Headers["Secret"])];

    private static Task QueryAsync(ClientUnderTest tested) => tested.Client.QueryAsync<Contract>([], CancellationToken.None);

    private static ValueTask<string?> StoppedAsync(ClientUnderTest tested) => tested.SignInStop.GetStoppedFingerprintAsync(CancellationToken.None);

    /// <summary>A source that goes on giving out what it once read until it is asked to read anew.</summary>
    private sealed class KeptCredentials(string secret, string version) : IAutotaskCredentialSource
    {
        private AutotaskCredentials present = With(secret, version);
        private AutotaskCredentials? kept;

        public bool IsDown { get; set; }

        public void Set(string newSecret, string newVersion) => present = With(newSecret, newVersion);

        public ValueTask<AutotaskCredentials> GetAsync(CancellationToken cancellation) => ValueTask.FromResult(kept ??= With(secret, version));

        public ValueTask<AutotaskCredentials> ReadAfreshAsync(CancellationToken cancellation) =>
            IsDown ? throw new TryLaterException("The vault does not answer.") : ValueTask.FromResult(kept = present);

        private static AutotaskCredentials With(string secret, string version) => CredentialsUnderTest.With(secret) with { Version = version };
    }
}
