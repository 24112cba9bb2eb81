using System.Globalization;
using System.Text.Json.Serialization;

namespace CloudmoreAutotask.Billing;

/// <summary>A calendar month of billing dates, written <c>2026-10</c> (export rules, "Bill"). Days are bill days, without a time zone.</summary>
/// <param name="Year">The year, 1 to 9999.</param>
/// <param name="Month">The month, 1 to 12.</param>
[JsonConverter(typeof(BillMonthJsonConverter))]
public readonly record struct BillMonth(int Year, int Month) : IComparable<BillMonth>
{
    /// <summary>The first day of the month.</summary>
    public DateOnly FirstDay => new(Year, Month, 1);

    /// <summary>The last day of the month.</summary>
    public DateOnly LastDay => FirstDay.AddMonths(1).AddDays(-1);

    /// <summary>The month that a day lies in.</summary>
    public static BillMonth Of(DateOnly day) => new(day.Year, day.Month);

    /// <summary>The month that many months later (earlier when negative).</summary>
    public BillMonth AddMonths(int months) => Of(FirstDay.AddMonths(months));

    /// <summary>Whether the day lies in this month.</summary>
    public bool Contains(DateOnly day) => day.Year == Year && day.Month == Month;

    /// <summary>Reads <c>yyyy-MM</c>.</summary>
    /// <returns>False when the text is anything else.</returns>
    public static bool TryParse(string? text, out BillMonth month)
    {
        var valid = DateOnly.TryParseExact(text, "yyyy-MM", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day);
        month = valid ? Of(day) : default;
        return valid;
    }

    /// <summary>Reads <c>yyyy-MM</c>.</summary>
    /// <exception cref="FormatException">The text is no month.</exception>
    public static BillMonth Parse(string text) =>
        TryParse(text, out var month) ? month : throw new FormatException($"'{text}' is no month; write it as 2026-10.");

    /// <inheritdoc />
    public int CompareTo(BillMonth other) => (Year, Month).CompareTo((other.Year, other.Month));

    /// <summary>Whether <paramref name="left"/> is earlier.</summary>
    public static bool operator <(BillMonth left, BillMonth right) => left.CompareTo(right) < 0;

    /// <summary>Whether <paramref name="left"/> is later.</summary>
    public static bool operator >(BillMonth left, BillMonth right) => left.CompareTo(right) > 0;

    /// <summary>Whether <paramref name="left"/> is the same or earlier.</summary>
    public static bool operator <=(BillMonth left, BillMonth right) => left.CompareTo(right) <= 0;

    /// <summary>Whether <paramref name="left"/> is the same or later.</summary>
    public static bool operator >=(BillMonth left, BillMonth right) => left.CompareTo(right) >= 0;

    /// <summary><c>yyyy-MM</c>.</summary>
    public override string ToString() => FirstDay.ToString("yyyy-MM", CultureInfo.InvariantCulture);
}
