using System.Globalization;
using System.Text.RegularExpressions;

namespace CloudmoreAutotask.Cloudmore;

/// <summary>
/// How a file writes its dates. ISO dates, dates with the month's English name and dates with points (the day stands first wherever points are used) mean one
/// day. Where a date is written <c>08/10/2026</c>, all dates of the file must together allow one order only; otherwise it is refused, never guessed.
/// </summary>
internal sealed partial class CsvDates
{
    private const int Timeout = 1000;
    private const string DayFirst = "d/M/yyyy";
    private const string MonthFirst = "M/d/yyyy";

    private static readonly string[] Clear =
    [
        "yyyy-M-d", "yyyy/M/d", "yyyy.M.d", "yyyyMMdd", "d.M.yyyy", "d MMM yyyy", "d MMMM yyyy", "d-MMM-yyyy", "MMM d, yyyy", "MMMM d, yyyy",
    ];

    private readonly string? order;

    private CsvDates(string? order) => this.order = order;

    /// <summary>Decides for a file.</summary>
    /// <param name="texts">All its dates.</param>
    public static CsvDates Of(IEnumerable<string> texts)
    {
        var (dayFirst, monthFirst, any) = (true, true, false);
        foreach (var day in texts.Select(Parted).OfType<string>())
        {
            any = true;
            dayFirst &= Parse(day, DayFirst) is not null;
            monthFirst &= Parse(day, MonthFirst) is not null;
        }

        return new CsvDates(any && dayFirst != monthFirst ? dayFirst ? DayFirst : MonthFirst : null);
    }

    /// <summary>The day as ISO; unusable when it is none, or doubtful.</summary>
    public RawField Read(string text)
    {
        if (Parted(text) is not { } parted)
            return Parse(WithoutTime(text), Clear) is { } clear ? Iso(clear) : new RawField(text, Usable: false);
        if (Parse(parted, DayFirst) == Parse(parted, MonthFirst) && Parse(parted, DayFirst) is { } same)
            return Iso(same);
        if (order is not null && Parse(parted, order) is { } day)
            return Iso(day);
        var isDoubtful = Parse(parted, DayFirst) is not null || Parse(parted, MonthFirst) is not null;
        return new RawField(isDoubtful ? $"{text} (day or month first?)" : text, Usable: false);
    }

    /// <summary>A date such as <c>08/10/2026</c> or <c>8-10-2026</c>, with slashes and without its time; null for any other.</summary>
    private static string? Parted(string text)
    {
        var day = WithoutTime(text);
        return PartedDay().IsMatch(day) ? day.Replace('-', '/') : null;
    }

    private static string WithoutTime(string text) => Time().Replace(text, "");

    private static RawField Iso(DateOnly day) => new(day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture));

    private static DateOnly? Parse(string text, params string[] formats) =>
        DateOnly.TryParseExact(text, formats, CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) ? day : null;

    [GeneratedRegex(@"^\d{1,2}(?<sign>[/-])\d{1,2}\k<sign>\d{4}$", RegexOptions.ExplicitCapture, Timeout)]
    private static partial Regex PartedDay();

    [GeneratedRegex(@"([T ]|, )\d{1,2}:\d{2}.*$", RegexOptions.ExplicitCapture | RegexOptions.IgnoreCase, Timeout)]
    private static partial Regex Time();
}
