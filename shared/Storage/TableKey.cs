using System.Globalization;
using System.Text;

namespace CloudmoreAutotask.Storage;

/// <summary>Makes any text fit for a partition or row key: <c>/ \ # ?</c> and control characters are not allowed there.</summary>
public static class TableKey
{
    private const char Escape = '~';

    // A key holds at most 512 characters everywhere; longer texts keep their start and a hash.
    private const int Longest = 400;

    /// <summary>The text as a key; equal texts give equal keys, different texts different ones.</summary>
    public static string Of(string text)
    {
        var key = new StringBuilder(text.Length);
        foreach (var character in text)
        {
            if (character is '/' or '\\' or '#' or '?' or '%' or Escape || char.IsControl(character))
                key.Append(Escape).Append(((int)character).ToString("X4", CultureInfo.InvariantCulture));
            else
                key.Append(character);
        }

        if (key.Length <= Longest)
            return key.ToString();
        var length = char.IsHighSurrogate(key[Longest - 1]) ? Longest - 1 : Longest;
        return string.Concat(key.ToString(0, length), Escape.ToString(), Fingerprint.Of(text));
    }

    /// <summary>Several texts as one key, joined by <c>|</c>.</summary>
    public static string Of(params IEnumerable<string> parts) => string.Join('|', parts.Select(Of));
}
