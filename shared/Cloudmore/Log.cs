using Microsoft.Extensions.Logging;

namespace CloudmoreAutotask.Cloudmore;

/// <summary>What this part says in the log. No token, password or body is ever logged.</summary>
internal static partial class Log
{
    [LoggerMessage(LogLevel.Warning, "Cloudmore {Method} {Path}: {Reason}; try {Next} follows after {Wait}.")]
    public static partial void Retrying(ILogger log, string method, string path, string reason, int next, TimeSpan wait);

    [LoggerMessage(LogLevel.Debug, "Signed in to Cloudmore; the token lasts {Lifetime}.")]
    public static partial void SignedIn(ILogger log, TimeSpan? lifetime);

    [LoggerMessage(LogLevel.Information, "Cloudmore makes report {Task} of the billing dates {From:yyyy-MM-dd} to {To:yyyy-MM-dd}.")]
    public static partial void ReportAsked(ILogger log, string task, DateOnly from, DateOnly to);

    [LoggerMessage(LogLevel.Information, "Read report {Task}: {Organizations} organizations, {Lines} lines, {Faults} that cannot be used.")]
    public static partial void ReportRead(ILogger log, string task, int organizations, int lines, int faults);

    [LoggerMessage(LogLevel.Warning, "{Source}: {Lines} lines have a billing date outside {From} to {To} and were left out.")]
    public static partial void LinesOutside(ILogger log, string source, int lines, DateOnly from, DateOnly to);

    [LoggerMessage(LogLevel.Information, "Read {File}: {Organizations} organizations, {Lines} lines from {From:yyyy-MM-dd} to {To:yyyy-MM-dd}, {Faults} that cannot be used.")]
    public static partial void CsvRead(ILogger log, string file, int organizations, int lines, int faults, DateOnly from, DateOnly to);

    [LoggerMessage(LogLevel.Warning, "{File}: {Lines} lines are dated after the day of this run, {Day:yyyy-MM-dd}, and were left out.")]
    public static partial void LinesLater(ILogger log, string file, int lines, DateOnly day);

    [LoggerMessage(LogLevel.Warning, "{File} has no column {Columns}; its lines differ there from those that the API would give.")]
    public static partial void CsvColumnsAbsent(ILogger log, string file, string columns);
}
