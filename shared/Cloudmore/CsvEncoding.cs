using System.Text;

namespace CloudmoreAutotask.Cloudmore;

/// <summary>Finds out in which Unicode encoding a CSV file is written: UTF-8 with or without a byte order mark, or UTF-16. What is no valid text is refused, not replaced.</summary>
internal static class CsvEncoding
{
    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: true, throwOnInvalidBytes: true);
    private static readonly UnicodeEncoding LittleEndian = new(bigEndian: false, byteOrderMark: true, throwOnInvalidBytes: true);
    private static readonly UnicodeEncoding BigEndian = new(bigEndian: true, byteOrderMark: true, throwOnInvalidBytes: true);

    /// <summary>Opens the stream as text; the reader leaves it open and skips a byte order mark.</summary>
    public static async Task<StreamReader> OpenAsync(Stream stream, CancellationToken cancellation)
    {
        var start = new byte[2];
        stream.Position = 0;
        var length = await stream.ReadAtLeastAsync(start, start.Length, throwOnEndOfStream: false, cancellation);
        stream.Position = 0;
        return new StreamReader(stream, Of(start.AsSpan(0, length)), detectEncodingFromByteOrderMarks: false, leaveOpen: true);
    }

    // Headings are ASCII, so without a mark the zero byte of the first letter tells the two orders of UTF-16.
    private static Encoding Of(ReadOnlySpan<byte> start) => start switch
    {
        [0xFF, 0xFE] or [not 0, 0] => LittleEndian,
        [0xFE, 0xFF] or [0, not 0] => BigEndian,
        _ => Utf8,
    };
}
