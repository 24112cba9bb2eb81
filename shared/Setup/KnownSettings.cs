using System.Collections;
using System.Globalization;
using System.Reflection;

namespace CloudmoreAutotask.Setup;

/// <summary>A setting that the product knows.</summary>
/// <param name="Name">Its name, with <c>:</c> between the parts. Of a list, the first element's (<c>Export:Services:0:Name</c>); of settings by name, <c>Cloudmore:FieldAliases:&lt;name&gt;</c>.</param>
/// <param name="Default">Its default as a setting is written; null when it has none.</param>
/// <param name="Example">What it may look like; null where nothing needs an example.</param>
/// <param name="IsSecret">Whether it belongs in Key Vault.</param>
public sealed record KnownSetting(string Name, string? Default, string? Example, bool IsSecret);

/// <summary>Every setting of the options classes.</summary>
public static class KnownSettings
{
    /// <summary>The sections with the classes that they are bound to.</summary>
    public static IReadOnlyList<(string Name, Type Type)> Sections { get; } =
    [
        (StorageOptions.Section, typeof(StorageOptions)),
        (KeyVaultOptions.Section, typeof(KeyVaultOptions)),
        (CloudmoreOptions.Section, typeof(CloudmoreOptions)),
        (AutotaskOptions.Section, typeof(AutotaskOptions)),
        (ExportOptions.Section, typeof(ExportOptions)),
        (FuseOptions.Section, typeof(FuseOptions)),
        (LimitsOptions.Section, typeof(LimitsOptions)),
        (OperatorOptions.Section, typeof(OperatorOptions)),
        (NotifyOptions.Section, typeof(NotifyOptions)),
    ];

    /// <summary>All settings, section by section.</summary>
    public static IReadOnlyList<KnownSetting> All { get; } =
        [new(StorageOptions.Section, null, null, IsSecret: false), .. Sections.SelectMany(section => Of(section.Name, Activator.CreateInstance(section.Type)!))];

    /// <summary>Whether a type holds settings rather than being the type of one.</summary>
    internal static bool IsGroup(Type type) => type.Namespace == typeof(KnownSettings).Namespace && type is { IsClass: true } && type != typeof(Secret);

    /// <summary>A value as it is written in the settings; null for none.</summary>
    internal static string? TextOf(object? value) => value switch
    {
        null or Secret => null,
        bool flag => flag ? "true" : "false",
        Uri address => address.OriginalString,
        TimeSpan { Ticks: var ticks } time when ticks % TimeSpan.TicksPerSecond != 0 => time.ToString("c", CultureInfo.InvariantCulture).TrimEnd('0'),
        _ => Convert.ToString(value, CultureInfo.InvariantCulture) is { Length: > 0 } text ? text : null,
    };

    private static IEnumerable<KnownSetting> Of(string path, object group)
    {
        foreach (var property in group.GetType().GetProperties(BindingFlags.Public | BindingFlags.Instance))
        {
            var (name, type, value) = ($"{path}:{property.Name}", property.PropertyType, property.GetValue(group));
            var example = property.GetCustomAttribute<SettingExampleAttribute>()?.Example;
            if (IsGroup(type))
            {
                foreach (var setting in Of(name, value!))
                    yield return setting;
            }
            else if (value is IDictionary)
            {
                yield return new KnownSetting($"{name}:<name>", null, example, IsSecret: false);
            }
            else if (value is IEnumerable and not string)
            {
                foreach (var setting in Of($"{name}:0", Activator.CreateInstance(type.GetGenericArguments()[0])!))
                    yield return setting;
            }
            else
            {
                yield return new KnownSetting(name, TextOf(value), example ?? TextOf(value), type == typeof(Secret));
            }
        }
    }
}
