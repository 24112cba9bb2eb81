using System.Runtime.CompilerServices;
using CloudmoreAutotask.Billing;
using CloudmoreAutotask.Setup;
using Microsoft.Extensions.Logging;

namespace CloudmoreAutotask.Cloudmore;

/// <summary>Bills from the CSV that Cloudmore's "Export" of the General Billing Report gives; equal lines are equal to those from the API.</summary>
/// <remarks>
/// Comma or semicolon, UTF-8, any order of columns. Days are ISO (<c>2026-10-08</c>), numbers have a decimal point, or all of them a decimal comma where a
/// semicolon parts the values. Unlike the API's report the whole file is held in memory: the rows of an organization may stand anywhere in it.
/// </remarks>
/// <param name="path">The file.</param>
/// <param name="organizations">The organizations that rows are matched to, by customer number and then by exact name.</param>
/// <param name="options">The settings, for the field aliases.</param>
/// <param name="log">Where counts are told.</param>
public sealed class CsvBillSource(
    string path, Func<CancellationToken, Task<IReadOnlyList<Organization>>> organizations, CloudmoreOptions options, ILogger<CsvBillSource> log) : IBillSource
{
    /// <inheritdoc />
    public async IAsyncEnumerable<ReportedOrganization> ReadAsync(DateOnly from, DateOnly to, [EnumeratorCancellation] CancellationToken cancellation)
    {
        var window = new BillWindow(from, to);
        var table = await CsvTable.LoadAsync(path, cancellation);
        var columns = CsvColumns.Find(table, FieldNames.From(options), path);
        if (columns.Absent.Count > 0)
            Log.CsvColumnsAbsent(log, path, string.Join(", ", columns.Absent));
        var bill = new CsvBill(columns, new OrganizationMatcher(await organizations(cancellation)), CsvLine.UsesDecimalComma(table, columns));
        foreach (var (line, values) in table.Rows)
            bill.Add(line, values, window);
        Log.CsvRead(log, path, bill.Organizations.Count, bill.Organizations.Sum(part => part.Lines.Count), bill.Organizations.Sum(part => part.Faults.Count));
        if (bill.Outside > 0)
            Log.LinesOutside(log, path, bill.Outside, from, to);
        foreach (var organization in bill.Organizations)
            yield return organization;
    }

    private sealed class CsvBill(CsvColumns columns, OrganizationMatcher matcher, bool decimalComma)
    {
        private readonly Dictionary<(string Id, string? Number, string? Name), ReportedOrganization> byOwner = [];

        public List<ReportedOrganization> Organizations { get; } = [];

        public int Outside { get; private set; }

        public void Add(long number, string[] values, BillWindow window)
        {
            var where = $"line {number}";
            var reading = new LineReading(new CsvLine(columns, values, decimalComma), where);
            var line = reading.Read();
            if (reading.BillingDate is { } day && !window.Contains(day))
            {
                Outside++;
                return;
            }

            var customer = columns.Value(values, ReportFields.CustomerNumber);
            var name = columns.Value(values, ReportFields.OrganizationName);
            var (owner, field, problem) = matcher.Find(customer, name);
            var part = PartOf(owner, customer, name, columns.Value(values, ReportFields.OrganizationCurrencyCode));
            if (owner is null)
                part.Faults.Add(new LineFault(where, CsvColumns.TitleOf(field), problem is null ? null : RawField.Shorten(problem), reading.BillingDate));
            part.Faults.AddRange(reading.Faults);
            if (line is not null)
                part.Lines.Add(line);
        }

        private (List<BillingLine> Lines, List<LineFault> Faults) PartOf(Organization? owner, string? customer, string? name, string? currency)
        {
            var id = owner?.Id.Trim().ToLowerInvariant() ?? "";
            var key = owner is null ? (id, customer, name) : (id, null, null);
            if (!byOwner.TryGetValue(key, out var part))
            {
                var number = customer ?? RawField.Clean(owner?.CustomerNumber);
                var organization = new BilledOrganization(id, name ?? owner?.Name ?? "", number, currency?.ToUpperInvariant());
                part = new ReportedOrganization(organization, new List<BillingLine>(), new List<LineFault>());
                byOwner.Add(key, part);
                Organizations.Add(part);
            }

            return ((List<BillingLine>)part.Lines, (List<LineFault>)part.Faults);
        }
    }
}
