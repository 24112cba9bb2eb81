using System.Text.Json;
using System.Text.Json.Serialization;

namespace CloudmoreAutotask.Autotask.Json;

/// <summary>A text; a number or a Boolean in its place (user-defined fields, picklist values) is read as it is written.</summary>
internal sealed class TextConverter : JsonConverter<string>
{
    public override string? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        if (reader.TokenType == JsonTokenType.String)
            return reader.GetString();
        if (reader.TokenType is not (JsonTokenType.Number or JsonTokenType.True or JsonTokenType.False))
            throw new JsonException("Not a text.");
        return JsonElement.ParseValue(ref reader).GetRawText();
    }

    public override void Write(Utf8JsonWriter writer, string value, JsonSerializerOptions options) => writer.WriteStringValue(value);
}
