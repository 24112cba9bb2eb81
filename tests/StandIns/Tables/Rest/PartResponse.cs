using System.Diagnostics.CodeAnalysis;
using System.Text;
using Azure.Core;

namespace Azure.Data.Tables.Rest;

/// <summary>The answer to one operation of a transaction.</summary>
internal sealed class PartResponse(int status, string reason, ILookup<string, string> headers, string body) : Response
{
    public override int Status => status;

    public override string ReasonPhrase => reason;

    public override bool IsError => status >= 400;

    public override Stream ContentStream { get; set; } = new MemoryStream(Encoding.UTF8.GetBytes(body));

    public override string ClientRequestId { get; set; }

    public override void Dispose() => ContentStream?.Dispose();

    protected override bool ContainsHeader(string name) => headers.Contains(name);

    protected override IEnumerable<HttpHeader> EnumerateHeaders() => headers.SelectMany(one => one, (one, value) => new HttpHeader(one.Key, value));

    protected override bool TryGetHeader(string name, [NotNullWhen(true)] out string value)
    {
        value = headers.Contains(name) ? string.Join(',', headers[name]) : null;
        return value is not null;
    }

    protected override bool TryGetHeaderValues(string name, [NotNullWhen(true)] out IEnumerable<string> values)
    {
        values = headers.Contains(name) ? headers[name] : null;
        return values is not null;
    }
}
