using CloudmoreAutotask.Setup;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace CloudmoreAutotask.LocalHost.Settings;

/// <summary>Finds all missing and wrong settings at once, before anything runs.</summary>
public static class SettingsCheck
{
    /// <summary>Checks the settings by the validators that the services bring.</summary>
    /// <param name="addServices">Adds the services.</param>
    /// <param name="settings">The settings.</param>
    /// <exception cref="MustFixException">Settings are missing or wrong; the message names each on a line of its own.</exception>
    public static void Run(Action<IServiceCollection, IConfiguration> addServices, IConfiguration settings)
    {
        var services = new ServiceCollection();
        services.AddLogging();
        try
        {
            addServices(services, settings);
            using var provider = services.BuildServiceProvider();
            provider.GetService<IStartupValidator>()?.Validate();
        }
        catch (Exception wrong) when (Failures(wrong) is { Count: > 0 } failures)
        {
            throw new MustFixException($"These settings are missing or wrong; nothing was done.{string.Concat(failures.Select(failure => $"\n  * {failure}"))}", wrong);
        }
        catch (InvalidOperationException wrong) when (wrong.InnerException is not null)
        {
            // A value that is not of its kind, such as a word where a number stands; the message names setting, value and kind.
            throw new MustFixException($"A setting is wrong; nothing was done.\n  * {wrong.Message}", wrong);
        }
    }

    private static List<string> Failures(Exception exception) => exception switch
    {
        OptionsValidationException validation => [.. validation.Failures.Distinct(StringComparer.Ordinal)],
        AggregateException several => [.. several.InnerExceptions.SelectMany(Failures).Distinct(StringComparer.Ordinal)],
        _ => [],
    };
}
