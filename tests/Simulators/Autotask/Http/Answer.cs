using System.Buffers;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace CloudmoreAutotask.Simulators.Autotask.Http;

/// <summary>A whole answer.</summary>
internal sealed record Answer(int Status, ReadOnlyMemory<byte> Body, string? ContentType)
{
    private const string JsonType = "application/json; charset=utf-8";

    private const string NotFoundPage = """
        <!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.0 Strict//EN" "http://www.w3.org/TR/xhtml1/DTD/xhtml1-strict.dtd">
        <html xmlns="http://www.w3.org/1999/xhtml"><head><title>404 - File or directory not found.</title></head>
        <body><h1>Server Error</h1><h2>404 - File or directory not found.</h2>
        <h3>The resource you are looking for might have been removed, had its name changed, or is temporarily unavailable.</h3></body></html>
        """;

    /// <summary>The verbs that a 405 names.</summary>
    public string? Allow { get; init; }

    public static Answer Empty(int status) => new(status, ReadOnlyMemory<byte>.Empty, null);

    public static Answer NotFound() => Html(404, NotFoundPage);

    public static Answer Html(int status, string page) => new(status, Encoding.UTF8.GetBytes(page), "text/html; charset=utf-8");

    public static Answer Json(int status, Action<Utf8JsonWriter> write)
    {
        var buffer = new ArrayBufferWriter<byte>(1024);
        using (var writer = new Utf8JsonWriter(buffer))
            write(writer);
        return new Answer(status, buffer.WrittenMemory, JsonType);
    }

    public static Answer Ok(Action<Utf8JsonWriter> write) => Json(200, write);

    public static Answer Errors(int status, params IReadOnlyList<string> texts) => Json(status, writer =>
    {
        writer.WriteStartObject();
        writer.WriteStartArray("errors");
        foreach (var text in texts)
            writer.WriteStringValue(text);
        writer.WriteEndArray();
        writer.WriteEndObject();
    });

    public static Answer WrongVerb(string method, IReadOnlyList<string> allowed) => Json(405, writer =>
    {
        writer.WriteStartObject();
        writer.WriteString("Message", $"The requested resource does not support http method '{method}'.");
        writer.WriteEndObject();
    }) with
    { Allow = string.Join(", ", allowed) };

    // The caller may be gone: the work is done whatever becomes of the answer, so the request's own token is not used.
    public async Task WriteAsync(HttpResponse response)
    {
        response.StatusCode = Status;
        if (Allow is not null)
            response.Headers.Allow = Allow;
        if (ContentType is null)
            return;
        response.ContentType = ContentType;
        response.ContentLength = Body.Length;
        await response.Body.WriteAsync(Body, CancellationToken.None);
    }
}
