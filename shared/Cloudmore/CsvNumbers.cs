using System.Buffers;
using System.Text.RegularExpressions;

namespace CloudmoreAutotask.Cloudmore;

/// <summary>
/// How a file writes its numbers: with a decimal point, as the API does, or with a decimal comma. The whole file decides; a number that could mean two
/// things (<c>1,234</c>) is refused, never guessed.
/// </summary>
internal sealed partial class CsvNumbers
{
    private const string Digits = @"^[+-]?(\d+|\d{1,3}([ \u00A0\u202F'’]\d{3})+)";
    private const string SomeDigits = @"^[+-]?(\d*|\d{1,3}([ \u00A0\u202F'’]\d{3})+)";
    private const string Exponent = @"([eE][+-]?\d+)?";
    private const int Timeout = 1000;

    private static readonly SearchValues<char> OfTheApi = SearchValues.Create("0123456789eE+-.");

    private readonly Reading reading;

    private CsvNumbers(Reading reading) => this.reading = reading;

    private enum Reading
    {
        Point,
        Comma,
        Doubtful,
    }

    /// <summary>Decides for a file.</summary>
    /// <param name="texts">All its numbers.</param>
    public static CsvNumbers Of(IEnumerable<string> texts)
    {
        var (points, commas, groups) = (false, false, false);
        foreach (var text in texts)
        {
            points |= IsPoint(text);
            commas |= IsComma(text);
            groups |= CouldBeGroup().IsMatch(text) && text.Contains(',', StringComparison.Ordinal);
        }

        // Where both occur, the documented form counts and the others are refused.
        return new CsvNumbers(points ? Reading.Point : commas ? Reading.Comma : groups ? Reading.Doubtful : Reading.Point);
    }

    /// <summary>The number as the API writes it; unusable when it is none, or doubtful.</summary>
    public RawField Read(string text)
    {
        if (Whole().IsMatch(text))
            return new RawField(WithoutGroups(text, '.'));
        if (CouldBeGroup().IsMatch(text))
        {
            var isDecimal = text.Contains('.', StringComparison.Ordinal) ? reading == Reading.Point : reading == Reading.Comma;
            return isDecimal ? new RawField(text.Replace(',', '.')) : new RawField($"{text} (a decimal or a thousands separator?)", Usable: false);
        }

        return reading switch
        {
            Reading.Point when IsPoint(text) => new RawField(WithoutGroups(text, '.')),
            Reading.Comma when IsComma(text) => new RawField(WithoutGroups(text, ',')),
            _ => new RawField(text, Usable: false),
        };
    }

    /// <summary>Whether the text can only be a number with a decimal point.</summary>
    private static bool IsPoint(string text) => !CouldBeGroup().IsMatch(text) && (Point().IsMatch(text) || CommaGroups().IsMatch(text));

    /// <summary>Whether the text can only be a number with a decimal comma.</summary>
    private static bool IsComma(string text) => !CouldBeGroup().IsMatch(text) && (Comma().IsMatch(text) || PointGroups().IsMatch(text));

    /// <summary>A number that is written as the API does stays as it is.</summary>
    private static string WithoutGroups(string text, char decimalSign) => decimalSign == '.' && !text.AsSpan().ContainsAnyExcept(OfTheApi)
        ? text
        : string.Concat(text.Where(character => char.IsAsciiLetterOrDigit(character) || character is '+' or '-' || character == decimalSign)).Replace(',', '.');

    [GeneratedRegex(Digits + Exponent + "$", RegexOptions.ExplicitCapture, Timeout)]
    private static partial Regex Whole();

    /// <summary>One separator before exactly three digits, which parts decimals or thousands; a leading zero rules out thousands.</summary>
    [GeneratedRegex(@"^[+-]?[1-9]\d{0,2}[.,]\d{3}$", RegexOptions.ExplicitCapture, Timeout)]
    private static partial Regex CouldBeGroup();

    [GeneratedRegex(SomeDigits + @"\.\d+" + Exponent + "$", RegexOptions.ExplicitCapture, Timeout)]
    private static partial Regex Point();

    [GeneratedRegex(SomeDigits + @",\d+" + Exponent + "$", RegexOptions.ExplicitCapture, Timeout)]
    private static partial Regex Comma();

    /// <summary><c>1,234.50</c> or <c>1,234,567</c>.</summary>
    [GeneratedRegex(@"^[+-]?\d{1,3}((,\d{3})+\.\d+|(,\d{3}){2,})$", RegexOptions.ExplicitCapture, Timeout)]
    private static partial Regex CommaGroups();

    /// <summary><c>1.234,50</c> or <c>1.234.567</c>.</summary>
    [GeneratedRegex(@"^[+-]?\d{1,3}((\.\d{3})+,\d+|(\.\d{3}){2,})$", RegexOptions.ExplicitCapture, Timeout)]
    private static partial Regex PointGroups();
}
