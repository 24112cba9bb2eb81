using System.Globalization;
using CloudmoreAutotask.Billing;

namespace CloudmoreAutotask.Ledger;

/// <summary>How far the undoing of an organization bill got.</summary>
public enum UndoState
{
    /// <summary>Its plan waits for a person's word; the bill goes on as if nothing had been asked.</summary>
    Planned,

    /// <summary>Its plan was approved and is being written: from here on the bill is not exported.</summary>
    Begun,

    /// <summary>It is done; the bill is not exported until somebody replays it.</summary>
    Done,
}

/// <summary>That an organization bill is to be taken back, or was (README, "Take a bill back"). A replay takes it away.</summary>
public sealed record BillUndo
{
    /// <summary>What a person does to have the bill exported after all.</summary>
    public const string Action = "Replay the bill to export it again.";

    /// <summary>The bill month.</summary>
    public required BillMonth Month { get; init; }

    /// <summary>Cloudmore's organization id.</summary>
    public required string OrganizationId { get; init; }

    /// <summary>The plan that counts; one that was made before it counts no longer.</summary>
    public required string PlanId { get; init; }

    /// <summary>How far it got.</summary>
    public required UndoState State { get; init; }

    /// <summary>Who asked for it.</summary>
    public required string Who { get; init; }

    /// <summary>Why; may be empty.</summary>
    public string Why { get; init; } = "";

    /// <summary>When it was asked for, product clock, UTC.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>When it was done, product clock, UTC; null while it is not.</summary>
    public DateTimeOffset? DoneAt { get; init; }

    /// <summary>What is in its way; null when nothing is.</summary>
    public string? Problem { get; init; }

    /// <summary>Whether the bill is held for it.</summary>
    public bool IsHolding => State != UndoState.Planned;

    /// <summary>Why the bill is held.</summary>
    public string Reason => string.Create(CultureInfo.InvariantCulture, $"Undone by {Who}, asked for on {At:yyyy-MM-dd}{(Why.Length > 0 ? $": {Why.TrimEnd('.')}" : "")}.");
}
