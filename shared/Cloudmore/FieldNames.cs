using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;
using CloudmoreAutotask.Setup;

namespace CloudmoreAutotask.Cloudmore;

/// <summary>Finds a documented field by its own name or by one that <c>Cloudmore:FieldAliases</c> gives it, without regard to case.</summary>
internal sealed class FieldNames
{
    private readonly Dictionary<string, string[]> names;

    private FieldNames(Dictionary<string, string[]> names) => this.names = names;

    /// <summary>Reads the aliases of the settings.</summary>
    /// <exception cref="MustFixException">An alias is given to an unknown field, or one name would mean two fields of the same object.</exception>
    public static FieldNames From(CloudmoreOptions options)
    {
        var all = ReportFields.Levels.SelectMany(level => level).Distinct(StringComparer.OrdinalIgnoreCase)
            .ToDictionary(field => field, field => new[] { field }, StringComparer.OrdinalIgnoreCase);
        foreach (var (field, aliases) in options.FieldAliases)
        {
            if (!all.TryGetValue(field.Trim(), out var documented))
                throw new MustFixException($"Cloudmore:FieldAliases names '{field}', which is no documented field. Known are: {string.Join(", ", all.Keys)}.");
            var more = aliases.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
            all[documented[0]] = [.. documented.Concat(more).Distinct(StringComparer.OrdinalIgnoreCase)];
        }

        foreach (var level in ReportFields.Levels)
            RefuseDoubleMeaning(level, all);
        return new FieldNames(all);
    }

    /// <summary>The names of a field, the documented one first.</summary>
    public IReadOnlyList<string> Of(string field) => names[field];

    /// <summary>Whether a property of this name is the field.</summary>
    public bool Is(string? name, string field) => names[field].Contains(name, StringComparer.OrdinalIgnoreCase);

    /// <summary>The value of a field of a JSON object; null when it is missing or null there.</summary>
    public JsonElement? Find(JsonElement element, string field)
    {
        foreach (var name in names[field])
        {
            if (TryExact(element, name, out var exact) && exact.ValueKind != JsonValueKind.Null)
                return exact;
        }

        foreach (var property in element.EnumerateObject())
        {
            if (property.Value.ValueKind != JsonValueKind.Null && Is(property, names[field]))
                return property.Value;
        }

        return null;
    }

    private static bool TryExact(JsonElement element, string name, out JsonElement value)
    {
        try
        {
            return element.TryGetProperty(name, out value);
        }
        catch (InvalidOperationException)
        {
            // Some property's name is no valid text; the slow way finds the others.
            value = default;
            return false;
        }
    }

    private static bool Is(JsonProperty property, string[] names)
    {
        var raw = JsonMarshal.GetRawUtf8PropertyName(property);
        if (!Ascii.IsValid(raw) || raw.Contains((byte)'\\'))
            return names.Contains(Readable(property), StringComparer.OrdinalIgnoreCase);
        foreach (var name in names)
        {
            if (Ascii.EqualsIgnoreCase(raw, name))
                return true;
        }

        return false;
    }

    private static string? Readable(JsonProperty property)
    {
        try
        {
            return property.Name;
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }

    private static void RefuseDoubleMeaning(string[] level, Dictionary<string, string[]> all)
    {
        var twice = level.SelectMany(field => all[field].Select(name => (Field: field, Name: name)))
            .GroupBy(pair => pair.Name, StringComparer.OrdinalIgnoreCase).FirstOrDefault(group => group.Count() > 1);
        if (twice is null)
            return;
        var meanings = string.Join(" and ", twice.Select(pair => $"'{pair.Field}'"));
        throw new MustFixException($"Cloudmore:FieldAliases makes '{twice.Key}' mean {meanings}; a name may mean one field only.");
    }
}
