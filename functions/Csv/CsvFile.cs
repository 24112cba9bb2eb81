using System.Globalization;
using CsvHelper;
using Microsoft.AspNetCore.Http;

namespace CloudmoreAutotask.Functions.Csv;

/// <summary>A table as CSV: numbers as numbers, days as days, and text that a spreadsheet would run as a formula made plain text.</summary>
internal static class CsvFile
{
    private static readonly CsvWriterOptions Writing = new() { Injection = CsvInjection.Escape, WriteByteOrderMark = true };

    /// <summary>The table as a file to save.</summary>
    /// <param name="name">The file's name, without its ending.</param>
    /// <param name="headings">The headings.</param>
    /// <param name="rows">The rows: text, numbers, days and nothing else.</param>
    public static IResult Answer(string name, IReadOnlyList<string> headings, IEnumerable<object?[]> rows)
    {
        using var content = new MemoryStream();
        using (var csv = CsvWriter.Create(content, Writing, leaveOpen: true))
        {
            foreach (var heading in headings)
                csv.WriteField(heading);
            csv.EndRecord();
            foreach (var row in rows)
            {
                foreach (var value in row)
                    Write(csv, value);
                csv.EndRecord();
            }
        }

        return Results.File(content.ToArray(), "text/csv; charset=utf-8", $"{name}.csv");
    }

    private static void Write(CsvWriter csv, object? value)
    {
        switch (value)
        {
            case null:
                csv.WriteField("");
                break;
            case decimal number:
                csv.WriteField(number);
                break;
            case int number:
                csv.WriteField(number);
                break;
            case long number:
                csv.WriteField(number);
                break;
            case DateOnly day:
                csv.WriteField(day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture));
                break;
            case DateTimeOffset time:
                csv.WriteField(time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture));
                break;
            default:
                csv.WriteField(value.ToString() ?? "");
                break;
        }
    }
}
