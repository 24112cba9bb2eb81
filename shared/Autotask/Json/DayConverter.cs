using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace CloudmoreAutotask.Autotask.Json;

/// <summary>A day: written as <c>yyyy-MM-dd</c>, read from the first ten characters of a date-time. Source: Autotask facts, "Pitfalls", 1.</summary>
internal sealed class DayConverter : JsonConverter<DateOnly>
{
    private const string Form = "yyyy-MM-dd";

    public override DateOnly Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        reader.TokenType == JsonTokenType.String
        && reader.GetString() is { Length: >= 10 } text
        && DateOnly.TryParseExact(text.AsSpan(0, Form.Length), Form, CultureInfo.InvariantCulture, DateTimeStyles.None, out var day)
            ? day
            : throw new JsonException("Not a day.");

    public override void Write(Utf8JsonWriter writer, DateOnly value, JsonSerializerOptions options) =>
        writer.WriteStringValue(value.ToString(Form, CultureInfo.InvariantCulture));
}
