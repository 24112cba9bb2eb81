using System.Globalization;
using CloudmoreAutotask.Billing;

namespace CloudmoreAutotask.Ledger;

/// <summary>What Autotask says of a month when it is read back in bulk, compared with the ledger to the cent.</summary>
public sealed record MonthProof
{
    /// <summary>The month.</summary>
    public required BillMonth Month { get; init; }

    /// <summary>When Autotask was read, product clock, UTC.</summary>
    public required DateTimeOffset ReadAt { get; init; }

    /// <summary>How many exported subscriptions were compared.</summary>
    public required int Compared { get; init; }

    /// <summary>How many of them agree.</summary>
    public int Agreeing => Compared - Differences.Count;

    /// <summary>Whether all agree.</summary>
    public bool IsProven => Differences.Count == 0;

    /// <summary>The result as a sentence.</summary>
    public string Text => Sentence(Agreeing, Compared);

    /// <summary>What the product found when it last proved the month by itself, or a person asked for it; null when neither has been.</summary>
    public KeptProof? Last { get; init; }

    /// <summary>Those that do not agree, the largest first.</summary>
    public required IReadOnlyList<ProofDifference> Differences { get; init; }

    /// <summary>Contracts that carry a subscription id the bills no longer know, and still bill the customer.</summary>
    public required IReadOnlyList<HuntedContract> Forgotten { get; init; }

    /// <summary>Subscriptions that are billed and have no contract.</summary>
    public required IReadOnlyList<HuntedSubscription> WithoutContract { get; init; }

    /// <summary>Inactive contracts that still bill the customer.</summary>
    public required IReadOnlyList<HuntedContract> Inactive { get; init; }

    internal static string Sentence(int agreeing, int compared) => string.Create(CultureInfo.InvariantCulture, $"{agreeing} of {compared} agree");
}

/// <summary>A subscription on which ledger and Autotask do not agree.</summary>
/// <param name="OrganizationId">Cloudmore's organization id.</param>
/// <param name="OrganizationName">Its name.</param>
/// <param name="SubscriptionKey">The subscription.</param>
/// <param name="SubscriptionName">Its name.</param>
/// <param name="ContractId">Its contract.</param>
/// <param name="Currency">The currency of the amounts.</param>
/// <param name="Ledger">What was exported.</param>
/// <param name="Autotask">What Autotask says now; null when its contract cannot be found.</param>
/// <param name="Reason">Why they differ, as far as can be told.</param>
public sealed record ProofDifference(
    string OrganizationId, string OrganizationName, string SubscriptionKey, string SubscriptionName, long ContractId, string Currency, decimal Ledger, decimal? Autotask, string Reason);

/// <summary>A contract that somebody should look at.</summary>
/// <param name="ContractId">The contract.</param>
/// <param name="ContractName">Its name.</param>
/// <param name="Subscription">The subscription id that it carries.</param>
/// <param name="Yearly">What it bills in a year as it stands, in the company's currency.</param>
public sealed record HuntedContract(long ContractId, string ContractName, string Subscription, decimal Yearly);

/// <summary>A subscription that somebody should look at.</summary>
/// <param name="OrganizationId">Cloudmore's organization id.</param>
/// <param name="OrganizationName">Its name.</param>
/// <param name="SubscriptionName">The subscription's name.</param>
/// <param name="Outcome">Why it has no contract.</param>
/// <param name="Currency">The currency of the amount.</param>
/// <param name="Yearly">Twelve times what the month bills.</param>
public sealed record HuntedSubscription(string OrganizationId, string OrganizationName, string SubscriptionName, Outcome Outcome, string Currency, decimal Yearly);
