using System.Globalization;
using System.Numerics;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace CloudmoreAutotask.Autotask.Json;

/// <summary>A whole number that may come as <c>10.0</c> or as text; a fraction is an error, never cut off.</summary>
internal sealed class WholeNumberConverter<T> : JsonConverter<T>
    where T : struct, IBinaryInteger<T>
{
    public override T Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        if (!TryGetNumber(ref reader, out var number) || decimal.Truncate(number) != number)
            throw new JsonException("Not a whole number.");
        try
        {
            return T.CreateChecked(number);
        }
        catch (OverflowException e)
        {
            throw new JsonException("The number is out of range.", e);
        }
    }

    public override void Write(Utf8JsonWriter writer, T value, JsonSerializerOptions options) => writer.WriteNumberValue(long.CreateChecked(value));

    private static bool TryGetNumber(ref Utf8JsonReader reader, out decimal number)
    {
        number = 0;
        return reader.TokenType switch
        {
            JsonTokenType.Number => reader.TryGetDecimal(out number),
            JsonTokenType.String => decimal.TryParse(reader.GetString(), NumberStyles.Number, CultureInfo.InvariantCulture, out number),
            _ => false,
        };
    }
}
