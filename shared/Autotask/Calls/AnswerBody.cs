using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using CloudmoreAutotask.Autotask.Json;

namespace CloudmoreAutotask.Autotask.Calls;

/// <summary>The body of an answer, which need not be JSON. Source: Autotask facts, "Status codes".</summary>
/// <param name="Json">The JSON object; null when the body is something else.</param>
/// <param name="Plain">A body that is no JSON object, in full; it is searched for words, never shown.</param>
/// <param name="IsHtml">Whether it is an HTML page.</param>
internal sealed record AnswerBody(JsonElement? Json, string Plain, bool IsHtml)
{
    private static readonly string[] OtherNames = ["message", "title", "detail"];

    /// <summary>What the property <c>errors</c> says; empty when it says nothing.</summary>
    public IReadOnlyList<string> Errors { get; } = ErrorTexts.Tidy(Words(Json, "errors"));

    /// <summary>Whether the answer has no content at all.</summary>
    public bool IsEmpty => Json is null && string.IsNullOrWhiteSpace(Plain);

    /// <summary><see cref="Errors"/>, or what else the body has of words.</summary>
    public IReadOnlyList<string> Texts
    {
        get
        {
            if (Errors.Count > 0)
                return Errors;
            if (Json is not null)
                return ErrorTexts.Tidy(OtherNames.SelectMany(name => Words(Json, name)));
            return ErrorTexts.Tidy([IsHtml ? ErrorTexts.PageTitle(Plain) : Plain]);
        }
    }

    public static AnswerBody Read(ReadOnlyMemory<byte> bytes, MediaTypeHeaderValue? type)
    {
        var content = bytes.Span.StartsWith(Encoding.UTF8.Preamble) ? bytes[Encoding.UTF8.Preamble.Length..] : bytes;
        if (ParseObject(content) is { } json)
            return new AnswerBody(json, "", IsHtml: false);
        var plain = Encoding.UTF8.GetString(content.Span);
        var isHtml = string.Equals(type?.MediaType, "text/html", StringComparison.OrdinalIgnoreCase) || plain.AsSpan().TrimStart().StartsWith("<");
        return new AnswerBody(null, plain, isHtml);
    }

    private static JsonElement? ParseObject(ReadOnlyMemory<byte> content)
    {
        try
        {
            using var document = JsonDocument.Parse(content);
            return document.RootElement.ValueKind == JsonValueKind.Object ? document.RootElement.Clone() : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static IEnumerable<string> Words(JsonElement? root, string name) =>
        root is { } json && AutotaskJson.Property(json, name) is { } value ? Words(value) : [];

    private static IEnumerable<string> Words(JsonElement json) => json.ValueKind switch
    {
        JsonValueKind.String => [json.GetString()!],
        JsonValueKind.Array => json.EnumerateArray().SelectMany(Words),
        JsonValueKind.Object => json.EnumerateObject().SelectMany(property => Words(property.Value)),
        JsonValueKind.Null or JsonValueKind.Undefined => [],
        _ => [json.GetRawText()],
    };
}
