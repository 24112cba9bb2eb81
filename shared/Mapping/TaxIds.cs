namespace CloudmoreAutotask.Mapping;

/// <summary>Tax ids as they are compared: letters and digits only, in upper case. Cloudmore has no field for one; brokers keep it in a custom property of any name.</summary>
internal static class TaxIds
{
    private const int Shortest = 7;
    private const int Longest = 20;
    private const int FewestDigits = 6;

    /// <summary>The tax id without spaces, points and dashes; null when the text is none.</summary>
    public static string? Plain(string? text)
    {
        var plain = string.Concat((text ?? "").Where(char.IsLetterOrDigit)).ToUpperInvariant();
        return plain.Length is >= Shortest and <= Longest && plain.Count(char.IsAsciiDigit) >= FewestDigits ? plain : null;
    }

    /// <summary>The values that may be a tax id, parted by spaces; null when there are none.</summary>
    public static string? Among(IEnumerable<string?> values)
    {
        var found = values.Select(Plain).OfType<string>().Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).ToList();
        return found.Count == 0 ? null : string.Join(' ', found);
    }
}
