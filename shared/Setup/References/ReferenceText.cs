using System.ComponentModel.DataAnnotations;
using System.Globalization;

namespace CloudmoreAutotask.Setup;

/// <summary>Reads a setting that is an id or a name: a text of digits alone is an id.</summary>
internal static class ReferenceText
{
    /// <summary>The id; null when the text is a name.</summary>
    public static long? IdOf(string text) => long.TryParse(text.Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out var id) && id > 0 ? id : null;
}

/// <summary>Refuses a text that is neither an id nor a name: nothing at all, or a number that no record has.</summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class IdOrNameAttribute : ValidationAttribute
{
    public override bool IsValid(object? value) => value is string text
        && !string.IsNullOrWhiteSpace(text)
        && (ReferenceText.IdOf(text) is not null || !decimal.TryParse(text, NumberStyles.Number, CultureInfo.InvariantCulture, out _));
}
