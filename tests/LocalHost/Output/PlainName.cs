using System.Globalization;
using System.Text;
using Spectre.Console.Rendering;

namespace CloudmoreAutotask.LocalHost.Output;

/// <summary>Makes a name that others chose safe to print: no control characters, no line breaks, not longer than its column.</summary>
public static class PlainName
{
    private const char ZeroWidthNonJoiner = '\u200C';
    private const char ZeroWidthJoiner = '\u200D';

    /// <summary>The name, cut to a width.</summary>
    /// <param name="name">The name.</param>
    /// <param name="width">The width in columns of a terminal; a Chinese character takes two.</param>
    public static string Shorten(string name, int width)
    {
        var safe = Safe(name);
        if (Width(safe) <= width)
            return safe;
        var kept = new StringBuilder();
        var left = width - 1;
        foreach (var character in Characters(safe))
        {
            left -= Width(character);
            if (left < 0)
                break;
            kept.Append(character);
        }

        return kept.Append('…').ToString();
    }

    /// <summary>The text with spaces after it, up to that width.</summary>
    public static string Pad(string text, int width) => text + new string(' ', Math.Max(0, width - Width(text)));

    /// <summary>The text without characters that steer a terminal; white space becomes single spaces.</summary>
    public static string Safe(string text)
    {
        var safe = new StringBuilder(text.Length);
        foreach (var rune in text.EnumerateRunes())
        {
            if (Rune.IsWhiteSpace(rune) || Rune.IsControl(rune))
                safe.Append(' ');
            else if (Rune.GetUnicodeCategory(rune) != UnicodeCategory.Format || rune.Value is ZeroWidthJoiner or ZeroWidthNonJoiner)
                safe.Append(rune);
        }

        return string.Join(' ', safe.ToString().Split(' ', StringSplitOptions.RemoveEmptyEntries));
    }

    private static int Width(string text) => new Segment(text).CellCount();

    private static IEnumerable<string> Characters(string text)
    {
        for (var at = 0; at < text.Length;)
        {
            var length = StringInfo.GetNextTextElementLength(text, at);
            yield return text.Substring(at, length);
            at += length;
        }
    }
}
