using System.Diagnostics.Tracing;
using Azure.Core.Diagnostics;
using Azure.Identity;
using CloudmoreAutotask.Setup;
using CloudmoreAutotask.Simulators.Faults;
using CloudmoreAutotask.Tests.Autotask;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using NUnit.Framework;

namespace CloudmoreAutotask.Tests.Setup;

/// <summary>Reading secrets with the official client, over https, from a vault that demands the bearer challenge.</summary>
[Parallelizable(ParallelScope.Self)]
internal sealed class KeyVaultSecretsTests
{
    private const string Setting = "Autotask:ApiSecret";
    private const string Name = "Autotask--ApiSecret";
    private const string Value = "s3cret-in-the-vault";

    private readonly LogLines log = new();
    private VaultUnderTest tested = null!;
    private ServiceProvider services = null!;

    private KeyVaultSecrets Secrets => services.GetRequiredService<KeyVaultSecrets>();

    private string Host => tested.Vault.Uri.Host;

    private ImpatientTime Time { get; } = new();

    [SetUp]
    public async Task StartAsync()
    {
        tested = await VaultUnderTest.StartAsync();
        tested.Vault.Set(Name, Value);
        Build([]);
    }

    [TearDown]
    public async Task StopAsync()
    {
        await services.DisposeAsync();
        await tested.DisposeAsync();
    }

    [OneTimeTearDown]
    public void Dispose() => log.Dispose();

    [Test]
    public async Task GetAsync_FirstUse_MeetsTheChallengeAndReadsTheSecret()
    {
        Assert.That(tested.Vault.Calls.Total, Is.Zero, "nothing is read at start");

        var secret = await GetAsync();

        Assert.That(secret.Value.Reveal(), Is.EqualTo(Value));
        Assert.That(tested.Vault.Calls.All.Select(call => (int?)call.Status), Is.EqualTo(new int?[] { 401, 200 }));
        Assert.That(tested.Credentials.Scopes, Is.EqualTo(new[] { "https://vault.azure.net/.default" }));
        Assert.That(tested.Credentials.Identities, Is.EqualTo(new[] { new AzureIdentity(null) }));
    }

    [Test]
    public async Task GetAsync_WithinTheCacheTime_ReadsOnce()
    {
        await GetAsync();
        Time.Advance(TimeSpan.FromMinutes(4.9));
        await GetAsync();

        Assert.That(tested.Vault.Reads, Is.EqualTo(1));
    }

    [Test]
    public async Task GetAsync_AfterTheCacheTime_FindsTheNewVersion()
    {
        var old = await GetAsync();
        var version = tested.Vault.Set(Name, "the-next");
        Time.Advance(TimeSpan.FromMinutes(5));

        var secret = await GetAsync();

        Assert.That((secret.Value.Reveal(), secret.Version), Is.EqualTo(("the-next", version)));
        Assert.That(old.Version, Is.Not.EqualTo(version));
    }

    [Test]
    public async Task ReadAfreshAsync_WithinTheCacheTime_ReadsAgainAndIsKept()
    {
        await GetAsync();
        tested.Vault.Set(Name, "the-next");

        await Secrets.ReadAfreshAsync(Setting, CancellationToken.None);

        Assert.That((await GetAsync()).Value.Reveal(), Is.EqualTo("the-next"));
        Assert.That(tested.Vault.Reads, Is.EqualTo(2));
    }

    [Test]
    public async Task ReadAfreshAsync_ManyAtOnce_ShareAReadThatBeganAfterTheyAsked()
    {
        await GetAsync();
        tested.Vault.Faults.On("GET", "Secrets", Fault.DelayBefore(TimeSpan.FromMilliseconds(300)));

        await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => Secrets.ReadAfreshAsync(Setting, CancellationToken.None)));

        Assert.That(tested.Vault.Reads, Is.EqualTo(3), "one under way, and one for all who asked meanwhile");
    }

    [Test]
    public async Task GetAsync_IdentityNamed_IsTheOneThatSignsIn()
    {
        const string Identity = "7d3c5a52-6f0b-4f6e-9d1e-0f3f4f6f8a01";
        Build(new() { ["KeyVault:ManagedIdentityClientId"] = Identity });

        await GetAsync();

        Assert.That(tested.Credentials.Identities, Is.EqualTo(new[] { new AzureIdentity(Identity) }));
    }

    [Test]
    public void For_Identity_IsTheUserAssignedOneOrWhateverTheMachineOffers()
    {
        var credentials = new AzureCredentials();

        Assert.That(credentials.For(new AzureIdentity("7d3c5a52-6f0b-4f6e-9d1e-0f3f4f6f8a01")), Is.TypeOf<ManagedIdentityCredential>());
        Assert.That(credentials.For(new AzureIdentity(null, IsManaged: true)), Is.TypeOf<ManagedIdentityCredential>());
        Assert.That(credentials.For(new AzureIdentity(null)), Is.TypeOf<DefaultAzureCredential>());
    }

    [Test]
    public async Task GetAsync_SecretMissing_MustBeFixed()
    {
        tested.Vault.Delete(Name);

        await MustFixAsync($"Key Vault {Host} has no secret 'Autotask--ApiSecret'. Add it, with the value of the setting Autotask:ApiSecret.");
    }

    [Test]
    public async Task GetAsync_SecretDisabled_MustBeFixed()
    {
        tested.Vault.Disable(Name);

        await MustFixAsync($"The secret 'Autotask--ApiSecret' of Key Vault {Host} is disabled. Enable it, or set a new version.");
    }

    [Test]
    public async Task GetAsync_SecretEmpty_MustBeFixed()
    {
        tested.Vault.Set(Name, " ");

        await MustFixAsync($"Secret 'Autotask--ApiSecret' of Key Vault {Host} is empty.");
    }

    [Test]
    public async Task GetAsync_NoRight_MustBeFixedByTheRole()
    {
        tested.Vault.IsForbidden = true;

        await MustFixAsync($"The app may not read secret 'Autotask--ApiSecret' of Key Vault {Host}. Give its identity the role Key Vault Secrets User");
    }

    [Test]
    public async Task GetAsync_TokenNotTaken_MustBeFixed()
    {
        tested.Credentials = new StubCredentials(() => "a-token-of-another-tenant");

        await MustFixAsync($"Key Vault {Host} does not accept the app's identity.");
    }

    [Test]
    public async Task GetAsync_NoIdentity_MustBeFixed()
    {
        tested.Credentials.Failure = new CredentialUnavailableException("No managed identity endpoint found.");

        await MustFixAsync($"The app has no identity to read secret 'Autotask--ApiSecret' of Key Vault {Host} with.");
    }

    [Test]
    public async Task GetAsync_SignInRefused_MustBeFixed()
    {
        tested.Credentials.Failure = new AuthenticationFailedException("ManagedIdentityCredential authentication failed: Identity not found");

        await MustFixAsync("Azure refused the app's sign-in");
    }

    [Test]
    public async Task GetAsync_ChallengeForAnotherDomain_SendsNoToken()
    {
        tested.Vault.Resource = "https://vault.example.org";

        await MustFixAsync($"{Host} asks for a sign-in as no Key Vault does; no token was sent to it. Check KeyVault:Uri.");
        Assert.That(tested.Vault.Calls.Total, Is.EqualTo(1));
    }

    [Test]
    public async Task GetAsync_VaultBusy_IsTriedLater()
    {
        tested.Vault.Faults.On("*", "*", Fault.Answer(429, retryAfter: TimeSpan.FromSeconds(1)), times: 99);

        var failure = await TryLaterAsync($"Key Vault {Host} cannot give out secret 'Autotask--ApiSecret' now (status 429).");
        Assert.That(failure.RetryAfter, Is.EqualTo(TimeSpan.FromSeconds(1)));
    }

    [Test]
    public async Task GetAsync_NoNetwork_IsTriedLater()
    {
        await tested.Vault.DisposeAsync();

        await TryLaterAsync($"Key Vault {Host} does not answer, so secret 'Autotask--ApiSecret' cannot be read");
    }

    [Test]
    public async Task GetAsync_SignInHasNoNetwork_IsTriedLater()
    {
        tested.Credentials.Failure = new AuthenticationFailedException("ManagedIdentityCredential authentication failed", new HttpRequestException("No route to host"));

        await TryLaterAsync("The sign-in to Azure does not answer");
    }

    [Test]
    public async Task GetAsync_Failed_IsReadAgainNextTime()
    {
        tested.Vault.IsForbidden = true;
        await MustFixAsync("may not read");
        tested.Vault.IsForbidden = false;

        Assert.That((await GetAsync()).Value.Reveal(), Is.EqualTo(Value));
    }

    [Test]
    public async Task GetAsync_WhateverHappens_TellsNobodyTheSecret()
    {
        var heard = new System.Collections.Concurrent.ConcurrentQueue<string>();
        using var listener = new AzureEventSourceListener((_, text) => heard.Enqueue(text), EventLevel.LogAlways);
        var secret = await GetAsync();
        tested.Vault.Set(Name, Value + "2");
        await Secrets.ReadAfreshAsync(Setting, CancellationToken.None);
        tested.Vault.Disable(Name);
        var failure = await Assert.ThrowsAsync<MustFixException>(() => Secrets.ReadAfreshAsync(Setting, CancellationToken.None));

        Assert.That(log.Lines, Has.Some.Contains("has a new version in Key Vault"));
        Assert.That(heard, Has.Some.Contains(Host), "the client's own log was heard");
        Assert.That(string.Join('\n', [secret.ToString(), failure!.ToString(), .. log.Lines, .. heard]), Does.Not.Contain(Value).And.Not.Contain(tested.Vault.Token));
    }

    private async Task MustFixAsync(string words)
    {
        var failure = await Assert.ThrowsAsync<MustFixException>(GetAsync);
        Assert.That(failure!.Message, Does.StartWith(words).Or.Contain(words));
        Assert.That(failure.SignInStopped, Is.False);
    }

    private async Task<TryLaterException> TryLaterAsync(string words)
    {
        var failure = await Assert.ThrowsAsync<TryLaterException>(GetAsync);
        Assert.That(failure!.Message, Does.StartWith(words));
        return failure;
    }

    private Task<VaultSecret> GetAsync() => Secrets.GetAsync(Setting, CancellationToken.None);

    private void Build(Dictionary<string, string?> settings)
    {
        services?.Dispose();
        settings["KeyVault:Uri"] = tested.Vault.Uri.ToString();
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(settings).Build();
        var collection = new ServiceCollection();
        collection.AddLogging(logging => logging.SetMinimumLevel(LogLevel.Trace).AddProvider(log));
        collection.AddSingleton<TimeProvider>(Time);
        tested.Register(collection);
        services = collection.AddExportOptions(configuration).AddSecrets(configuration).BuildServiceProvider();
    }
}
