using System.Text.RegularExpressions;

namespace CloudmoreAutotask.Autotask.Calls;

/// <summary>The texts that say what a status does not. Source: Autotask facts, "Status codes" and "Limits".</summary>
internal static partial class ErrorTexts
{
    private const int MostTexts = 10;
    private const int LongestText = 1000;

    /// <summary>The thread limit, or the hour's (whose exact words are not published).</summary>
    public static bool SayTooManyCalls(string text) =>
        Has(text, "Itgenatr005") || Has(text, "thread threshold") || (Has(text, "request") && Has(text, "threshold") && (Has(text, "exceed") || Has(text, "over")));

    /// <summary>A missing right.</summary>
    public static bool SayForbidden(string text) => Has(text, "adequate permissions");

    /// <summary>A locked API user.</summary>
    public static bool SayLocked(string text) => Has(text, "user account has been locked");

    /// <summary>The database gave up on a lock or a time limit: no rule was broken, and the call may be repeated where that is safe.</summary>
    public static bool SayDatabaseBusy(string text) => Has(text, "timeout period elapsed") || Has(text, "deadlock victim");

    /// <summary>What an HTML page says it is.</summary>
    public static string PageTitle(string html) => TitlePattern().Match(html) is { Success: true } title ? $"HTML page \"{title.Groups["title"].Value}\"" : "HTML page";

    /// <summary>Texts on one line each, short enough to be kept.</summary>
    public static IReadOnlyList<string> Tidy(IEnumerable<string> texts) =>
        [.. texts.Select(text => Cut(BlankPattern().Replace(text, " ").Trim())).Where(text => text.Length > 0).Take(MostTexts)];

    private static string Cut(string text)
    {
        if (text.Length <= LongestText)
            return text;
        var length = char.IsHighSurrogate(text[LongestText - 1]) ? LongestText - 1 : LongestText;
        return text[..length] + "…";
    }

    private static bool Has(string text, string words) => text.Contains(words, StringComparison.OrdinalIgnoreCase);

    [GeneratedRegex(@"<title[^>]*>(?<title>[^<]*)</title>", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex TitlePattern();

    [GeneratedRegex(@"[\s\p{Cc}]+", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex BlankPattern();
}
