namespace CloudmoreAutotask.Functions.Access;

/// <summary>A request that cannot be used because of one field.</summary>
/// <param name="field">The field.</param>
/// <param name="message">What is wrong with it, and what it must be.</param>
public sealed class InputException(string field, string message) : Exception(message)
{
    /// <summary>The field.</summary>
    public string Field { get; } = field;
}

/// <summary>A request for something that is not there.</summary>
public sealed class NotThereException(string message) : Exception(message);
