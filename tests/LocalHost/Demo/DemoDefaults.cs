using System.Globalization;
using CloudmoreAutotask.LocalHost.Settings;
using CloudmoreAutotask.LocalHost.Storage;
using CloudmoreAutotask.Setup;
using CloudmoreAutotask.Simulators.Samples;
using CloudmoreAutotask.Storage;
using Microsoft.Extensions.Configuration;

namespace CloudmoreAutotask.LocalHost.Demo;

/// <summary>How the demo is set up where nobody says otherwise.</summary>
public static class DemoDefaults
{
    /// <summary>When the demo takes place: both bill months of the sample broker are settled, so one run exports one after the other.</summary>
    public static readonly DateTimeOffset Clock = new(2026, 11, 9, 4, 0, 0, TimeSpan.Zero);

    /// <summary>Settings that a settings file or environment variables may change.</summary>
    public static IReadOnlyDictionary<string, string?> Suggested { get; } = new Dictionary<string, string?>(HostSettings.Suggested.Concat(Services()), StringComparer.OrdinalIgnoreCase)
    {
        [$"{ExportOptions.Section}:{nameof(ExportOptions.FirstMonth)}"] = "2026-10",
    };

    /// <summary>Keeps sample data out of a real storage account.</summary>
    /// <exception cref="MustFixException">The settings name an account that is no emulator.</exception>
    public static void RefuseRealStorage(IConfiguration settings)
    {
        var isReal = settings[HostSettings.Storage] is { } named && !string.IsNullOrWhiteSpace(named) && !StorageAccount.IsLocal(named);
        if (isReal || StorageConnection.IsByIdentity(settings, HostSettings.Storage))
        {
            throw new MustFixException(
                $"{HostSettings.Storage} names a storage account that is no emulator; the demo would put sample data into it. Unset it, or use --no-simulators for a real export.");
        }
    }

    private static IEnumerable<KeyValuePair<string, string?>> Services()
    {
        foreach (var (index, (name, kind, enabled)) in SampleBroker.Services.Index())
        {
            var prefix = string.Create(CultureInfo.InvariantCulture, $"{ExportOptions.Section}:{nameof(ExportOptions.Services)}:{index}");
            yield return KeyValuePair.Create<string, string?>($"{prefix}:{nameof(ServiceOptions.Name)}", name);
            yield return KeyValuePair.Create<string, string?>($"{prefix}:{nameof(ServiceOptions.Kind)}", kind);
            yield return KeyValuePair.Create<string, string?>($"{prefix}:{nameof(ServiceOptions.Enabled)}", enabled ? "true" : "false");
        }
    }
}
