using CloudmoreAutotask.Billing;
using CloudmoreAutotask.Ledger;

namespace CloudmoreAutotask.Tests.Export.Brokers.Rules;

/// <summary>One organization bill in work.</summary>
/// <param name="Bill">The bill.</param>
/// <param name="CompanyId">The organization's company; null when it has none.</param>
/// <param name="Tenant">What Autotask holds; the rules write into it.</param>
/// <param name="Today">The day of the run.</param>
internal sealed record BillInWork(RecordedBill Bill, long? CompanyId, ExpectedTenant Tenant, DateOnly Today)
{
    public BillMonth Month => Bill.Month;

    /// <summary>The contracts that carry a subscription, by their field or by their number.</summary>
    public List<ExpectedContract> Carrying(string key) => Tenant.Contracts.FindAll(contract => Same(contract.SubscriptionId, key) || Same(contract.Number, $"CM-{key}"));

    public static bool Same(string? one, string other) => string.Equals(one?.Trim(), other, StringComparison.OrdinalIgnoreCase);
}

/// <summary>What became of one subscription of a bill: the worst of its parts.</summary>
internal sealed class SubscriptionResult(string key, BillMonth month)
{
    private readonly List<string> _reasons = [];

    public string Key => key;

    public BillMonth Month => month;

    public Outcome Outcome { get; private set; } = Outcome.Unchanged;

    public string Why => string.Join("; ", _reasons);

    /// <summary>Whether something was written.</summary>
    public bool HasWritten { get; private set; }

    public bool IsWaiting => !Outcome.IsFinal();

    /// <summary>The charges that the bill wants.</summary>
    public List<WantedCharge> Charges { get; } = [];

    public void Worsen(Outcome outcome, string why = "")
    {
        Outcome = Outcomes.Worse(Outcome, outcome);
        HasWritten |= outcome is Outcome.Created or Outcome.Updated;
        if (why.Length > 0)
            _reasons.Add(why);
    }
}
