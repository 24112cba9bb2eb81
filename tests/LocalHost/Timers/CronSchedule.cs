using System.Globalization;

namespace CloudmoreAutotask.LocalHost.Timers;

/// <summary>A timer trigger's schedule: <c>second minute hour day month day-of-week</c>, in UTC. A day has to fit both its day and its day-of-week field.</summary>
/// <remarks>Each field takes <c>*</c>, a number, a range <c>1-5</c>, a step <c>*/15</c> or <c>5-50/15</c>, and lists of these; months and week days also by their English
/// three letters. Source: Azure Functions timer trigger, "NCRONTAB expressions".</remarks>
public sealed class CronSchedule
{
    // A leap day on a given week day comes back within 40 years.
    private const int DaysToSearch = 41 * 366;
    private static readonly string[] MonthNames = ["JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC"];
    private static readonly string[] DayNames = ["SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT"];

    private readonly string text;
    private readonly bool[] seconds;
    private readonly bool[] minutes;
    private readonly bool[] hours;
    private readonly bool[] days;
    private readonly bool[] months;
    private readonly bool[] weekDays;

    private CronSchedule(string text, string[] fields)
    {
        this.text = text;
        seconds = Field(fields[0], 0, 59, []);
        minutes = Field(fields[1], 0, 59, []);
        hours = Field(fields[2], 0, 23, []);
        days = Field(fields[3], 1, 31, []);
        months = Field(fields[4], 1, 12, MonthNames);
        weekDays = Field(fields[5], 0, 6, DayNames);
    }

    /// <summary>Reads a schedule.</summary>
    /// <exception cref="FormatException">The text is no schedule of six fields.</exception>
    public static CronSchedule Parse(string text)
    {
        var fields = text.Split(' ', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        return fields.Length == 6
            ? new CronSchedule(text, fields)
            : throw new FormatException($"The schedule '{text}' has {fields.Length} fields instead of six: second minute hour day month day-of-week, as in '0 0 4 * * *'.");
    }

    /// <summary>The first time of the schedule that is later than <paramref name="after"/>; null when there is none.</summary>
    public DateTimeOffset? Next(DateTimeOffset after)
    {
        var utc = after.UtcDateTime;
        var first = DateOnly.FromDateTime(utc);
        for (var offset = 0; offset < DaysToSearch; offset++)
        {
            var day = first.AddDays(offset);
            if (!Fits(day))
                continue;
            var earliest = offset == 0 ? (int)utc.TimeOfDay.TotalSeconds + 1 : 0;
            if (SecondOfDay(earliest) is { } second)
                return new DateTimeOffset(day.ToDateTime(TimeOnly.MinValue).AddSeconds(second), TimeSpan.Zero);
        }

        return null;
    }

    /// <inheritdoc />
    public override string ToString() => text;

    private bool Fits(DateOnly day) => months[day.Month] && days[day.Day] && weekDays[(int)day.DayOfWeek];

    private int? SecondOfDay(int earliest)
    {
        for (var hour = earliest / 3600; hour < 24; hour++)
        {
            for (var minute = 0; hours[hour] && minute < 60; minute++)
            {
                for (var second = 0; minutes[minute] && second < 60; second++)
                {
                    var found = (hour * 3600) + (minute * 60) + second;
                    if (seconds[second] && found >= earliest)
                        return found;
                }
            }
        }

        return null;
    }

    private static bool[] Field(string field, int lowest, int highest, string[] names)
    {
        var set = new bool[highest + 1];
        foreach (var part in field.Split(','))
        {
            var (from, to, step) = Part(part, lowest, highest, names);
            for (var value = from; value <= to; value += step)
                set[value] = true;
        }

        return set;
    }

    private static (int From, int To, int Step) Part(string part, int lowest, int highest, string[] names)
    {
        var slash = part.Split('/');
        var range = slash[0].Split('-');
        var step = slash.Length == 2 ? Number(slash[1], 1, int.MaxValue / 2, []) : 1;
        var (from, to) = range switch
        {
            ["*"] => (lowest, highest),
            [var single] when slash.Length == 2 => (Number(single, lowest, highest, names), highest),
            [var single] => (Number(single, lowest, highest, names), Number(single, lowest, highest, names)),
            [var left, var right] => (Number(left, lowest, highest, names), Number(right, lowest, highest, names)),
            _ => throw Wrong(part, lowest, highest),
        };
        return slash.Length <= 2 && from <= to ? (from, to, step) : throw Wrong(part, lowest, highest);
    }

    private static int Number(string text, int lowest, int highest, string[] names)
    {
        var named = Array.FindIndex(names, name => name.Equals(text, StringComparison.OrdinalIgnoreCase));
        if (named >= 0)
            return named + lowest;
        var valid = int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= lowest && number <= highest;
        return valid ? number : throw Wrong(text, lowest, highest);
    }

    private static FormatException Wrong(string part, int lowest, int highest) =>
        new($"'{part}' is no part of a schedule; expected are *, numbers from {lowest} to {highest}, ranges (1-5), steps (*/15) and lists of these.");
}
