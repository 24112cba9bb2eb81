using CloudmoreAutotask.Billing;
using CloudmoreAutotask.Ledger;
using CloudmoreAutotask.Simulators.Autotask;
using CloudmoreAutotask.Simulators.Cloudmore;

namespace CloudmoreAutotask.Tests.Export.Brokers.Rules;

/// <summary>What the rules remember from one run to the next.</summary>
internal sealed class RuleMemory
{
    /// <summary>The bills as they were recorded last.</summary>
    public List<RecordedBill> Bills { get; } = [];

    /// <summary>Which contract each subscription was found on.</summary>
    public List<KnownContract> Contracts { get; } = [];

    /// <summary>The charges that were made.</summary>
    public HashSet<ChargeKey> Made { get; } = [];

    /// <summary>What bills said of contract services.</summary>
    public List<SaidUnits> Said { get; } = [];

    /// <summary>Locked subscriptions, with the last day of the lock.</summary>
    public Dictionary<string, DateOnly?> Locks { get; } = new(StringComparer.Ordinal);

    /// <summary>How the broker's seats shrank by more than the fuse allows, as it was found last; empty when they did not.</summary>
    public string Shrunk { get; set; } = "";

    /// <summary>What a person released of that.</summary>
    public string ReleasedShrunk { get; set; } = "";

    public Dictionary<OutcomeKey, ExpectedOutcome> Outcomes { get; } = [];

    /// <summary>What each charge of ours is for.</summary>
    public ChargeSubjects Subjects { get; } = new();

    public bool IsLocked(string subscription, DateOnly today) => Locks.TryGetValue(subscription, out var until) && (until is null || until >= today);

    private Dictionary<(string Entity, long Id), Identity> Identities { get; } = [];

    /// <summary>The contract with that id.</summary>
    public Identity ContractOf(long id) => IdentityOf("contract", id);

    /// <summary>The contract service with that id.</summary>
    public Identity ServiceOf(long id) => IdentityOf("service", id);

    public RecordedBill? Bill(BillMonth month, string organization) => Bills.Find(bill => bill.Month == month && bill.Organization == organization);

    public KnownContract? Known(string organization, string subscription) => Contracts.Find(known => known.Organization == organization && known.Subscription == subscription);

    /// <summary>Learns the ids of what a run made: the contract of that number, and the contract service of that name on it.</summary>
    public void Learn(ExpectedTenant expected, AutotaskTenant tenant)
    {
        foreach (var contract in expected.Contracts)
        {
            if (contract.Identity.Id is null)
            {
                var made = tenant.AllContracts.LastOrDefault(row => string.Equals(row.Number, contract.Number, StringComparison.OrdinalIgnoreCase) && !Identities.ContainsKey(("contract", row.Id)));
                if (made is null)
                    continue;
                contract.Identity.Id = made.Id;
                Identities[("contract", made.Id)] = contract.Identity;
            }

            var services = tenant.ServicesOf(contract.Identity.Id.Value);
            foreach (var service in contract.Services.Where(service => service.Identity.Id is null))
            {
                var made = services.LastOrDefault(row => !Identities.ContainsKey(("service", row.Id)) && tenant.Value("Services", row.ServiceId, "name") as string == service.ServiceName);
                if (made is null)
                    continue;
                service.Identity.Id = made.Id;
                Identities[("service", made.Id)] = service.Identity;
            }

            Subjects.Learn(contract.Charges, tenant.ChargesOf(contract.Identity.Id.Value));
        }
    }

    private Identity IdentityOf(string entity, long id)
    {
        if (!Identities.TryGetValue((entity, id), out var identity))
            Identities[(entity, id)] = identity = new Identity { Id = id };
        return identity;
    }
}

/// <summary>An organization bill as it was recorded.</summary>
internal sealed record RecordedBill
{
    public required BillMonth Month { get; init; }

    public required string Organization { get; init; }

    public required IReadOnlyList<BrokerLine> Lines { get; init; }

    /// <summary>The content before only its prices changed.</summary>
    public required IReadOnlyList<BrokerLine> Baseline { get; init; }

    /// <summary>Whether only the prices of this past month changed since.</summary>
    public bool IsRepriced { get; init; }

    /// <summary>Whether this content has its final outcomes.</summary>
    public bool IsDone { get; set; }

    /// <summary>What was written for this content, by subscription: created or updated.</summary>
    public Dictionary<string, Outcome> Written { get; } = new(StringComparer.Ordinal);

    /// <summary>What a person released of this very content.</summary>
    public HashSet<string> Released { get; } = new(StringComparer.Ordinal);

    public IReadOnlyList<ExpectedSubscription> Subscriptions => ExpectedSubscription.Of(Lines);

    public bool Bills(string subscription) => Lines.Any(line => ExpectedSubscription.KeyOf(line) == subscription);
}

/// <summary>The contract that a subscription was found on, and the contract service of each of its products.</summary>
internal sealed class KnownContract
{
    public required string Organization { get; init; }

    public required string Subscription { get; init; }

    public required Identity Contract { get; set; }

    public Dictionary<string, Identity> Services { get; } = new(StringComparer.Ordinal);
}

/// <summary>A contract or contract service that may have been made in the run at hand: its id is learnt after it.</summary>
internal sealed class Identity
{
    public long? Id { get; set; }
}

/// <summary>What a bill said of a contract service from a period on.</summary>
/// <param name="Service">The contract service.</param>
/// <param name="Period">The period's first day.</param>
/// <param name="By">The bill.</param>
/// <param name="Units">The units.</param>
/// <param name="UnitPrice">Price per unit.</param>
/// <param name="UnitCost">Cost per unit.</param>
/// <param name="IsEnd">Whether the contract was ended the day before; what it bills from there on nobody changed.</param>
internal sealed record SaidUnits(Identity Service, DateOnly Period, BillMonth By, int Units, decimal UnitPrice, decimal UnitCost, bool IsEnd = false);

internal readonly record struct OutcomeKey(BillMonth Month, string Organization, string Subscription);

/// <summary>The outcome of a subscription in a bill.</summary>
/// <param name="Outcome">The outcome.</param>
/// <param name="Told">What was written when this very content was worked on before: a bill that is worked on again may tell that or that nothing is left to write.</param>
/// <param name="Billed">The sum of its lines.</param>
/// <param name="Exported">What Autotask bills for it.</param>
/// <param name="Why">Why, for people who read a failed test.</param>
/// <param name="HasContract">Whether a contract was found for it.</param>
/// <param name="Bill">The content that it belongs to.</param>
internal sealed record ExpectedOutcome(Outcome Outcome, Outcome? Told, decimal Billed, decimal Exported, string Why, bool HasContract, RecordedBill Bill);
