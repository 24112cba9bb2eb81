using CloudmoreAutotask.Billing;

namespace CloudmoreAutotask.Cloudmore;

/// <summary>What a report speaks for. What lies outside is unknown, which is not the same as "not billed".</summary>
public sealed record ReportScope
{
    private ReportScope(IReadOnlyList<BillMonth> months, DateOnly from, DateOnly to, string? file) => (Months, From, To, File) = (months, from, to, file);

    /// <summary>The months, the oldest first; a month in between may be missing.</summary>
    public IReadOnlyList<BillMonth> Months { get; }

    /// <summary>The first billing date.</summary>
    public DateOnly From { get; }

    /// <summary>The last billing date.</summary>
    public DateOnly To { get; }

    /// <summary>The file that the report was read from; null for the API.</summary>
    public string? File { get; }

    /// <summary>When the file was last saved, UTC; it cannot know what came later. Null for the API.</summary>
    public DateTimeOffset? SavedAt { get; private init; }

    /// <summary>Whether an organization that the report does not name was not billed in its months.</summary>
    /// <remarks>A file may have been exported for some customers only, so it speaks for the organizations that it names.</remarks>
    public bool IsOfWholeBroker => File is null;

    /// <summary>The scope of a report of all organizations over a range of days.</summary>
    public static ReportScope OfWholeBroker(DateOnly from, DateOnly to)
    {
        var months = new List<BillMonth>();
        for (var month = BillMonth.Of(from); month <= BillMonth.Of(to); month = month.AddMonths(1))
            months.Add(month);
        return new ReportScope(months, from, to, file: null);
    }

    /// <summary>The scope of a file: the months in which it has lines.</summary>
    /// <param name="path">The file.</param>
    /// <param name="days">The billing dates of its lines, at least one.</param>
    /// <param name="savedAt">When it was last saved, UTC.</param>
    public static ReportScope OfFile(string path, IReadOnlyCollection<DateOnly> days, DateTimeOffset savedAt) =>
        new([.. days.Select(BillMonth.Of).Distinct().Order()], days.Min(), days.Max(), path) { SavedAt = savedAt };
}
