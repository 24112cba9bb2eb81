using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace CloudmoreAutotask.Functions.Telemetry;

/// <summary>Watches the app through Application Insights.</summary>
internal static class ApplicationInsightsServices
{
    private const string ConnectionSetting = "APPLICATIONINSIGHTS_CONNECTION_STRING";
    private const string LoggerProvider = "Microsoft.Extensions.Logging.ApplicationInsights.ApplicationInsightsLoggerProvider";

    /// <summary>Adds logs, spans and metrics, where the setting <c>APPLICATIONINSIGHTS_CONNECTION_STRING</c> names a resource.</summary>
    public static void AddApplicationInsights(this FunctionsApplicationBuilder builder)
    {
        if (string.IsNullOrWhiteSpace(builder.Configuration[ConnectionSetting]))
            return;

        // The module that collects HTTP calls by itself would keep their addresses, and the zone look-up's holds the API user's name.
        builder.Services.AddApplicationInsightsTelemetryWorkerService(options => options.EnableDependencyTrackingTelemetryModule = false);
        builder.Services.ConfigureFunctionsApplicationInsights();
        builder.Services.AddHostedService<ApplicationInsightsExport>();

        // Application Insights lets warnings through only unless this rule of its own is taken out; host.json and settings then decide.
        builder.Services.Configure<LoggerFilterOptions>(options =>
        {
            foreach (var rule in options.Rules.Where(rule => rule.ProviderName == LoggerProvider).ToList())
                options.Rules.Remove(rule);
        });
    }
}
