using CloudmoreAutotask.Billing;
using CloudmoreAutotask.Setup;
using Microsoft.Extensions.Logging;

namespace CloudmoreAutotask.Cloudmore;

/// <summary>Bills from the CSV that Cloudmore's "Export" of the General Billing Report gives; equal lines are equal to those from the API.</summary>
/// <remarks>
/// The separator, the encoding, the order of columns and the form of numbers and dates are found out from the file; what could mean two things is a fault that
/// names line and column. Unlike the API's report the whole file is held in memory: the rows of an organization may stand anywhere in it.
/// </remarks>
/// <param name="path">The file.</param>
/// <param name="directory">The organizations that rows are matched to, by customer number and then by exact name.</param>
/// <param name="options">The settings, for the field aliases.</param>
/// <param name="log">Where counts are told.</param>
public sealed class CsvBillSource(
    string path, Func<CancellationToken, Task<OrganizationDirectory>> directory, CloudmoreOptions options, ILogger<CsvBillSource> log) : IBillSource
{
    /// <inheritdoc />
    public async Task<BillReport> OpenAsync(DateOnly from, DateOnly to, CancellationToken cancellation)
    {
        var table = await CsvTable.LoadAsync(path, cancellation);
        var columns = CsvColumns.Find(table, FieldNames.From(options), path);
        if (columns.Absent.Count > 0)
            Log.CsvColumnsAbsent(log, path, string.Join(", ", columns.Absent));
        var named = table.Rows.Select(row => (columns.Value(row.Values, ReportFields.CustomerNumber), columns.Value(row.Values, ReportFields.OrganizationName)));
        var owners = new RowOwners(await directory(cancellation), named);
        var bill = new CsvBill(columns, owners, CsvForms.Of(table, columns), to);
        foreach (var (line, values) in table.Rows)
            bill.Add(line, values);
        var scope = ScopeOf(bill, table, to);
        Log.CsvRead(log, path, bill.Organizations.Count, bill.Organizations.Sum(part => part.Lines.Count), bill.Organizations.Sum(part => part.Faults.Count), scope.From, scope.To);
        if (bill.Later.Count > 0)
            Log.LinesLater(log, path, bill.Later.Count, to);
        return new BillReport(scope, bill.Organizations.ToAsyncEnumerable());
    }

    /// <exception cref="MustFixException">The file has no line that is dated up to today.</exception>
    private ReportScope ScopeOf(CsvBill bill, CsvTable table, DateOnly to)
    {
        if (bill.Days.Count > 0)
            return ReportScope.OfFile(path, bill.Days, new DateTimeOffset(File.GetLastWriteTimeUtc(path), TimeSpan.Zero));
        var title = CsvColumns.TitleOf(ReportFields.BillingDate);
        var reason = table.Rows.Count == 0 ? "has headings but no lines"
            : bill.Later.Count > 0 ? $"has only lines that are later than the day of this run ({to:yyyy-MM-dd}); the first is of {bill.Later.Min():yyyy-MM-dd}"
            : $"has no line whose {title} can be read; {bill.Organizations.SelectMany(part => part.Faults).First(fault => fault.Field == title).Describe()}";
        throw new MustFixException($"{path} {reason}. Export the General Billing Report again, with its dates as 2026-10-08.");
    }

    private sealed class CsvBill(CsvColumns columns, RowOwners owners, CsvForms forms, DateOnly to)
    {
        private readonly Dictionary<(string Id, string? Number, string? Name), ReportedOrganization> byOwner = [];

        public List<ReportedOrganization> Organizations { get; } = [];

        public HashSet<DateOnly> Days { get; } = [];

        /// <summary>The billing dates of lines that lie after the day of the run.</summary>
        public List<DateOnly> Later { get; } = [];

        public void Add(long number, string[] values)
        {
            var reading = new LineReading(new CsvLine(columns, values, forms));
            var line = reading.Read();
            if (reading.BillingDate is { } day)
            {
                if (day > to)
                {
                    Later.Add(day);
                    return;
                }

                Days.Add(day);
            }

            var customer = columns.Value(values, ReportFields.CustomerNumber);
            var name = columns.Value(values, ReportFields.OrganizationName);
            var match = owners.Find(customer, name);
            var part = PartOf(match.Organization, customer, name, columns.Value(values, ReportFields.OrganizationCurrencyCode));
            var where = $"line {number}";
            if (match.Organization is null)
                part.Faults.Add(new LineFault(where, CsvColumns.TitleOf(match.Field), match.Problem is null ? null : RawField.Shorten(match.Problem), reading.BillingDate));
            part.Faults.AddRange(reading.Faults(where));
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
