using System.Globalization;
using System.Text.Json;
using CloudmoreAutotask.Simulators.Autotask.Schema;

namespace CloudmoreAutotask.Simulators.Autotask.State;

/// <summary>The state as JSON, exact: decimals as numbers with all their digits, days and instants as text. Holds no credentials.</summary>
internal static class StateFile
{
    public static void Write(Store store, Stream stream)
    {
        using var writer = new Utf8JsonWriter(stream, new JsonWriterOptions { Indented = true });
        writer.WriteStartObject();
        foreach (var table in store.Tables)
        {
            writer.WriteStartObject(table.Entity.Name);
            writer.WriteNumber("lastId", table.LastId);
            writer.WriteStartArray("rows");
            foreach (var row in table.All)
                Write(writer, row);
            writer.WriteEndArray();
            writer.WriteEndObject();
        }

        writer.WriteEndObject();
    }

    /// <summary>Puts the rows of a file into an empty store.</summary>
    public static void Read(Store store, Stream stream)
    {
        using var document = JsonDocument.Parse(stream);
        foreach (var table in store.Tables)
        {
            if (!document.RootElement.TryGetProperty(table.Entity.Name, out var saved))
                continue;
            foreach (var row in saved.GetProperty("rows").EnumerateArray())
                table.Insert(ReadRow(table.Entity, row));
            table.LastId = saved.GetProperty("lastId").GetInt64();
        }
    }

    private static void Write(Utf8JsonWriter writer, Row row)
    {
        writer.WriteStartObject();
        foreach (var field in row.Entity.Fields)
        {
            if (row[field] is not { } value)
                continue;
            writer.WritePropertyName(field.Encoded);
            switch (value)
            {
                case long number: writer.WriteNumberValue(number); break;
                case decimal number: writer.WriteNumberValue(number); break;
                case bool flag: writer.WriteBooleanValue(flag); break;
                case DateOnly day: writer.WriteStringValue(day.ToString("O", CultureInfo.InvariantCulture)); break;
                case DateTimeOffset instant: writer.WriteStringValue(instant.ToString("O", CultureInfo.InvariantCulture)); break;
                default: writer.WriteStringValue((string)value); break;
            }
        }

        if (row.Udfs is { Count: > 0 })
        {
            writer.WriteStartObject("userDefinedFields");
            foreach (var (definition, value) in row.Udfs)
                writer.WriteString(definition.ToString(CultureInfo.InvariantCulture), value);
            writer.WriteEndObject();
        }

        writer.WriteEndObject();
    }

    private static Row ReadRow(EntityDefinition entity, JsonElement saved)
    {
        var row = new Row(entity, saved.GetProperty("id").GetInt64());
        foreach (var property in saved.EnumerateObject())
        {
            if (property.NameEquals("userDefinedFields"))
            {
                row.Udfs = property.Value.EnumerateObject()
                    .ToDictionary(item => long.Parse(item.Name, CultureInfo.InvariantCulture), item => item.Value.GetString()!);
            }
            else if (entity.Find(property.Name) is { Ordinal: > 0 } field)
            {
                row[field] = Read(field.Type, property.Value);
            }
        }

        return row;
    }

    private static object Read(FieldType type, JsonElement value) => type switch
    {
        FieldType.Int or FieldType.Long => value.GetInt64(),
        FieldType.Double => value.GetDecimal(),
        FieldType.Boolean => value.GetBoolean(),
        FieldType.Day => DateOnly.ParseExact(value.GetString()!, "O", CultureInfo.InvariantCulture),
        FieldType.Instant => DateTimeOffset.ParseExact(value.GetString()!, "O", CultureInfo.InvariantCulture, DateTimeStyles.RoundtripKind),
        _ => value.GetString()!,
    };
}
