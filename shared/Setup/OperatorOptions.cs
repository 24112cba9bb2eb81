namespace CloudmoreAutotask.Setup;

/// <summary>Section <c>Operator</c>: who may change things on the page and through its routes.</summary>
public sealed class OperatorOptions
{
    /// <summary>The section's name.</summary>
    public const string Section = "Operator";

    /// <summary>How many characters a key has at least; shorter ones can be guessed.</summary>
    public const int LeastKeyLength = 24;

    /// <summary>The key that every change asks for. Without one nothing can be changed; an export runs all the same.</summary>
    [OptionalSecret]
    public Secret Key { get; set; } = new("");
}
