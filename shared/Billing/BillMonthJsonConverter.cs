using System.Text.Json;
using System.Text.Json.Serialization;

namespace CloudmoreAutotask.Billing;

/// <summary>Writes a bill month as <c>2026-10</c>.</summary>
public sealed class BillMonthJsonConverter : JsonConverter<BillMonth>
{
    /// <inheritdoc />
    public override BillMonth Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        BillMonth.TryParse(reader.GetString(), out var month) ? month : throw new JsonException("A bill month is written as 2026-10.");

    /// <inheritdoc />
    public override void Write(Utf8JsonWriter writer, BillMonth value, JsonSerializerOptions options) => writer.WriteStringValue(value.ToString());
}
