using System.Globalization;

namespace CloudmoreAutotask.Simulators.Autotask.Writing;

/// <summary>Days and instants as text, both ways.</summary>
internal static class FieldText
{
    /// <summary>
    /// The server reads a time as UTC and keeps the day it has there, five hours behind: midnight UTC is the day before. A plain day stays.
    /// Source: Autotask facts, sections 4.5 ("time part") and 7.1 ("Dates").
    /// </summary>
    private static readonly TimeSpan ServerOffset = TimeSpan.FromHours(-5);

    public static DateOnly? ReadWrittenDay(string text)
    {
        if (ReadDay(text) is { } day)
            return day;
        return ReadInstant(text) is { } instant ? DateOnly.FromDateTime(instant.ToOffset(ServerOffset).DateTime) : null;
    }

    public static DateOnly? ReadDay(string text) =>
        DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) ? day : null;

    public static DateTimeOffset? ReadInstant(string text) =>
        text is [_, _, _, _, '-', ..]
        && DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var instant)
            ? instant
            : null;

    public static string Write(DateTimeOffset instant) => instant.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);

    public static string Write(DateOnly day, string suffix) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture) + suffix;
}
