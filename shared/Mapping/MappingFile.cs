using System.Globalization;
using CloudmoreAutotask.Cloudmore;
using CloudmoreAutotask.Setup;
using CsvHelper;

namespace CloudmoreAutotask.Mapping;

/// <summary>A row of a mapping file.</summary>
/// <param name="Line">Its line.</param>
/// <param name="OrganizationId">Cloudmore's organization id; null when the row goes by number or name.</param>
/// <param name="OrganizationName">The name.</param>
/// <param name="CustomerNumber">The broker's own number.</param>
/// <param name="Company">The company id, or <see cref="MappingFile.Remove"/>; null when the row says nothing.</param>
internal sealed record MappingRow(long Line, string? OrganizationId, string? OrganizationName, string? CustomerNumber, string? Company);

/// <summary>
/// The CSV of company mappings. Text that a spreadsheet would run as a formula is written with an apostrophe before it, and read without.
/// </summary>
internal static class MappingFile
{
    /// <summary>The word that takes a person's value away.</summary>
    public const string Remove = "remove";

    public const string OrganizationId = "Organization ID";
    public const string OrganizationName = "Organization Name";
    public const string CustomerNumber = "Customer Number";
    public const string CompanyId = "Company ID";

    private static readonly string[] Headings = [OrganizationId, OrganizationName, CustomerNumber, CompanyId, "Company Name", "Source", "Set By", "Set At", "Problem", "Candidates"];
    private static readonly char[] Formula = [.. CsvWriterOptions.Default.InjectionCharacters];
    private static readonly CsvWriterOptions Writing = new() { Injection = CsvInjection.Escape, WriteByteOrderMark = true };

    /// <summary>Writes mappings, by name.</summary>
    /// <param name="stream">Where to; it stays open.</param>
    /// <param name="mappings">The mappings, each with its company's name and the candidates where it has none.</param>
    public static void Write(Stream stream, IEnumerable<(CompanyMapping Mapping, string? CompanyName, IReadOnlyList<CompanyCandidate> Candidates)> mappings)
    {
        using var csv = CsvWriter.Create(stream, Writing, leaveOpen: true);
        foreach (var heading in Headings)
            csv.WriteField(heading);
        csv.EndRecord();
        var sorted = mappings.OrderBy(entry => entry.Mapping.OrganizationName, StringComparer.OrdinalIgnoreCase).ThenBy(entry => entry.Mapping.OrganizationId, StringComparer.Ordinal);
        foreach (var (mapping, companyName, candidates) in sorted)
        {
            csv.WriteField(mapping.OrganizationId);
            csv.WriteField(mapping.OrganizationName);
            csv.WriteField(mapping.CustomerNumber);
            csv.WriteField(mapping.CompanyId?.ToString(CultureInfo.InvariantCulture));
            csv.WriteField(companyName);
            csv.WriteField(mapping.CompanyId is null ? "" : mapping.Source.ToString());
            csv.WriteField(mapping.SetBy);
            csv.WriteField(mapping.CompanyId is null ? "" : mapping.ConfirmedAt.ToString("yyyy-MM-dd HH:mm'Z'", CultureInfo.InvariantCulture));
            csv.WriteField(mapping.Problem);
            csv.WriteField(string.Join("; ", candidates));
            csv.EndRecord();
        }
    }

    /// <summary>Reads a mapping file.</summary>
    /// <exception cref="MustFixException">It is no CSV, or a column is missing.</exception>
    public static async Task<IReadOnlyList<MappingRow>> ReadAsync(Stream stream, string name, CancellationToken cancellation)
    {
        var table = await CsvTable.LoadAsync(stream, name, cancellation);
        var places = new[] { OrganizationId, OrganizationName, CustomerNumber, CompanyId }.ToDictionary(heading => heading, heading => Place(table, heading, name), StringComparer.Ordinal);
        if (places[CompanyId] is null)
            throw new MustFixException($"{name} has no column '{CompanyId}'.");
        if (places[OrganizationId] is null && places[OrganizationName] is null && places[CustomerNumber] is null)
            throw new MustFixException($"{name} has no column '{OrganizationId}', '{CustomerNumber}' or '{OrganizationName}'; one of them must tell whose company it is.");
        return [.. table.Rows.Select(row => new MappingRow(row.Line, Of(row.Values, OrganizationId), Of(row.Values, OrganizationName), Of(row.Values, CustomerNumber), Of(row.Values, CompanyId)))];

        string? Of(string[] values, string heading) => Cell(values, places[heading]);
    }

    private static int? Place(CsvTable table, string heading, string name)
    {
        var places = Enumerable.Range(0, table.Headings.Count).Where(place => string.Equals(table.Headings[place], heading, StringComparison.OrdinalIgnoreCase)).ToList();
        return places.Count > 1 ? throw new MustFixException($"{name} has the column '{heading}' {places.Count} times.") : places.Count == 1 ? places[0] : null;
    }

    private static string? Cell(string[] values, int? place)
    {
        var text = place is { } column ? RawField.Clean(values[column]) : null;
        return text is ['\'', var next, ..] && Formula.Contains(next) ? RawField.Clean(text[1..]) : text;
    }
}
