namespace CloudmoreAutotask.Autotask;

/// <summary>What became of a write.</summary>
public enum WriteResult
{
    /// <summary>Autotask said yes.</summary>
    Accepted,

    /// <summary>Autotask said no, in words; nothing was written.</summary>
    Refused,

    /// <summary>Autotask did not take the call (too many calls); nothing was written.</summary>
    NotTaken,

    /// <summary>No answer, or one that says nothing: it may have been written. Only the state tells.</summary>
    Unanswered,
}

/// <summary>The answer to a write. A write is never sent twice by the client; the caller reads the state and decides anew.</summary>
/// <param name="Result">What became of it.</param>
/// <param name="ItemId">The new or changed row; null for service adjustments, even when accepted.</param>
/// <param name="Texts">Autotask's own words, or what went wrong on the way.</param>
/// <param name="RetryAfter">How long Autotask asked to wait, when it did.</param>
public sealed record WriteAnswer(WriteResult Result, long? ItemId, IReadOnlyList<string> Texts, TimeSpan? RetryAfter = null)
{
    /// <summary>The texts as one line.</summary>
    public string Words => string.Join(" ", Texts);
}
