using CloudmoreAutotask.Ledger;
using CloudmoreAutotask.Operating;
using CloudmoreAutotask.Setup;
using CloudmoreAutotask.Storage;
using CloudmoreAutotask.Telemetry;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace CloudmoreAutotask.Notifying;

/// <summary>Registers the daily note.</summary>
internal static class NotifyingServices
{
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(30);

    /// <summary>Adds the daily note.</summary>
    public static IServiceCollection AddNotifying(this IServiceCollection services, IConfiguration configuration)
    {
        // The factory's own log lines would hold the address, which is a secret.
        // A webhook that is elsewhere now answers with a page to sign in, once it is followed there; that would look like success.
        services.AddHttpClient(Webhook.ClientName, client => client.Timeout = Timeout)
            .ConfigurePrimaryHttpMessageHandler(() => new SocketsHttpHandler { AllowAutoRedirect = false })
            .RemoveAllLoggers();
        services.AddSingleton(provider => new Webhook(
            provider.GetRequiredService<IHttpClientFactory>(), provider.GetRequiredService<IOptionsMonitor<NotifyOptions>>(), provider.GetService<KeyVaultSecrets>()));
        services.AddSingleton(provider => new DailyNote(
            provider.GetRequiredService<Webhook>(), provider.GetRequiredService<BillViews>(), provider.GetRequiredService<ExportHealth>(), provider.GetRequiredService<ExportWatch>(),
            provider.GetRequiredService<ExportTables>(), configuration, provider.GetRequiredService<ProductClock>(), provider.GetRequiredService<ILogger<DailyNote>>()));
        return services;
    }
}
