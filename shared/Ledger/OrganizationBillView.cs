using CloudmoreAutotask.Billing;
using CloudmoreAutotask.Mapping;

namespace CloudmoreAutotask.Ledger;

/// <summary>An organization bill with all that explains its numbers: lines, rule, writes, contract.</summary>
/// <param name="Bill">The bill as in the list of its month.</param>
/// <param name="Company">The organization's company; null while nothing is known of it.</param>
/// <param name="Subscriptions">Its subscriptions, by name.</param>
/// <param name="SwitchedOff">Money of services that are not exported by choice, by service name.</param>
/// <param name="Undo">That a person takes the bill back, or did; null when nobody asked.</param>
public sealed record OrganizationBillView(
    BillView Bill, CompanyMapping? Company, IReadOnlyList<SubscriptionView> Subscriptions, IReadOnlyDictionary<string, decimal> SwitchedOff, UndoView? Undo);

/// <summary>The undoing of an organization bill.</summary>
/// <param name="State">How far it got.</param>
/// <param name="Who">Who asked for it.</param>
/// <param name="Why">Why; may be empty.</param>
/// <param name="At">When it was asked for, product clock, UTC.</param>
/// <param name="PlanId">Its plan, as routes name it.</param>
/// <param name="Problem">What is in its way; null when nothing is.</param>
public sealed record UndoView(UndoState State, string Who, string Why, DateTimeOffset At, string PlanId, string? Problem);

/// <summary>A subscription of an organization bill: why its number is what it is.</summary>
public sealed record SubscriptionView
{
    /// <summary>The key within the bill.</summary>
    public required string Key { get; init; }

    /// <summary>The subscription's name.</summary>
    public required string Name { get; init; }

    /// <summary>The currency of the amounts.</summary>
    public required string Currency { get; init; }

    /// <summary>How it ended; null while it was not worked on.</summary>
    public Outcome? Outcome { get; init; }

    /// <summary>The sum of its billing lines.</summary>
    public required decimal Billed { get; init; }

    /// <summary>What Autotask holds for it.</summary>
    public required decimal Exported { get; init; }

    /// <summary>Billed less exported.</summary>
    public decimal Difference => Billed - Exported;

    /// <summary>Why billed and exported differ, or why it waits.</summary>
    public string Reason { get; init; } = "";

    /// <summary>What a person does about it; empty when nobody needs to.</summary>
    public string Action { get; init; } = "";

    /// <summary>The Autotask contract; null when there is none.</summary>
    public long? ContractId { get; init; }

    /// <summary>The plan that waits for a person, as routes name it; null when none does.</summary>
    public string? PlanId { get; init; }

    /// <summary>The lock in force; null when there is none.</summary>
    public SubscriptionLock? Lock { get; init; }

    /// <summary>Its billing lines as Cloudmore reports them, by billing date.</summary>
    public required IReadOnlyList<BillingLine> Lines { get; init; }

    /// <summary>What the export rules make of the lines.</summary>
    public required IReadOnlyList<RuleView> Rules { get; init; }

    /// <summary>What was written for it in Autotask, the oldest first.</summary>
    public required IReadOnlyList<WriteView> Writes { get; init; }
}

/// <summary>One line of Autotask as the export rules make it.</summary>
/// <param name="Product">The product.</param>
/// <param name="Rule">The rule in words.</param>
/// <param name="Quantity">The quantity.</param>
/// <param name="UnitPrice">Price per unit; null where the amount has none of its own.</param>
/// <param name="Amount">What goes to Autotask, to the cent.</param>
/// <param name="Difference">Why it differs from the lines; empty when it does not.</param>
public sealed record RuleView(string Product, string Rule, decimal Quantity, decimal? UnitPrice, decimal Amount, string Difference);

/// <summary>A write in Autotask.</summary>
/// <param name="Kind">What was written.</param>
/// <param name="Key">Its natural key.</param>
/// <param name="At">When the call began, real time, UTC.</param>
/// <param name="State">How far it got.</param>
/// <param name="ItemId">The row that Autotask named, where it did.</param>
/// <param name="Note">What it overwrote; null for nothing.</param>
public sealed record WriteView(Planning.StepKind Kind, string Key, DateTimeOffset At, IntentState State, long? ItemId, string? Note);
