using CloudmoreAutotask.LocalHost.CommandLine;
using CloudmoreAutotask.Setup;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Console;

namespace CloudmoreAutotask.LocalHost.Running;

/// <summary>Builds the services of an export, with the clock that the command line asks for and logs on standard error.</summary>
internal static class ExportServices
{
    public static ServiceProvider Build(HostParts parts, HostArguments arguments, IConfigurationRoot settings, TimeProvider clock, bool onTerminal)
    {
        var services = new ServiceCollection();
        services.AddSingleton<IConfiguration>(settings);
        services.AddLogging(logging => AddLogs(logging, settings, onTerminal));
        services.AddSingleton(new ProductClock(clock));
        services.AddSingleton(arguments);
        parts.AddAll(services, settings, arguments);
        return services.BuildServiceProvider(new ServiceProviderOptions { ValidateOnBuild = true, ValidateScopes = true });
    }

    private static void AddLogs(ILoggingBuilder logging, IConfiguration settings, bool onTerminal)
    {
        // Lines in between would tear the progress that a terminal shows.
        logging.SetMinimumLevel(onTerminal ? LogLevel.Warning : LogLevel.Information);
        // A port that is in use is said in plain words.
        logging.AddFilter("Microsoft.Extensions.Hosting", LogLevel.None);
        logging.AddFilter("System", LogLevel.Warning).AddFilter("Microsoft", LogLevel.Warning).AddFilter("Azure", LogLevel.Warning);
        logging.AddConfiguration(settings.GetSection("Logging"));
        logging.AddSimpleConsole(console => console.SingleLine = true);
        logging.Services.Configure<ConsoleLoggerOptions>(console => console.LogToStandardErrorThreshold = LogLevel.Trace);
    }
}
