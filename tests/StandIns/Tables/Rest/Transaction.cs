using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace Azure.Data.Tables.Rest;

/// <summary>A transaction as the service reads and answers it: HTTP requests and answers as parts of a change set, within a batch.</summary>
internal static partial class Transaction
{
    private const string EndOfLine = "\r\n";

    public static (string ContentType, byte[] Body) Write(string address, string version, IEnumerable<TableOperation> operations)
    {
        var (batch, changeSet) = ($"batch_{Guid.NewGuid()}", $"changeset_{Guid.NewGuid()}");
        var text = new StringBuilder();
        Line(text, $"--{batch}");
        Line(text, $"Content-Type: multipart/mixed; boundary={changeSet}");
        Line(text, "");
        foreach (var operation in operations)
        {
            Line(text, $"--{changeSet}");
            Line(text, "Content-Type: application/http");
            Line(text, "Content-Transfer-Encoding: binary");
            Line(text, "");
            Line(text, $"{operation.Method} {address}{operation.Path} HTTP/1.1");
            Line(text, $"x-ms-version: {version}");
            foreach (var (name, value) in operation.Headers)
                Line(text, $"{name}: {value}");
            Line(text, "");
            Line(text, operation.Body is { } body ? Encoding.UTF8.GetString(body.Span) : "");
        }

        Line(text, $"--{changeSet}--");
        Line(text, "");
        Line(text, $"--{batch}--");
        return ($"multipart/mixed; boundary={batch}", Encoding.UTF8.GetBytes(text.ToString()));
    }

    public static IReadOnlyList<Response> Read(Response batch)
    {
        var text = batch.Content.ToString();
        var boundary = ChangeSetBoundary().Match(text);
        if (!boundary.Success)
            throw new RequestFailedException(batch.Status, "The answer to a transaction holds no change set.");
        return
        [
            .. text.Split("--" + boundary.Groups["name"].Value)
                .Select(part => part.IndexOf("HTTP/1.1 ", StringComparison.Ordinal) is var start and >= 0 ? Answer(part[start..]) : null)
                .Where(answer => answer is not null),
        ];
    }

    private static PartResponse Answer(string http)
    {
        var end = http.IndexOf(EndOfLine + EndOfLine, StringComparison.Ordinal);
        var (head, body) = end < 0 ? (http, "") : (http[..end], http[(end + 4)..].Trim());
        var lines = head.Split(EndOfLine, StringSplitOptions.RemoveEmptyEntries);
        var status = lines[0].Split(' ', 3);
        var headers = lines.Skip(1).Select(line => line.Split(':', 2)).Where(pair => pair.Length == 2);
        return new(
            int.Parse(status[1], CultureInfo.InvariantCulture),
            status.Length > 2 ? status[2] : "",
            headers.ToLookup(pair => pair[0].Trim(), pair => pair[1].Trim(), StringComparer.OrdinalIgnoreCase),
            body);
    }

    private static void Line(StringBuilder text, string line) => text.Append(line).Append(EndOfLine);

    [GeneratedRegex("boundary=\"?(?<name>changesetresponse[^\\s\";]*)", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex ChangeSetBoundary();
}
