using System.Net;
using CloudmoreAutotask.Setup;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace CloudmoreAutotask.Cloudmore;

/// <summary>Registers what reads Cloudmore.</summary>
public static class CloudmoreServices
{
    /// <summary>Adds the client, as itself and as the source of bills, and its call counter. The settings are bound and validated elsewhere. Another
    /// <see cref="ICloudmoreCredentialSource"/> (default: the settings) or <see cref="ISignInStop"/> of <see cref="SignInStops.Cloudmore"/> (default: in memory) may be
    /// registered before.</summary>
    public static IServiceCollection AddCloudmore(this IServiceCollection services)
    {
        ArgumentNullException.ThrowIfNull(services);
        services.AddOptions<CloudmoreOptions>();
        services.AddOptions<LimitsOptions>();
        services.AddMetrics();
        services.AddLogging();
        services.AddHttpClient(CloudmoreTransport.ClientName, client => client.Timeout = Timeout.InfiniteTimeSpan)
            .ConfigurePrimaryHttpMessageHandler(() => new SocketsHttpHandler
            {
                // A token must not follow to wherever an answer points.
                AllowAutoRedirect = false,
                UseCookies = false,
                AutomaticDecompression = DecompressionMethods.All,
                ConnectTimeout = TimeSpan.FromSeconds(15),
            })
            .RemoveAllLoggers();
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<ICloudmoreCredentialSource, CloudmoreOptionsCredentialSource>();
        services.TryAddKeyedSingleton<ISignInStop, InMemorySignInStop>(SignInStops.Cloudmore);
        services.TryAddSingleton<CloudmoreCallCounter>();
        services.TryAddSingleton<CloudmoreClient>();
        services.TryAddSingleton<IBillSource>(provider => provider.GetRequiredService<CloudmoreClient>());
        return services;
    }
}
