namespace CloudmoreAutotask.Ledger;

/// <summary>What a person did on the page or through its routes.</summary>
public sealed record AuditEntry
{
    /// <summary>Who did it: the account that signed in, else the name that was given with the key.</summary>
    public required string Who { get; init; }

    /// <summary>When it was asked for, real time, UTC.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>What was done, such as <c>approve plan</c>.</summary>
    public required string Action { get; init; }

    /// <summary>What it was done to.</summary>
    public required string Subject { get; init; }

    /// <summary>Why, in the person's words; may be empty.</summary>
    public string Why { get; init; } = "";

    /// <summary>What came of it: <c>asked</c> until it ended, then <c>done</c> or why it was not.</summary>
    public required string Result { get; init; }
}
