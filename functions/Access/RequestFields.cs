using System.Globalization;
using System.Text.Json;
using CloudmoreAutotask.Billing;
using CloudmoreAutotask.Setup;
using Microsoft.AspNetCore.Http;

namespace CloudmoreAutotask.Functions.Access;

/// <summary>The fields of a request, from JSON or from a form. A field that cannot be used is named.</summary>
public sealed class RequestFields
{
    /// <summary>How long a text may be.</summary>
    public const int LongestText = 500;

    private const int MostBytes = 64 * 1024;
    private const int MostTexts = 1000;

    private static readonly JsonDocumentOptions Strict = new() { MaxDepth = 4 };

    private readonly Dictionary<string, JsonElement> values;

    private RequestFields(Dictionary<string, JsonElement> values) => this.values = values;

    /// <summary>A field that cannot be used: whoever sent it has to put it right.</summary>
    /// <param name="field">The field.</param>
    /// <param name="what">What is wrong with it, and what it must be.</param>
    public static MustFixException Wrong(string field, string what) => new(what) { Field = field };

    /// <summary>Reads a JSON object with these fields and no others.</summary>
    /// <exception cref="MustFixException">It is none, or has another field.</exception>
    public static async Task<RequestFields> OfJsonAsync(HttpRequest request, IReadOnlyCollection<string> fields, CancellationToken cancellation)
    {
        if (!request.HasJsonContentType())
            throw Wrong("Content-Type", "The body must be JSON: send Content-Type: application/json.");
        var body = await ReadAsync(request.Body, cancellation);
        try
        {
            using var document = JsonDocument.Parse(body, Strict);
            if (document.RootElement.ValueKind != JsonValueKind.Object)
                throw Wrong("body", "The body must be one JSON object.");
            var read = new Dictionary<string, JsonElement>(StringComparer.Ordinal);
            foreach (var property in document.RootElement.EnumerateObject())
            {
                if (!fields.Contains(property.Name, StringComparer.Ordinal))
                    throw Wrong(property.Name, $"There is no such field. {Known(fields)}");
                if (!read.TryAdd(property.Name, property.Value.Clone()))
                    throw Wrong(property.Name, "The field is there twice.");
            }

            return new RequestFields(read);
        }
        catch (JsonException wrong)
        {
            throw Wrong("body", $"The body is no JSON (line {wrong.LineNumber + 1}).");
        }
    }

    /// <summary>Reads a form with these fields; others, such as the anti-forgery token, are left to others.</summary>
    public static RequestFields OfForm(IFormCollection form, IReadOnlyCollection<string> fields) => new(fields.Where(form.ContainsKey)
        .ToDictionary(field => field, field => JsonSerializer.SerializeToElement(form[field].Count > 1 ? (object)form[field].ToArray() : form[field].ToString()), StringComparer.Ordinal));

    /// <summary>Reads the query with these fields and no others.</summary>
    /// <exception cref="MustFixException">It has another field.</exception>
    public static RequestFields OfQuery(HttpRequest request, IReadOnlyCollection<string> fields)
    {
        if (request.Query.Keys.FirstOrDefault(field => !fields.Contains(field, StringComparer.Ordinal)) is { } unknown)
            throw Wrong(unknown, $"There is no such field. {Known(fields)}");
        return new RequestFields(request.Query.ToDictionary(entry => entry.Key, entry => JsonSerializer.SerializeToElement(entry.Value.ToString()), StringComparer.Ordinal));
    }

    /// <summary>A text that must be there.</summary>
    public string Text(string field) => Optional(field) is { Length: > 0 } text ? text : throw Wrong(field, "It is missing.");

    /// <summary>A text; empty when it is not there.</summary>
    public string Optional(string field) => Value(field) is { } value ? Checked(field, value) : "";

    /// <summary>A day such as 2026-12-31; null when it is not there.</summary>
    public DateOnly? Day(string field)
    {
        var text = Optional(field);
        if (text.Length == 0)
            return null;
        return DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day)
            ? day
            : throw Wrong(field, "It must be a day such as 2026-12-31.");
    }

    /// <summary>A positive whole number; null when it is not there.</summary>
    public long? Number(string field)
    {
        if (Value(field) is not { } value)
            return null;
        var text = value.ValueKind == JsonValueKind.Number ? value.GetRawText() : Checked(field, value);
        if (text.Length == 0)
            return null;
        return long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number > 0 ? number : throw Wrong(field, "It must be a whole number above 0.");
    }

    /// <summary>Texts; null when the field is not there.</summary>
    public IReadOnlySet<string>? Texts(string field)
    {
        if (Value(field) is not { } value)
            return null;
        if (value.ValueKind == JsonValueKind.String)
            return new HashSet<string>(StringComparer.Ordinal) { Checked(field, value) };
        if (value.ValueKind != JsonValueKind.Array || value.GetArrayLength() is 0 or > MostTexts)
            throw Wrong(field, $"It must be a list of 1 to {MostTexts} texts.");
        return value.EnumerateArray().Select(text => Checked(field, text)).ToHashSet(StringComparer.Ordinal);
    }

    /// <summary>A month of a route.</summary>
    /// <exception cref="MustFixException">It is none.</exception>
    public static BillMonth Month(string text) => BillMonth.TryParse(text, out var month) ? month : throw Wrong("month", "It must be a month such as 2026-10.");

    /// <summary>A text of a route.</summary>
    /// <exception cref="MustFixException">It is too long or holds control characters.</exception>
    public static string Route(string field, string text) => text.Length is > 0 and <= LongestText && !text.Any(char.IsControl) ? text.Trim() : throw Wrong(field, TextRule);

    private const string TextRule = "It must be a text of at most 500 characters without control characters.";

    private static string Checked(string field, JsonElement value)
    {
        if (value.ValueKind != JsonValueKind.String || value.GetString() is not { Length: <= LongestText } text || text.Any(char.IsControl))
            throw Wrong(field, TextRule);
        return text.Trim();
    }

    private static string Known(IReadOnlyCollection<string> fields) => fields.Count == 0 ? "Nothing is asked for here." : $"These are known: {string.Join(", ", fields)}.";

    private static async Task<byte[]> ReadAsync(Stream body, CancellationToken cancellation)
    {
        using var read = new MemoryStream();
        var buffer = new byte[8192];
        while (await body.ReadAsync(buffer, cancellation) is var count and > 0)
        {
            if (read.Length + count > MostBytes)
                throw Wrong("body", "The body is longer than 64 KB.");
            read.Write(buffer, 0, count);
        }

        return read.ToArray();
    }

    private JsonElement? Value(string field) => values.TryGetValue(field, out var value) && value.ValueKind != JsonValueKind.Null ? value : null;
}
