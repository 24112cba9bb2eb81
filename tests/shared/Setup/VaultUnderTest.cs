using Azure.Core;
using Azure.Core.Pipeline;
using CloudmoreAutotask.Setup;
using CloudmoreAutotask.Simulators.KeyVault;
using Microsoft.Extensions.DependencyInjection;

namespace CloudmoreAutotask.Tests.Setup;

/// <summary>A vault with every secret of the product, and what a service collection needs to find it.</summary>
internal sealed class VaultUnderTest : IAsyncDisposable
{
    private readonly HttpClient http;

    private VaultUnderTest(KeyVaultSimulator vault)
    {
        Vault = vault;
        http = new HttpClient(vault.CreateHandler());
        Credentials = new StubCredentials(() => vault.Token);
    }

    public KeyVaultSimulator Vault { get; }

    public StubCredentials Credentials { get; set; }

    public static async Task<VaultUnderTest> StartAsync() => new(await KeyVaultSimulator.StartAsync());

    /// <summary>Lets the services find the vault; to be called before the product's own registrations.</summary>
    public void Register(IServiceCollection services)
    {
        services.AddSingleton<IAzureCredentials>(_ => Credentials);
        services.AddSingleton<HttpPipelineTransport>(new HttpClientTransport(http));
    }

    public async ValueTask DisposeAsync()
    {
        http.Dispose();
        await Vault.DisposeAsync();
    }
}

/// <summary>Credentials that give out one token and remember what they were asked for.</summary>
internal sealed class StubCredentials(Func<string> token) : IAzureCredentials
{
    /// <summary>The identities asked for.</summary>
    public List<AzureIdentity> Identities { get; } = [];

    /// <summary>The scopes that tokens were asked for.</summary>
    public List<string> Scopes { get; } = [];

    /// <summary>Thrown instead of giving out a token.</summary>
    public Exception? Failure { get; set; }

    public TokenCredential For(AzureIdentity identity)
    {
        Identities.Add(identity);
        return new Stub(this, token);
    }

    private sealed class Stub(StubCredentials owner, Func<string> token) : TokenCredential
    {
        public override AccessToken GetToken(TokenRequestContext requestContext, CancellationToken cancellationToken)
        {
            lock (owner.Scopes)
                owner.Scopes.AddRange(requestContext.Scopes);
            return owner.Failure is { } failure ? throw failure : new AccessToken(token(), DateTimeOffset.UtcNow.AddHours(1));
        }

        public override ValueTask<AccessToken> GetTokenAsync(TokenRequestContext requestContext, CancellationToken cancellationToken) =>
            ValueTask.FromResult(GetToken(requestContext, cancellationToken));
    }
}
