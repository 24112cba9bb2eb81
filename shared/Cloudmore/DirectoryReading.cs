using System.Text.Json;
using CloudmoreAutotask.Setup;

namespace CloudmoreAutotask.Cloudmore;

/// <summary>Reads organizations as the organization calls answer them. Here an odd answer stops the run: a company mapping must not be guessed.</summary>
internal sealed class DirectoryReading(FieldNames names)
{
    /// <summary>Reads the list of organizations.</summary>
    /// <exception cref="MustFixException">The answer is no list of organizations with ids.</exception>
    public IReadOnlyList<Organization> ReadList(JsonElement list)
    {
        if (list.ValueKind != JsonValueKind.Array)
            throw new MustFixException($"Cloudmore's list of organizations is no list but: {RawField.Shorten(list.GetRawText())}");
        return [.. list.EnumerateArray().Select((element, index) => ReadOne(element, $"organization {index + 1} of the list"))];
    }

    /// <summary>Reads one organization.</summary>
    /// <exception cref="MustFixException">It has no id, or custom properties that cannot be used.</exception>
    public Organization ReadOne(JsonElement element, string where)
    {
        if (element.ValueKind != JsonValueKind.Object)
            throw new MustFixException($"Cloudmore answers as {where}: {RawField.Shorten(element.GetRawText())}");
        var id = Text(element, ReportFields.Id, where)
            ?? throw new MustFixException(
                $"Cloudmore's {where} has no '{ReportFields.Id}'. If it stands under another name, set Cloudmore:FieldAliases:{ReportFields.Id}.");
        return new Organization(id.ToLowerInvariant(), Text(element, ReportFields.Name, where) ?? "", Text(element, ReportFields.CustomerNumber, where))
        {
            CustomProperties = Properties(element, where),
        };
    }

    private Dictionary<string, string?> Properties(JsonElement element, string where)
    {
        var properties = new Dictionary<string, string?>(StringComparer.OrdinalIgnoreCase);
        if (names.Find(element, ReportFields.CustomProperties) is not { } list)
            return properties;
        if (list.ValueKind != JsonValueKind.Array)
            throw Odd(where, ReportFields.CustomProperties, list);
        foreach (var property in list.EnumerateArray())
        {
            if (property.ValueKind != JsonValueKind.Object || Text(property, ReportFields.Name, where) is not { } name)
                throw Odd(where, ReportFields.CustomProperties, property);
            var value = Text(property, ReportFields.Value, where);
            // Two of one name: neither may be taken for the company, and the person who looks sees both.
            if (!properties.TryAdd(name, value) && properties[name] != value)
                properties[name] = $"{properties[name]}, {value}";
        }

        return properties;
    }

    private string? Text(JsonElement element, string field, string where)
    {
        var value = names.Find(element, field);
        if (value is { ValueKind: JsonValueKind.True or JsonValueKind.False } flag)
            return flag.GetRawText();
        var text = JsonLine.Raw(value);
        return text.Usable ? text.Text : throw Odd(where, field, value!.Value);
    }

    private static MustFixException Odd(string where, string field, JsonElement found) =>
        new($"Cloudmore's {where} has '{RawField.Shorten(found.GetRawText())}' as '{field}', which cannot be used.");
}
