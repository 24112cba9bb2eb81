using CloudmoreAutotask.Billing;

namespace CloudmoreAutotask.Ledger;

/// <summary>The saved outcome of one subscription in one organization bill: what reports, pages, metrics and exit codes are views of.</summary>
public sealed record SavedOutcome
{
    /// <summary>The bill month.</summary>
    public required BillMonth Month { get; init; }

    /// <summary>Cloudmore's organization id.</summary>
    public required string OrganizationId { get; init; }

    /// <summary>The organization's name.</summary>
    public required string OrganizationName { get; init; }

    /// <summary>The key of the subscription within the bill.</summary>
    public required string SubscriptionKey { get; init; }

    /// <summary>The subscription's name.</summary>
    public required string SubscriptionName { get; init; }

    /// <summary>How it ended.</summary>
    public required Outcome Outcome { get; init; }

    /// <summary>The currency of the amounts.</summary>
    public required string Currency { get; init; }

    /// <summary>The sum of its billing lines.</summary>
    public required decimal Billed { get; init; }

    /// <summary>The sum of its billing lines by currency where there are several; else null.</summary>
    public IReadOnlyDictionary<string, decimal>? BilledByCurrency { get; init; }

    /// <summary>What Autotask holds for it.</summary>
    public required decimal Exported { get; init; }

    /// <summary>Why billed and exported differ, or why it waits.</summary>
    public string Reason { get; init; } = "";

    /// <summary>What a person does about it; empty when nobody needs to.</summary>
    public string Action { get; init; } = "";

    /// <summary>The Autotask contract.</summary>
    public long? ContractId { get; init; }

    /// <summary>Whether it only tells what would be written: the mode writes nothing, or a person has yet to approve it.</summary>
    public bool IsPreview { get; init; }

    /// <summary>The plan that waits for a person's word; null when none does.</summary>
    public string? PlanId { get; init; }

    /// <summary>The content hash of the bill it belongs to.</summary>
    public required string Hash { get; init; }

    /// <summary>The run that saved it.</summary>
    public required string RunId { get; init; }

    /// <summary>The run that found this outcome first; later runs that find the same keep it.</summary>
    public required string FirstRunId { get; init; }

    /// <summary>When it was saved, product clock, UTC.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>Billed less exported.</summary>
    public decimal Difference => Billed - Exported;

    /// <summary>Its money by currency; one entry where its lines have one currency.</summary>
    public IEnumerable<OutcomeAmount> Amounts() => BilledByCurrency is { } several
        // It waits, so what Autotask holds is of an earlier bill or nothing; which of the currencies that was in is not kept.
        ? several.Select((money, index) => new OutcomeAmount(money.Key, money.Value, index == 0 ? Exported : 0))
        : [new OutcomeAmount(Currency, Billed, Exported)];
}

/// <summary>Money of one outcome in one currency. Net of tax.</summary>
/// <param name="Currency">The currency.</param>
/// <param name="Billed">The sum of its billing lines.</param>
/// <param name="Exported">What Autotask holds for them.</param>
public readonly record struct OutcomeAmount(string Currency, decimal Billed, decimal Exported)
{
    /// <summary>Billed less exported.</summary>
    public decimal Difference => Billed - Exported;
}
