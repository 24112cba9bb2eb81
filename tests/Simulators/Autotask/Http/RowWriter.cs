using System.Text.Json;
using CloudmoreAutotask.Simulators.Autotask.Queries;
using CloudmoreAutotask.Simulators.Autotask.Schema;
using CloudmoreAutotask.Simulators.Autotask.State;
using CloudmoreAutotask.Simulators.Autotask.Writing;

namespace CloudmoreAutotask.Simulators.Autotask.Http;

/// <summary>Rows as the API answers them.</summary>
internal sealed class RowWriter(Store store)
{
    /// <summary>Divides trailing zeros away: 10.50 is written 10.5, as the number it is.</summary>
    private const decimal One = 1.0000000000000000000000000000m;

    public void Write(Utf8JsonWriter writer, Row row, IReadOnlyList<Field> fields, bool withUdfs)
    {
        writer.WriteStartObject();
        foreach (var field in fields)
        {
            writer.WritePropertyName(field.Encoded);
            Write(writer, field.IsCost && !store.Rules.CanReadCosts ? null : row[field]);
        }

        if (withUdfs && row.Udfs is { Count: > 0 } udfs)
            WriteUdfs(writer, row.Entity, udfs);
        writer.WriteEndObject();
    }

    public void WritePage(Utf8JsonWriter writer, Query query, Page page, string? previousUrl, string? nextUrl)
    {
        writer.WriteStartObject();
        writer.WriteStartArray("items");
        foreach (var row in page.Rows)
            Write(writer, row, query.Fields, query.WithUdfs);
        writer.WriteEndArray();
        writer.WriteStartObject("pageDetails");
        writer.WriteNumber("count", page.Rows.Count);
        writer.WriteNumber("requestCount", query.PageSize);
        writer.WriteString("prevPageUrl", previousUrl);
        writer.WriteString("nextPageUrl", nextUrl);
        writer.WriteEndObject();
        writer.WriteEndObject();
    }

    private void Write(Utf8JsonWriter writer, object? value)
    {
        switch (value)
        {
            case null: writer.WriteNullValue(); break;
            case long number: writer.WriteNumberValue(number); break;
            case decimal number: writer.WriteNumberValue(number / One); break;
            case bool flag: writer.WriteBooleanValue(flag); break;
            case DateOnly day: writer.WriteStringValue(FieldText.Write(day, store.Rules.DaySuffix)); break;
            case DateTimeOffset instant: writer.WriteStringValue(FieldText.Write(instant)); break;
            default: writer.WriteStringValue((string)value); break;
        }
    }

    // With one value set, every active field is listed, the others with null.
    private void WriteUdfs(Utf8JsonWriter writer, EntityDefinition entity, Dictionary<long, string> udfs)
    {
        var definitions = store.UdfsOf(entity).ToList();
        if (!definitions.Exists(definition => udfs.ContainsKey(definition.Id)))
            return;
        writer.WriteStartArray("userDefinedFields");
        foreach (var definition in definitions)
        {
            writer.WriteStartObject();
            writer.WriteString("name", definition.Text(UdfDefinitions.Name));
            writer.WriteString("value", udfs.GetValueOrDefault(definition.Id));
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }
}
