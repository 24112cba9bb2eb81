using System.Text;
using CloudmoreAutotask.Setup;
using CsvHelper;

namespace CloudmoreAutotask.Cloudmore;

/// <summary>A CSV file as it stands: headings and rows of the same width.</summary>
/// <param name="Headings">The first row.</param>
/// <param name="Rows">The other rows that are not empty, with their line in the file.</param>
/// <param name="Separator">What parts the values, found out from the file: a comma or, mostly, a semicolon.</param>
internal sealed record CsvTable(IReadOnlyList<string> Headings, IReadOnlyList<(long Line, string[] Values)> Rows, char Separator)
{
    private const int MisfitsShown = 10;

    private static readonly CsvReaderOptions Options = new() { MalformedData = CsvMalformedDataHandling.Throw, TrackLineNumbers = true, PoolStrings = true };

    /// <summary>Reads a file, UTF-8 with or without a byte order mark.</summary>
    /// <exception cref="MustFixException">The file cannot be read, or a row does not fit the headings: then nobody can tell whose it is.</exception>
    public static async Task<CsvTable> LoadAsync(string path, CancellationToken cancellation)
    {
        try
        {
            using var text = new StreamReader(path, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true));
            using var csv = CsvReader.Create(text, Options, leaveOpen: false);
            await csv.ReadHeaderAsync(cancellation);
            return await ReadAsync(csv, path, cancellation);
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException)
        {
            throw new MustFixException($"Cannot read {path}: {unreadable.Message}", unreadable);
        }
        catch (DecoderFallbackException noText)
        {
            throw new MustFixException($"{path} is not UTF-8; export it again or save it as CSV UTF-8.", noText);
        }
        catch (CsvFormatException malformed)
        {
            var reason = malformed.Message.TrimEnd('.');
            throw new MustFixException($"{path} is no sound CSV near line {malformed.LineNumber} ({reason}); export it again.", malformed);
        }
    }

    private static async Task<CsvTable> ReadAsync(CsvReader csv, string path, CancellationToken cancellation)
    {
        string[] headings = [.. (csv.Headers ?? []).Select(heading => heading.Trim())];
        var rows = new List<(long Line, string[] Values)>();
        var misfits = new List<long>();
        while (await csv.ReadAsync(cancellation))
        {
            var values = csv.Current.ToArray();
            if (Array.TrueForAll(values, string.IsNullOrWhiteSpace))
                continue;
            if (values.Length == headings.Length)
                rows.Add((csv.LineNumber, values));
            else
                misfits.Add(csv.LineNumber);
        }

        if (misfits.Count == 0)
            return new CsvTable(headings, rows, csv.Separator);
        var lines = string.Join(", ", misfits.Take(MisfitsShown));
        throw new MustFixException($"{path} has {headings.Length} headings but not as many values in line {lines}; export it again.");
    }
}
