using System.Globalization;
using System.Text.Json;
using System.Xml;

namespace Azure.Data.Tables.Rest;

/// <summary>Entities as the JSON of the service: property values with <c>…@odata.type</c> beside those that JSON cannot tell apart.</summary>
internal static class Wire
{
    public const string ETag = "odata.etag";
    private const string Metadata = "odata.metadata";
    private const string TypeSuffix = "@odata.type";

    /// <summary>The properties to send for an entity, types included.</summary>
    public static Dictionary<string, object> Properties(ITableEntity entity)
    {
        var properties = new Dictionary<string, object>(StringComparer.Ordinal);
        if (entity is not IDictionary<string, object> dictionary)
        {
            EntityShape.Of(entity.GetType()).Read(entity, properties);
            return properties;
        }

        foreach (var (name, value) in dictionary)
        {
            if (value is Enum)
                throw new NotSupportedException("Enum values are only supported for custom model types implementing ITableEntity.");
            if (name is not (ETag or nameof(ITableEntity.Timestamp)))
                Put(properties, name, value);
        }

        return properties;
    }

    public static void Put(Dictionary<string, object> properties, string name, object value)
    {
        properties[name] = value is long or ulong or Enum ? value.ToString() : value;
        var type = value switch
        {
            byte[] or BinaryData => "Edm.Binary",
            long or ulong => "Edm.Int64",
            double => "Edm.Double",
            Guid => "Edm.Guid",
            DateTime or DateTimeOffset => "Edm.DateTime",
            _ => null,
        };
        if (type is not null)
            properties[name + TypeSuffix] = type;
    }

    public static ReadOnlyMemory<byte> Serialize(Dictionary<string, object> properties)
    {
        using var stream = new MemoryStream();
        using (var writer = new Utf8JsonWriter(stream))
        {
            writer.WriteStartObject();
            foreach (var (name, value) in properties)
            {
                writer.WritePropertyName(name);
                WriteValue(writer, value);
            }

            writer.WriteEndObject();
        }

        return stream.ToArray();
    }

    /// <summary>An entity of type <typeparamref name="T"/> from one JSON object of the service.</summary>
    public static T Entity<T>(JsonElement json)
        where T : class, ITableEntity
    {
        var properties = new Dictionary<string, object>(StringComparer.Ordinal);
        foreach (var property in json.EnumerateObject())
            properties.Add(property.Name, Value(property.Value));
        var entity = Activator.CreateInstance<T>();
        if (entity is IDictionary<string, object> dictionary)
        {
            foreach (var (name, value) in Typed(properties))
                dictionary[name] = value;
        }
        else
        {
            EntityShape.Of(typeof(T)).Write(entity, properties);
        }

        return entity;
    }

    private static Dictionary<string, object> Typed(Dictionary<string, object> properties)
    {
        foreach (var annotation in properties.Keys.Where(name => name.EndsWith(TypeSuffix, StringComparison.Ordinal)).ToList())
        {
            var name = annotation[..^TypeSuffix.Length];
            var text = properties[name] as string ?? "";
            properties[name] = properties[annotation] switch
            {
                "Edm.Binary" => Convert.FromBase64String(text),
                "Edm.DateTime" => DateTimeOffset.Parse(text, CultureInfo.InvariantCulture, DateTimeStyles.RoundtripKind),
                "Edm.Guid" => Guid.Parse(text),
                "Edm.Int64" => long.Parse(text, CultureInfo.InvariantCulture),
                "Edm.Double" => double.Parse(text, CultureInfo.InvariantCulture),
                var other => throw new NotSupportedException($"Not supported type {other}"),
            };
            properties.Remove(annotation);
        }

        if (properties.TryGetValue(nameof(ITableEntity.Timestamp), out var timestamp) && timestamp is string moment)
            properties[nameof(ITableEntity.Timestamp)] = DateTimeOffset.Parse(moment, CultureInfo.InvariantCulture, DateTimeStyles.RoundtripKind);
        properties.Remove(Metadata);
        return properties;
    }

    private static object Value(JsonElement json) => json.ValueKind switch
    {
        JsonValueKind.String => json.GetString(),
        JsonValueKind.Number when json.TryGetInt32(out var number) => number,
        JsonValueKind.Number when json.TryGetInt64(out var number) => number,
        JsonValueKind.Number => json.GetDouble(),
        JsonValueKind.True => true,
        JsonValueKind.False => false,
        JsonValueKind.Null => null,
        var other => throw new NotSupportedException($"Not supported value kind {other}"),
    };

    private static void WriteValue(Utf8JsonWriter writer, object value)
    {
        switch (value)
        {
            case null: writer.WriteNullValue(); break;
            case string text: writer.WriteStringValue(text); break;
            case bool flag: writer.WriteBooleanValue(flag); break;
            case int number: writer.WriteNumberValue(number); break;
            case double number when double.IsNaN(number): writer.WriteStringValue("NaN"); break;
            case double number: writer.WriteNumberValue(number); break;
            case float number: writer.WriteNumberValue(number); break;
            case decimal number: writer.WriteNumberValue(number); break;
            case byte[] bytes: writer.WriteBase64StringValue(bytes); break;
            case BinaryData bytes: writer.WriteBase64StringValue(bytes); break;
            case Guid guid: writer.WriteStringValue(guid); break;
            case DateTimeOffset moment: writer.WriteStringValue(Moment(moment)); break;
            case DateTime { Kind: DateTimeKind.Utc } moment: writer.WriteStringValue(Moment(new DateTimeOffset(moment))); break;
            case DateTime moment: throw new NotSupportedException($"DateTime {moment} has a Kind of {moment.Kind}. Azure SDK requires it to be UTC.");
            case TimeSpan span: writer.WriteStringValue(XmlConvert.ToString(span)); break;
            default: throw new NotSupportedException($"Not supported type {value.GetType()}");
        }
    }

    private static string Moment(DateTimeOffset moment) => moment.ToUniversalTime().ToString("yyyy-MM-ddTHH:mm:ss.fffffffZ", CultureInfo.InvariantCulture);
}
