using CloudmoreAutotask.Billing;

namespace CloudmoreAutotask.Ledger;

/// <summary>What the last proof of a month found. The product makes one by itself for each run that wrote in the month; one that a person asked for since takes its place.</summary>
public sealed record KeptProof
{
    /// <summary>The bill month.</summary>
    public required BillMonth Month { get; init; }

    /// <summary>The run whose writes were proven last.</summary>
    public required string RunId { get; init; }

    /// <summary>Which writes it speaks of (<see cref="MonthWrites.Stamp"/>); empty while they could not be proven.</summary>
    public required string Stamp { get; init; }

    /// <summary>When the product last proved the month by itself, product clock, UTC; null when it has not yet.</summary>
    public DateTimeOffset? OwnAt { get; init; }

    /// <summary>When Autotask was read, product clock, UTC; null when it was not yet.</summary>
    public DateTimeOffset? ReadAt { get; init; }

    /// <summary>How many exported subscriptions were compared.</summary>
    public int Compared { get; init; }

    /// <summary>How many of them do not agree.</summary>
    public int Differing { get; init; }

    /// <summary>Why the latest writes could not be proven; null when they were.</summary>
    public string? Problem { get; init; }

    /// <summary>When that was last tried, product clock, UTC; null when nothing stood in the way.</summary>
    public DateTimeOffset? TriedAt { get; init; }

    /// <summary>The result as a sentence.</summary>
    public string Text => MonthProof.Sentence(Compared - Differing, Compared);

    /// <summary>With what another proof found; what could not be proven before is no problem any more.</summary>
    public KeptProof With(MonthProof proof)
    {
        ArgumentNullException.ThrowIfNull(proof);
        return this with { ReadAt = proof.ReadAt, Compared = proof.Compared, Differing = proof.Differences.Count, Problem = null, TriedAt = null };
    }
}
