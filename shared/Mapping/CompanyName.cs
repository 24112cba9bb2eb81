namespace CloudmoreAutotask.Mapping;

/// <summary>Company names as they are compared for likeness.</summary>
internal static class CompanyName
{
    private static readonly HashSet<string> LegalForms = new(StringComparer.Ordinal)
    {
        "ab", "ag", "aps", "as", "asa", "bv", "bvba", "co", "company", "corp", "corporation", "doo", "eood", "gmbh", "inc", "incorporated", "kft", "kg", "lda", "limited", "llc", "llp", "lp",
        "ltd", "nv", "oü", "oy", "oyj", "plc", "pte", "pty", "sa", "sarl", "sas", "se", "sia", "sl", "spa", "sprl", "spzoo", "srl", "sro", "uab", "ug", "zrt",
    };

    /// <summary>The words of a name in lower case and in alphabetical order, without its legal form; where nothing else is left, with it.</summary>
    public static string Words(string name)
    {
        var words = name.ToLowerInvariant().Replace("&", " and ", StringComparison.Ordinal).Split([' ', ',', ';', '-', '–', '(', ')'], StringSplitOptions.RemoveEmptyEntries)
            .Select(word => string.Concat(word.Where(char.IsLetterOrDigit)))
            .Where(word => word.Length > 0)
            .ToList();
        var telling = words.Where(word => !LegalForms.Contains(word)).ToList();
        return string.Join(' ', (telling.Count > 0 ? telling : words).Order(StringComparer.Ordinal));
    }
}
