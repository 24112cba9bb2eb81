using System.Collections;
using Microsoft.Extensions.Configuration;

namespace CloudmoreAutotask.LocalHost.Settings;

/// <summary>Puts the settings together. What comes later wins: the demo's suggestions, the settings file, environment variables, what the demo insists on.</summary>
public static class HostSettings
{
    /// <summary>The name of the storage account's setting.</summary>
    public const string Storage = "AzureWebJobsStorage";

    /// <summary>What a Functions app in Azure has as settings of its own and a machine need not.</summary>
    public static IReadOnlyDictionary<string, string?> Suggested { get; } =
        new Dictionary<string, string?>(StringComparer.OrdinalIgnoreCase) { ["Export:Schedule"] = "0 0 4 * * *" };

    /// <summary>A setting's name with <c>:</c> between its parts.</summary>
    public static string Name(string name) => name.Replace("__", ":", StringComparison.Ordinal);

    /// <summary>This process's environment variables.</summary>
    public static IReadOnlyDictionary<string, string?> Environment() =>
        System.Environment.GetEnvironmentVariables().Cast<DictionaryEntry>().ToDictionary(one => (string)one.Key, one => (string?)one.Value, StringComparer.Ordinal);

    /// <summary>Puts the settings together.</summary>
    /// <param name="settingsFile">A <c>local.settings.json</c>, or null.</param>
    /// <param name="environment">Environment variables by name.</param>
    /// <param name="suggested">Settings that a person may change.</param>
    /// <param name="insisted">Settings that a person may not change.</param>
    /// <exception cref="Setup.MustFixException">The settings file is missing or not usable.</exception>
    public static IConfigurationRoot Build(
        string? settingsFile,
        IReadOnlyDictionary<string, string?> environment,
        IReadOnlyDictionary<string, string?>? suggested = null,
        IReadOnlyDictionary<string, string?>? insisted = null)
    {
        var builder = new ConfigurationBuilder();
        builder.AddInMemoryCollection(suggested ?? new Dictionary<string, string?>(StringComparer.Ordinal));
        if (settingsFile is not null)
            builder.AddInMemoryCollection(LocalSettingsFile.Read(settingsFile));
        builder.AddInMemoryCollection(environment.Select(one => KeyValuePair.Create(Name(one.Key), one.Value)));
        builder.AddInMemoryCollection(insisted ?? new Dictionary<string, string?>(StringComparer.Ordinal));
        return builder.Build();
    }
}
