using System.Text;
using CloudmoreAutotask.Setup;
using CsvHelper;

namespace CloudmoreAutotask.Cloudmore;

/// <summary>A CSV file as it stands: headings and rows of the same width. The separator (comma, semicolon, tab) and the encoding are found out from the file.</summary>
/// <param name="Headings">The first row.</param>
/// <param name="Rows">The other rows that are not empty, with their line in the file.</param>
internal sealed record CsvTable(IReadOnlyList<string> Headings, IReadOnlyList<(long Line, string[] Values)> Rows)
{
    private const int MisfitsShown = 10;

    private static readonly CsvReaderOptions Options = new() { MalformedData = CsvMalformedDataHandling.Throw, TrackLineNumbers = true, PoolStrings = true };

    /// <summary>Reads a file.</summary>
    /// <exception cref="MustFixException">The file cannot be read, or a row does not fit the headings: then nobody can tell whose it is.</exception>
    public static async Task<CsvTable> LoadAsync(string path, CancellationToken cancellation)
    {
        try
        {
            await using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            return await LoadAsync(file, path, cancellation);
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException)
        {
            throw new MustFixException($"Cannot read {path}: {unreadable.Message}", unreadable);
        }
    }

    /// <summary>Reads a file that is open already; it stays open.</summary>
    /// <param name="file">The file; its start can be read again.</param>
    /// <param name="path">What it is called in messages.</param>
    /// <param name="cancellation">Ends the reading.</param>
    /// <exception cref="MustFixException">A row does not fit the headings.</exception>
    public static async Task<CsvTable> LoadAsync(Stream file, string path, CancellationToken cancellation)
    {
        try
        {
            return await ReadAsync(file, path, cancellation);
        }
        catch (DecoderFallbackException noText)
        {
            throw new MustFixException($"{path} is neither UTF-8 nor UTF-16; export it again, or save it as CSV UTF-8.", noText);
        }
        catch (CsvFormatException malformed)
        {
            var reason = malformed.Message.TrimEnd('.');
            throw new MustFixException($"{path} is no sound CSV near line {malformed.LineNumber} ({reason}); export it again.", malformed);
        }
    }

    private static async Task<CsvTable> ReadAsync(Stream file, string path, CancellationToken cancellation)
    {
        using var text = await CsvEncoding.OpenAsync(file, cancellation);
        using var csv = CsvReader.Create(text, Options, leaveOpen: false);
        await csv.ReadHeaderAsync(cancellation);
        return await ReadAsync(csv, path, cancellation);
    }

    private static async Task<CsvTable> ReadAsync(CsvReader csv, string path, CancellationToken cancellation)
    {
        string[] headings = [.. (csv.Headers ?? []).Select(heading => heading.Trim())];
        if (Array.TrueForAll(headings, heading => heading.Length == 0))
            throw new MustFixException($"{path} is empty; its first line must name the columns.");
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
            return new CsvTable(headings, rows);
        var lines = string.Join(", ", misfits.Take(MisfitsShown));
        throw new MustFixException($"{path} has {headings.Length} headings but not as many values in line {lines}; it was cut short or changed. Export it again.");
    }
}
