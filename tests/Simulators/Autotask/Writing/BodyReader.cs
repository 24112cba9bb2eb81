using System.Globalization;
using System.Text.Json;
using CloudmoreAutotask.Simulators.Autotask.Schema;
using CloudmoreAutotask.Simulators.Autotask.State;

namespace CloudmoreAutotask.Simulators.Autotask.Writing;

/// <summary>Reads the body of a write: known properties only, each of its field's type, texts not too long. Names ignore case.</summary>
internal sealed class BodyReader(Store store)
{
    public WriteValues Read(EntityDefinition entity, JsonElement body)
    {
        if (body.ValueKind is not JsonValueKind.Object)
            throw new AutotaskRefusalException($"A {entity.SoapName} must be a JSON object.");
        var errors = new List<string>();
        var values = new WriteValues();
        foreach (var property in body.EnumerateObject())
        {
            if (entity.UdfType is not null && string.Equals(property.Name, "userDefinedFields", StringComparison.OrdinalIgnoreCase))
                values.Udfs = ReadUdfs(entity, property.Value, errors);
            else if (store.FindField(entity, property.Name) is not { } field)
                errors.Add(Texts.Unknown(property.Name));
            else if (!TryRead(field, property.Value, out var value))
                errors.Add(Texts.WrongType(field.Name));
            else if (!values.Fields.TryAdd(field, value))
                errors.Add(Texts.WrongType(field.Name));
            else if (value is string text && field.Length > 0 && text.Length > field.Length)
                errors.Add(Texts.TooLong(field.Name));
        }

        return errors.Count == 0 ? values : throw new AutotaskRefusalException(errors);
    }

    private static bool TryRead(Field field, JsonElement element, out object? value)
    {
        value = null;
        if (element.ValueKind is JsonValueKind.Null)
            return true;
        value = field.Type switch
        {
            FieldType.Int => ReadInteger(element) is { } number and >= int.MinValue and <= int.MaxValue ? number : null,
            FieldType.Long => ReadInteger(element),
            FieldType.Double => element.ValueKind is JsonValueKind.Number && element.TryGetDecimal(out var number) ? number : null,
            FieldType.Boolean => element.ValueKind switch { JsonValueKind.True => true, JsonValueKind.False => false, _ => null },
            FieldType.Text => element.ValueKind is JsonValueKind.String ? element.GetString() : null,
            FieldType.Day => element.ValueKind is JsonValueKind.String ? FieldText.ReadWrittenDay(element.GetString()!) : null,
            _ => element.ValueKind is JsonValueKind.String ? FieldText.ReadInstant(element.GetString()!) : null,
        };
        return value is not null;
    }

    /// <summary>A whole number as Autotask takes it: 10, not 10.0 or 1e1.</summary>
    private static long? ReadInteger(JsonElement element) =>
        element.ValueKind is JsonValueKind.Number
        && long.TryParse(element.GetRawText(), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number)
            ? number
            : null;

    private Dictionary<long, string?> ReadUdfs(EntityDefinition entity, JsonElement element, List<string> errors)
    {
        var udfs = new Dictionary<long, string?>();
        if (element.ValueKind is JsonValueKind.Null)
            return udfs;
        if (element.ValueKind is not JsonValueKind.Array)
        {
            errors.Add(Texts.WrongType("userDefinedFields"));
            return udfs;
        }

        foreach (var item in element.EnumerateArray())
        {
            if (ReadUdf(item) is not var (name, value))
                errors.Add(Texts.WrongType("userDefinedFields"));
            else if (store.FindUdf(entity, name) is not { } definition)
                errors.Add(Texts.Unknown(name));
            else if (!udfs.TryAdd(definition.Id, string.IsNullOrEmpty(value) ? null : value))
                errors.Add(Texts.WrongType(name));
        }

        return udfs;
    }

    private static (string Name, string? Value)? ReadUdf(JsonElement item)
    {
        if (item.ValueKind is not JsonValueKind.Object)
            return null;
        string? name = null;
        string? value = null;
        foreach (var property in item.EnumerateObject())
        {
            if (property.Value.ValueKind is not (JsonValueKind.String or JsonValueKind.Null))
                return null;
            if (string.Equals(property.Name, "name", StringComparison.OrdinalIgnoreCase))
                name = property.Value.GetString();
            else if (string.Equals(property.Name, "value", StringComparison.OrdinalIgnoreCase))
                value = property.Value.GetString();
            else
                return null;
        }

        return name is null ? null : (name, value);
    }
}
