using System.ComponentModel;
using Microsoft.Extensions.Configuration;

namespace CloudmoreAutotask.Setup;

/// <summary>A setting whose text is not of its type.</summary>
internal sealed record UnreadableSetting(string Path, Type Type, string Text);

/// <summary>Finds settings of the wrong kind before they are bound: the binder would stop at the first, and every fault is to be named at once.</summary>
internal static class SettingsText
{
    /// <summary>The settings of a section that cannot be read as what they are to be.</summary>
    public static IEnumerable<UnreadableSetting> Unreadable(IConfigurationSection section, Type type)
    {
        foreach (var child in section.GetChildren())
        {
            var childType = TypeOf(child.Key, type);
            if (childType is null)
                continue;
            if (child.Value is { } text && !string.IsNullOrWhiteSpace(text) && !Converts(childType, text))
                yield return new UnreadableSetting(child.Path, childType, text);
            foreach (var fault in Unreadable(child, childType))
                yield return fault;
        }
    }

    /// <summary>The section without what cannot be read, and without empty values, which mean the default.</summary>
    public static IConfiguration Readable(IConfigurationSection section, Type type)
    {
        var unreadable = Unreadable(section, type).Select(setting => setting.Path).ToHashSet(StringComparer.OrdinalIgnoreCase);
        var readable = section.AsEnumerable().Where(setting => !string.IsNullOrWhiteSpace(setting.Value) && !unreadable.Contains(setting.Key));
        return new ConfigurationBuilder().AddInMemoryCollection(readable).Build().GetSection(section.Path);
    }

    private static Type? TypeOf(string key, Type parent)
    {
        if (parent.IsGenericType)
            return parent.GetGenericArguments()[^1];
        return parent.GetProperties().FirstOrDefault(property => string.Equals(property.Name, key, StringComparison.OrdinalIgnoreCase))?.PropertyType;
    }

    private static bool Converts(Type type, string text)
    {
        var converter = TypeDescriptor.GetConverter(type);
        if (!converter.CanConvertFrom(typeof(string)))
            return true;
        try
        {
            return converter.ConvertFromInvariantString(text) is not null;
        }
        catch (Exception wrong) when (wrong is FormatException or ArgumentException or NotSupportedException or OverflowException)
        {
            return false;
        }
    }
}
