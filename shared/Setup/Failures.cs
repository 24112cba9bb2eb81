namespace CloudmoreAutotask.Setup;

/// <summary>A failure that only a person can end (a setting, a right, a secret). It is not retried; work goes on by itself once the cause is gone.</summary>
/// <remarks>Export rules, "What keeps it safe", three kinds of failure. The third kind, a defect, is any other exception.</remarks>
public sealed class MustFixException(string message, Exception? inner = null) : Exception(message, inner)
{
    /// <summary>Whether an API refused the sign-in, so that no further call may be made until the secret changes.</summary>
    public bool SignInStopped { get; init; }

    /// <summary>The field of a request that is at fault, as the request names it; null when the failure is about something else.</summary>
    public string? Field { get; init; }

    /// <summary>Whether the failure is that what a request names is not there.</summary>
    public bool IsMissing { get; init; }
}

/// <summary>A failure that passes by itself (no answer, too many calls). The queue tries again later.</summary>
public sealed class TryLaterException(string message, Exception? inner = null) : Exception(message, inner)
{
    /// <summary>How long to wait, when that is known: the work is postponed by it, and that does not count as a failed try. Null when the queue decides.</summary>
    public TimeSpan? RetryAfter { get; init; }
}
