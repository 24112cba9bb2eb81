using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace CloudmoreAutotask.Autotask.Json;

/// <summary>How Autotask's JSON is read and written: decimals exact, days as <c>yyyy-MM-dd</c>, null left out, unknown fields passed over.</summary>
internal static class AutotaskJson
{
    public static JsonSerializerOptions Options { get; } = Create();

    public static byte[] Write<T>(T body) => JsonSerializer.SerializeToUtf8Bytes(body, Options);

    /// <summary>Reads a part of an answer.</summary>
    /// <exception cref="InvalidDataException">It does not have the documented form.</exception>
    public static T Read<T>(JsonElement json, string what)
    {
        try
        {
            return json.Deserialize<T>(Options) ?? throw new InvalidDataException($"Autotask's {what} is null.");
        }
        catch (JsonException e)
        {
            throw new InvalidDataException($"Autotask's {what} does not have the documented form at {e.Path}.", e);
        }
    }

    /// <summary>The property of that name in any case; null when there is none.</summary>
    public static JsonElement? Property(JsonElement json, string name)
    {
        if (json.ValueKind != JsonValueKind.Object)
            return null;
        foreach (var property in json.EnumerateObject())
        {
            if (string.Equals(property.Name, name, StringComparison.OrdinalIgnoreCase))
                return property.Value;
        }
        return null;
    }

    private static JsonSerializerOptions Create()
    {
        var options = new JsonSerializerOptions
        {
            PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
            PropertyNameCaseInsensitive = true,
            DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
            TypeInfoResolver = new DefaultJsonTypeInfoResolver { Modifiers = { KeepDefaultForNull } },
        };
        options.Converters.Add(new DayConverter());
        options.Converters.Add(new WholeNumberConverter<int>());
        options.Converters.Add(new WholeNumberConverter<long>());
        options.Converters.Add(new FlagConverter());
        options.Converters.Add(new TextConverter());
        options.MakeReadOnly();
        return options;
    }

    /// <summary>Autotask answers null for any text without a value; a property that cannot be null keeps its default.</summary>
    private static void KeepDefaultForNull(JsonTypeInfo type)
    {
        foreach (var property in type.Properties)
        {
            if (property is not { IsSetNullable: false, Set: { } set })
                continue;
            property.Set = (row, value) =>
            {
                if (value is not null)
                    set(row, value);
            };
        }
    }
}
