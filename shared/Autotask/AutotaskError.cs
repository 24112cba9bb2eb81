namespace CloudmoreAutotask.Autotask;

/// <summary>Why Autotask did not do what was asked.</summary>
public enum AutotaskErrorKind
{
    /// <summary>It refused the sign-in: wrong credentials, a locked API user, or a tenant that moved to another zone. Nothing was done.</summary>
    SignIn,

    /// <summary>The API user may not do this. Nothing was done.</summary>
    Forbidden,

    /// <summary>Too many calls at once or in the hour. Nothing was done.</summary>
    TooManyCalls,

    /// <summary>It said no, in words: a rule of its own, a wrong value, a malformed query. Nothing was done.</summary>
    Business,

    /// <summary>There is nothing at that address: a wrong zone, route or verb. Nothing was done.</summary>
    WrongAddress,

    /// <summary>No answer, or one that says nothing (network, time limit, server fault, broken body). A write may have been done.</summary>
    NoAnswer,
}

/// <summary>A failed call as data. It never holds a header, and the credentials are blotted out of its texts.</summary>
/// <param name="Kind">Why it failed.</param>
/// <param name="Status">The HTTP status; null when no answer came.</param>
/// <param name="Texts">Autotask's own words, or what went wrong on the way.</param>
/// <param name="Entity">The entity, for instance <c>Contracts</c>.</param>
/// <param name="Method">The HTTP method.</param>
/// <param name="RetryAfter">How long Autotask asked to wait, when it did.</param>
public sealed record AutotaskError(
    AutotaskErrorKind Kind, int? Status, IReadOnlyList<string> Texts, string Entity, string Method, TimeSpan? RetryAfter = null)
{
    /// <summary>The texts as one line.</summary>
    public string Words => string.Join(" ", Texts);
}
