using System.Net;
using CloudmoreAutotask.Autotask.Calls;
using CloudmoreAutotask.Autotask.Metadata;
using CloudmoreAutotask.Autotask.Queries;
using CloudmoreAutotask.Autotask.SignIn;
using CloudmoreAutotask.Autotask.Writes;
using CloudmoreAutotask.Setup;
using CloudmoreAutotask.Telemetry;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace CloudmoreAutotask.Autotask;

/// <summary>Registers the Autotask client.</summary>
public static class AutotaskServices
{
    private static readonly TimeSpan ConnectionLifetime = TimeSpan.FromMinutes(5);

    /// <summary>Adds <see cref="AutotaskClient"/>, <see cref="CallCounter"/> and <see cref="Allowance"/>. Another <see cref="IAutotaskCredentialSource"/> (default:
    /// the settings), <see cref="ISignInStop"/> (default: in memory) or <see cref="TimeProvider"/> may be registered before or after.</summary>
    public static IServiceCollection AddAutotask(this IServiceCollection services)
    {
        services.AddOptions();
        services.AddLogging();
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<IAutotaskCredentialSource, OptionsCredentialSource>();
        services.TryAddSingleton<ISignInStop, InMemorySignInStop>();
        AddHttp(services);
        services.AddMetrics();
        services.TryAddSingleton<CallCounter>();
        services.TryAddSingleton<ExportMetrics>();
        services.TryAddSingleton<CallGate>();
        services.TryAddSingleton<CallPause>();
        services.TryAddSingleton<CallSender>();
        services.TryAddSingleton<ReadRetry>();
        services.TryAddSingleton<ReadSender>();
        services.TryAddSingleton<ZoneLookup>();
        services.TryAddSingleton(provider => new AutotaskLinks(
            provider.GetRequiredService<ZoneLookup>(), provider.GetRequiredService<IAutotaskCredentialSource>(), provider.GetRequiredService<TimeProvider>()));
        services.TryAddSingleton<SignedInCaller>();
        services.TryAddSingleton<QueryReader>();
        services.TryAddSingleton<WriteSender>();
        services.TryAddSingleton<MetadataReader>();
        services.TryAddSingleton(provider => new AutotaskClient(
            provider.GetRequiredService<QueryReader>(),
            provider.GetRequiredService<WriteSender>(),
            provider.GetRequiredService<MetadataReader>(),
            provider.GetRequiredService<ReadSender>()));
        services.TryAddSingleton<Allowance>();
        return services;
    }

    // The factory's own logging shows addresses, which hold the user's name, and at its lowest level headers, which hold the secret. A redirect would
    // take the secret along.
    private static void AddHttp(IServiceCollection services) => services
        .AddHttpClient(CallSender.ClientName, client => client.Timeout = Timeout.InfiniteTimeSpan)
        .ConfigurePrimaryHttpMessageHandler(() => new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            UseCookies = false,
            AutomaticDecompression = DecompressionMethods.All,
            PooledConnectionLifetime = ConnectionLifetime,
        })
        .SetHandlerLifetime(Timeout.InfiniteTimeSpan)
        .RemoveAllLoggers();
}
