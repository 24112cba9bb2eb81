using System.ComponentModel;
using FuzzySharp;
using Microsoft.Extensions.Configuration;

namespace CloudmoreAutotask.Setup;

/// <summary>A setting whose text is not of its type.</summary>
internal sealed record UnreadableSetting(string Path, Type Type, string Text);

/// <summary>Finds settings that no options class has, and those of the wrong kind before they are bound: the binder would ignore the ones and stop at the first of the others.</summary>
internal static class SettingsText
{
    // Below this likeness (of 100) a name is another word rather than a slip of the pen.
    private const int LeastLikeness = 80;

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

    /// <summary>Settings of a section that nothing reads, as sentences: a slip in a name must not go unnoticed.</summary>
    public static IEnumerable<string> Unknown(IConfigurationSection section, Type type)
    {
        foreach (var child in section.GetChildren())
        {
            if (TypeOf(child.Key, type) is not { } childType)
                yield return $"{child.Path} is no setting.{Alike(child.Path)}";
            else
            {
                foreach (var fault in Unknown(child, childType))
                    yield return fault;
            }
        }
    }

    /// <summary>The section without what cannot be read, and without empty values, which mean the default.</summary>
    public static IConfiguration Readable(IConfigurationSection section, Type type)
    {
        var unreadable = Unreadable(section, type).Select(setting => setting.Path).ToHashSet(StringComparer.OrdinalIgnoreCase);
        var readable = section.AsEnumerable().Where(setting => !string.IsNullOrWhiteSpace(setting.Value) && !unreadable.Contains(setting.Key));
        return new ConfigurationBuilder().AddInMemoryCollection(readable).Build().GetSection(section.Path);
    }

    private static string Alike(string path)
    {
        var nearest = KnownSettings.All.Select(known => (known.Name, Likeness: Fuzz.Ratio(known.Name.ToUpperInvariant(), path.ToUpperInvariant()))).MaxBy(known => known.Likeness);
        return nearest.Likeness >= LeastLikeness ? $" Is {nearest.Name} meant?" : " Take it out; the README lists all settings.";
    }

    private static Type? TypeOf(string key, Type parent)
    {
        if (parent.IsGenericType && Nullable.GetUnderlyingType(parent) is null)
            return parent.GetGenericArguments()[^1];
        return KnownSettings.IsGroup(parent)
            ? parent.GetProperties().FirstOrDefault(property => string.Equals(property.Name, key, StringComparison.OrdinalIgnoreCase))?.PropertyType
            : null;
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
