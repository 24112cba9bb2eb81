using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Http;

namespace CloudmoreAutotask.Functions.Access;

/// <summary>Answers of the routes: JSON with numbers as numbers, and problem details (RFC 9457).</summary>
internal static class Answers
{
    /// <summary>How JSON is written.</summary>
    public static JsonSerializerOptions Options { get; } = new(JsonSerializerDefaults.Web)
    {
        Encoder = JavaScriptEncoder.Default,
        Converters = { new JsonStringEnumConverter() },
        NumberHandling = JsonNumberHandling.Strict,
    };

    /// <summary>A document.</summary>
    public static IResult Json(object document, int status = StatusCodes.Status200OK) => Results.Json(document, Options, statusCode: status);

    /// <summary>A document, or that it is not there.</summary>
    /// <param name="document">The document; null when it is not there.</param>
    /// <param name="otherwise">What is not there.</param>
    public static IResult Found(object? document, string otherwise) => document is null ? Problem(StatusCodes.Status404NotFound, "Not found", otherwise) : Json(document);

    /// <summary>Something was asked for and will be done.</summary>
    public static IResult Accepted(string what) => Json(new { accepted = what }, StatusCodes.Status202Accepted);

    /// <summary>A problem, with the field that it is about.</summary>
    public static IResult Problem(int status, string title, string detail, string? field = null) => Results.Problem(
        field is null ? detail : $"{field}: {detail}",
        statusCode: status,
        title: title,
        extensions: field is null ? null : new Dictionary<string, object?>(StringComparer.Ordinal) { ["errors"] = new[] { new { field, detail } } });
}
