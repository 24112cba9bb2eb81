using CloudmoreAutotask.Billing;
using CloudmoreAutotask.Planning;

namespace CloudmoreAutotask.Ledger;

/// <summary>A plan as a person decides on it: what Autotask holds now, what it will hold, and the steps in between.</summary>
public sealed record PlanView
{
    /// <summary>The plan's id.</summary>
    public required string Id { get; init; }

    /// <summary>The bill month.</summary>
    public required BillMonth Month { get; init; }

    /// <summary>Cloudmore's organization id.</summary>
    public required string OrganizationId { get; init; }

    /// <summary>The organization's name.</summary>
    public required string OrganizationName { get; init; }

    /// <summary>When it was made, product clock, UTC.</summary>
    public required DateTimeOffset MadeAt { get; init; }

    /// <summary>After when it is made anew, product clock, UTC.</summary>
    public required DateTimeOffset ExpiresAt { get; init; }

    /// <summary>Why nobody can decide on it any more; null while somebody can.</summary>
    public string? Over { get; init; }

    /// <summary>What a person decided; null while nobody did.</summary>
    public Approval? Decision { get; init; }

    /// <summary>The subscriptions that it writes for, by name.</summary>
    public required IReadOnlyList<PlannedSubscription> Subscriptions { get; init; }

    /// <summary>Who asked to take the bill back, and why; null for a plan that exports it.</summary>
    public PlanUndo? Undo { get; init; }

    /// <summary>What stopped an undo, or why it was planned anew; null for nothing.</summary>
    public string? Problem { get; init; }

    /// <summary>What an undo leaves to a person, with the steps.</summary>
    public IReadOnlyList<NotUndoneView> NotUndone { get; init; } = [];

    /// <summary>How many subscriptions it leaves as they are.</summary>
    public required int Untouched { get; init; }
}

/// <summary>What a plan does for one subscription.</summary>
/// <param name="Key">The subscription.</param>
/// <param name="Name">Its name.</param>
/// <param name="Currency">The currency of the amounts.</param>
/// <param name="Billed">The sum of its billing lines.</param>
/// <param name="Now">What Autotask holds for it now.</param>
/// <param name="Then">What Autotask will hold.</param>
/// <param name="Steps">The steps, in order.</param>
public sealed record PlannedSubscription(string Key, string Name, string Currency, decimal Billed, decimal Now, decimal Then, IReadOnlyList<PlannedStep> Steps);

/// <summary>What an undo leaves to a person.</summary>
/// <param name="Key">The subscription.</param>
/// <param name="Name">Its name.</param>
/// <param name="Currency">The currency of the money.</param>
/// <param name="What">What it is, and why it cannot be taken back.</param>
/// <param name="Action">The steps for a person.</param>
/// <param name="Money">What the bill month bills for it; 0 where nothing hangs on it.</param>
/// <param name="IsNote">Whether it needs nobody and is told for completeness.</param>
public sealed record NotUndoneView(string Key, string Name, string Currency, string What, string Action, decimal Money, bool IsNote);

/// <summary>A step of a plan.</summary>
/// <param name="Kind">What it writes.</param>
/// <param name="Text">What it does.</param>
/// <param name="Money">What it makes Autotask bill more, less when negative.</param>
public sealed record PlannedStep(StepKind Kind, string Text, decimal Money);
