using System.Buffers;
using System.IO.Pipelines;
using System.Text.Json;

namespace CloudmoreAutotask.Cloudmore;

/// <summary>Reads a report as it arrives and hands out one organization at a time; only the organization at hand is ever in memory.</summary>
/// <remarks>Each byte is looked at once for where an organization ends, and once more when that organization is read.</remarks>
internal sealed class ReportReader : IAsyncDisposable
{
    private const int BufferSize = 64 * 1024;
    private const int NamesKept = 20;

    private static readonly byte[] ByteOrderMark = [0xEF, 0xBB, 0xBF];

    private readonly FieldNames names;
    private readonly ReadLimit limit;
    private readonly PipeReader pipe;
    private readonly List<string> topNames = [];
    private JsonReaderState state;
    private Place place = Place.Start;
    private string? wanted;
    private int listDepth;

    // Both count from the start of what the pipe still holds.
    private long scanned;
    private long elementStart = -1;

    /// <summary>Reads the report from a stream, which it closes.</summary>
    public ReportReader(Stream body, FieldNames names, ReadLimit limit)
    {
        this.names = names;
        this.limit = limit;
        pipe = PipeReader.Create(body, new StreamPipeReaderOptions(bufferSize: BufferSize));
    }

    private enum Place
    {
        Start,
        Top,
        List,
        End,
    }

    /// <summary>The report's status as far as it was read.</summary>
    public string? Status { get; private set; }

    /// <summary>Whether the list of organizations was found.</summary>
    public bool HasOrganizations { get; private set; }

    /// <summary>The first names on the report's top level, for a person.</summary>
    public IReadOnlyList<string> TopNames => topNames;

    /// <summary>The next organization; the caller disposes it.</summary>
    /// <returns>Null when the report has ended as it should.</returns>
    /// <exception cref="JsonException">The report ends early or is no JSON.</exception>
    /// <exception cref="IOException">The connection broke.</exception>
    /// <exception cref="TimeoutException">The report stopped arriving, or arrives too slowly.</exception>
    public async ValueTask<JsonDocument?> NextAsync(CancellationToken cancellation)
    {
        while (place != Place.End)
        {
            var result = await limit.ReadAsync(pipe, cancellation);
            var element = Scan(result.Buffer, result.IsCompleted);
            Release(result.Buffer, waitForMore: element is null);
            if (element is not null)
                return element;
            if (result.IsCompleted)
                place = Place.End;
        }

        return null;
    }

    /// <inheritdoc />
    public ValueTask DisposeAsync() => pipe.CompleteAsync();

    private JsonDocument? Scan(ReadOnlySequence<byte> buffer, bool final)
    {
        if (place == Place.Start && scanned == 0 && !SkipByteOrderMark(buffer, final))
            return null;
        var reader = new Utf8JsonReader(buffer.Slice(scanned), final, state);
        JsonDocument? element = null;
        while (element is null && reader.Read())
        {
            if (EndsOrganization(ref reader))
                element = JsonDocument.Parse(buffer.Slice(elementStart, scanned + reader.BytesConsumed - elementStart));
        }

        state = reader.CurrentState;
        scanned += reader.BytesConsumed;
        if (element is not null)
            elementStart = -1;
        return element;
    }

    /// <returns>False when there is nothing to read yet, or nothing at all.</returns>
    private bool SkipByteOrderMark(ReadOnlySequence<byte> buffer, bool final)
    {
        if (buffer.Length < ByteOrderMark.Length)
            return final && buffer.Length > 0;
        if (buffer.Slice(0, ByteOrderMark.Length).ToArray().AsSpan().SequenceEqual(ByteOrderMark))
            scanned = ByteOrderMark.Length;
        return buffer.Length > scanned || !final;
    }

    /// <summary>Lets go of all that was read, except an organization whose end has not come yet.</summary>
    private void Release(ReadOnlySequence<byte> buffer, bool waitForMore)
    {
        var kept = elementStart >= 0 ? elementStart : scanned;
        pipe.AdvanceTo(buffer.GetPosition(kept), waitForMore ? buffer.End : buffer.GetPosition(kept));
        scanned -= kept;
        if (elementStart >= 0)
            elementStart = 0;
    }

    private bool EndsOrganization(ref Utf8JsonReader reader)
    {
        switch (place)
        {
            case Place.Start:
                Enter(ref reader);
                return false;
            case Place.Top:
                SeeTop(ref reader);
                return false;
            case Place.List:
                return SeeList(ref reader);
            default:
                return false;
        }
    }

    private void Enter(ref Utf8JsonReader reader)
    {
        if (reader.TokenType == JsonTokenType.StartArray)
            EnterList(0);
        else
            place = Place.Top;
    }

    private void EnterList(int depth)
    {
        place = Place.List;
        listDepth = depth;
        HasOrganizations = true;
    }

    private void SeeTop(ref Utf8JsonReader reader)
    {
        if (reader.CurrentDepth != 1)
            return;
        if (reader.TokenType == JsonTokenType.PropertyName)
            wanted = Want(Text(ref reader));
        else if (wanted == ReportFields.Organizations && reader.TokenType == JsonTokenType.StartArray)
            EnterList(1);
        else if (wanted == ReportFields.Status && reader.TokenType == JsonTokenType.String)
            Status = Text(ref reader);
    }

    private string? Want(string name)
    {
        if (topNames.Count < NamesKept)
            topNames.Add(RawField.Shorten(name));
        return names.Is(name, ReportFields.Organizations) ? ReportFields.Organizations
            : names.Is(name, ReportFields.Status) ? ReportFields.Status
            : null;
    }

    private static string Text(ref Utf8JsonReader reader)
    {
        try
        {
            return reader.GetString() ?? "";
        }
        catch (InvalidOperationException invalidText)
        {
            throw new JsonException("A name on the report's top level is no valid text.", invalidText);
        }
    }

    private bool SeeList(ref Utf8JsonReader reader)
    {
        if (reader.TokenType == JsonTokenType.EndArray && reader.CurrentDepth == listDepth)
        {
            place = Place.Top;
            wanted = null;
            return false;
        }

        if (reader.CurrentDepth != listDepth + 1)
            return false;
        if (reader.TokenType is JsonTokenType.EndObject or JsonTokenType.EndArray)
            return true;
        elementStart = scanned + reader.TokenStartIndex;
        return reader.TokenType is not (JsonTokenType.StartObject or JsonTokenType.StartArray);
    }
}
