using CloudmoreAutotask.Autotask;
using CloudmoreAutotask.Setup;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace CloudmoreAutotask.Tests.Autotask;

/// <summary>The client wired up as in production, against a scripted server.</summary>
internal sealed class ClientUnderTest : IAsyncDisposable
{
    public const string Username = "api-user@broker.example";
    public const string Secret = "s3cret-of-the-api-user";
    public const string IntegrationCode = "TRACKING1234567890";

    private readonly ServiceProvider services;

    private ClientUnderTest(ScriptedServer server, ServiceProvider services, LogLines log) => (Server, this.services, Log) = (server, services, log);

    public ScriptedServer Server { get; }

    public LogLines Log { get; }

    public ImpatientTime Time { get; private init; } = new();

    public CredentialsUnderTest Credentials { get; private init; } = new();

    public AutotaskClient Client => services.GetRequiredService<AutotaskClient>();

    public CallCounter Counter => services.GetRequiredService<CallCounter>();

    public Allowance Allowance => services.GetRequiredService<Allowance>();

    public ISignInStop SignInStop => services.GetRequiredService<ISignInStop>();

    public static async Task<ClientUnderTest> StartAsync(Action<LimitsOptions>? limits = null, Action<IServiceCollection>? more = null, bool isRealTime = false)
    {
        var server = await ScriptedServer.StartAsync();
        var log = new LogLines();
        var time = new ImpatientTime();
        var credentials = new CredentialsUnderTest();
        var collection = new ServiceCollection();
        collection.AddLogging(logging => logging.SetMinimumLevel(LogLevel.Trace).AddProvider(log));
        collection.AddSingleton(isRealTime ? TimeProvider.System : time);
        collection.AddSingleton<IAutotaskCredentialSource>(credentials);
        collection.Configure<AutotaskOptions>(options => options.ZoneInformationUrl = server.ZoneUrl);
        collection.Configure<LimitsOptions>(options => limits?.Invoke(options));
        collection.AddAutotask();
        more?.Invoke(collection);
        return new ClientUnderTest(server, collection.BuildServiceProvider(), log) { Time = time, Credentials = credentials };
    }

    public async ValueTask DisposeAsync()
    {
        await services.DisposeAsync();
        await Server.DisposeAsync();
    }
}

/// <summary>Credentials that a test can change.</summary>
internal sealed class CredentialsUnderTest : IAutotaskCredentialSource
{
    public AutotaskCredentials Current { get; set; } = With(ClientUnderTest.Secret);

    public static AutotaskCredentials With(string secret) => new(new Secret(ClientUnderTest.Username), new Secret(secret), new Secret(ClientUnderTest.IntegrationCode));

    public ValueTask<AutotaskCredentials> GetAsync(CancellationToken cancellation) => ValueTask.FromResult(Current);
}
