using CloudmoreAutotask.Billing;

namespace CloudmoreAutotask.Operating;

/// <summary>Work that failed for good and waits for a replay.</summary>
public sealed record PoisonMessage
{
    /// <summary>What it is chosen by.</summary>
    public required string Id { get; init; }

    /// <summary>The queue that it is sent back to.</summary>
    public required string Queue { get; init; }

    /// <summary>False when its message has expired, so that the ledger alone knows of it.</summary>
    public required bool HasMessage { get; init; }

    /// <summary>The bill month; null when the message cannot be read.</summary>
    public BillMonth? Month { get; init; }

    /// <summary>Cloudmore's organization id; null when the message cannot be read.</summary>
    public string? OrganizationId { get; init; }

    /// <summary>The organization's name; null when it is not known.</summary>
    public string? OrganizationName { get; init; }

    /// <summary>Whether it may be discarded: it has a message, and belongs to no bill, so that nothing is lost with it.</summary>
    public bool MayBeDiscarded => HasMessage && OrganizationId is null;

    /// <summary>When it came to the poison queue, or failed, UTC.</summary>
    public DateTimeOffset? At { get; init; }

    /// <summary>What it failed with last; empty when nothing is known.</summary>
    public string LastError { get; init; } = "";

    /// <summary>The message as it was sent; empty without one.</summary>
    public string Text { get; init; } = "";
}
