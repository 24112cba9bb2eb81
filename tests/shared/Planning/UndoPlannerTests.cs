using CloudmoreAutotask.Autotask.Entities;
using CloudmoreAutotask.Billing;
using CloudmoreAutotask.Ledger;
using CloudmoreAutotask.Planning;
using CloudmoreAutotask.Tests.Billing;
using NUnit.Framework;

namespace CloudmoreAutotask.Tests.Planning;

/// <summary>README, "Take a bill back": what is taken back of the bill of October 2026, and what is left to a person.</summary>
public sealed class UndoPlannerTests
{
    private static readonly DateOnly September = new(2026, 9, 1);
    private static readonly string ChargeKey = Actual.Key("a1", null);

    [Test]
    public void Plan_UnitsThatTheBillSet_GoBackToTheBillBefore()
    {
        var one = Undo(With(Seats(12, 21m), PlanSetup.Said(10, 20.60m, September), PlanSetup.Said(12, 21m, Actual.October)));

        var step = one.Steps.Single();
        Assert.That((step.Adjustment!.UnitChange, step.Adjustment.EffectiveDate, step.Adjustment.AdjustedUnitPrice, step.TargetUnits), Is.EqualTo((-2, Actual.October, 20.60m, 10)));
        Assert.That((one.Exported, step.Money), Is.EqualTo((206m, -46m)));
        Assert.That(one.NotUndone, Is.Empty);
    }

    [Test]
    public void Plan_UnitsOnlyFound_AreLeftToTheBillThatSetThem()
    {
        var setup = With(Seats(12, 21m), PlanSetup.Said(12, 21m, September), PlanSetup.Said(12, 21m, Actual.October)) with { Intents = [] };

        var one = Undo(setup);

        Assert.That(one.Steps, Is.Empty);
        Assert.That(one.Statements.Single().By, Is.EqualTo(new BillMonth(2026, 9)));
    }

    [Test]
    public void Plan_AlreadyBack_SaysWhoseWordItIsAndWritesNothing()
    {
        var one = Undo(With(Seats(10, 20.60m), PlanSetup.Said(10, 20.60m, September), PlanSetup.Said(12, 21m, Actual.October)));

        Assert.That((one.Steps.Count, one.NotUndone.Count), Is.EqualTo((0, 0)));
        Assert.That(one.Statements.Single() is { Units: 10, UnitPrice: 20.60m, By: { Month: 9 } }, Is.True);
    }

    [Test]
    public void Plan_NobodyKnowsWhatWasBefore_IsLeftToAPerson()
    {
        var one = Undo(With(Seats(12, 21m), PlanSetup.Said(12, 21m, Actual.October)));

        Assert.That(one.Steps, Is.Empty);
        Assert.That(one.NotUndone.Single().What, Does.Contain("is not known"));
    }

    [TestCase("posted")]
    [TestCase("posted later")]
    [TestCase("changed")]
    [TestCase("changed later")]
    [TestCase("price changed")]
    [TestCase("newer bill")]
    [TestCase("closed")]
    [TestCase("ended")]
    [TestCase("several days")]
    [TestCase("refused")]
    [TestCase("locked")]
    [TestCase("inactive")]
    [TestCase("hidden")]
    public void Plan_SeatsThatCannotBeTakenBack_AreTold(string why)
    {
        var seats = Seats(12, 21m);
        var (said, before) = (PlanSetup.Said(12, 21m, Actual.October), PlanSetup.Said(10, 20.60m, September));
        var setup = why switch
        {
            "posted" => With(Only(seats.Posted(Actual.October)), before, said),
            "posted later" => With(Only(seats.Posted(Actual.November)), before, said),
            "changed" => With(Only(seats.From(Actual.October, row => row with { Units = 13, Price = 273m })), before, said),
            "changed later" => With(Only(seats.From(Actual.December, row => row with { Units = 13, Price = 273m })), before, said),
            "price changed" => With(Only(seats.From(Actual.October, row => row with { Price = 200m })), before, said),
            "newer bill" => With(seats, before, said, PlanSetup.Said(12, 21m, Actual.November)),
            "closed" => With(seats, before, said with { Closed = "duplicate data into contract_service_period" }),
            "ended" => With(seats, before, said with { IsEnd = true }),
            "several days" => With(seats, before, said, PlanSetup.Said(14, 21m, Actual.November, by: Bills.October)),
            "refused" => With(seats, before, said) with { Refused = new Dictionary<string, string> { ["undo:adjust:11|2026-10-01"] = "no" } },
            "locked" => With(seats, before, said) with { Locks = new Dictionary<string, SubscriptionLock> { ["s1"] = new("s1", "Eve", "in dispute", null) } },
            "inactive" => With(Only(seats).With(contract => contract with { Status = 0 }), before, said),
            _ => With(Actual.Contract(), before, said),
        };

        var one = Undo(setup);

        Assert.That(one.Steps, Is.Empty);
        Assert.That(one.NotUndone.Single().Action, Is.Not.Empty);
    }

    [Test]
    public void Plan_UnitsToZero_TakesNoRowForDoneOnlyAfterItsOwnWrite()
    {
        var made = new Intent { StepKey = "contract:s1", SubscriptionKey = "s1", Kind = StepKind.CreateContract, BillHash = "x", StartedAt = default, State = IntentState.Accepted };
        var contract = Actual.Contract(new ContractServiceState(11, 500, [])).With(found => found with { StartDate = Actual.October });
        var setup = With(contract, PlanSetup.Said(12, 21m, Actual.October));
        setup = setup with { Intents = [.. setup.Intents, made] };

        var hidden = Undo(setup);
        var done = Undo(setup with { Adjusted = new HashSet<(string, long)> { ("undo:adjust:11|2026-10-01", 1) } });

        Assert.That(hidden.NotUndone.Select(left => left.What), Has.Some.StartsWith("Somebody changed contract service 11"));
        Assert.That(done.NotUndone.Select(left => left.What), Is.EqualTo(["Contract 1 was made for this bill and stays."]));
        Assert.That((done.Steps.Count, done.Statements.Single().Units), Is.EqualTo((0, 0)));
    }

    [Test]
    public void Plan_OpenCharge_GoesToZero()
    {
        var one = Undo(Charged(Actual.Charge(ChargeKey, 100.10m, cost: 80m), amount: 100.10m));

        var change = one.Steps.Single().ChargeChange!;
        Assert.That((change.Id, change.UnitQuantity * change.UnitPrice, change.UnitCost, one.Exported), Is.EqualTo((21L, 0m, 0m, 0m)));
    }

    [Test]
    public void Plan_ChargeAtZero_IsDone() => Assert.That(Undo(Charged(Actual.Charge(ChargeKey, 0), amount: 100.10m)) is { Steps.Count: 0, NotUndone.Count: 0 }, Is.True);

    [TestCase(true, 100.10, 100.10, "is billed", TestName = "Plan_BilledCharge_IsLeftToAPerson")]
    [TestCase(false, 90, 100.10, "Somebody changed charge 21", TestName = "Plan_ChargeThatAPersonChanged_IsLeftToAPerson")]
    [TestCase(false, 100.10, null, "it is not known", TestName = "Plan_ChargeOfUnknownAmount_IsLeftToAPerson")]
    public void Plan_Charge_IsLeft(bool billed, decimal stands, decimal? written, string what)
    {
        var one = Undo(Charged(Actual.Charge(ChargeKey, stands, billed, cost: 80m), written));

        Assert.That(one.Steps, Is.Empty);
        Assert.That((one.NotUndone.Single().Money, one.NotUndone.Single().What), Is.EqualTo((stands, one.NotUndone.Single().What)));
        Assert.That(one.NotUndone.Single().What, Does.Contain(what));
    }

    [Test]
    public void Hash_TwoUndosOfTheSameSteps_Differ()
    {
        var input = With(Seats(12, 21m), PlanSetup.Said(10, 20.60m, September), PlanSetup.Said(12, 21m, Actual.October));

        var (first, second, again) = (Plan(input, "one"), Plan(input, "two"), Plan(input, "one"));

        Assert.That((first.Hash() == again.Hash(), first.Hash() == second.Hash()), Is.EqualTo((true, false)));
    }

    private static ContractServiceState Seats(int units, decimal price) => Actual.Seats(units, price).From(Actual.January, row => row.StartDate < Actual.October ? row with { Units = 10, Price = 206m } : row);

    private static ContractState Only(ContractServiceState service) => Actual.Contract(service);

    private static Case With(ContractServiceState seats, params WrittenUnits[] written) => With(Only(seats), written);

    private static Case With(ContractState contract, params WrittenUnits[] written) => new(contract, written);

    private static Case Charged(ContractCharge charge, decimal? amount)
    {
        var wrote = new Intent
        {
            StepKey = $"charge:{charge.InternalPurchaseOrderNumber}",
            SubscriptionKey = "s1",
            Kind = StepKind.CreateCharge,
            BillHash = "x",
            StartedAt = default,
            State = IntentState.Accepted,
            Amount = amount,
            CostAmount = amount is null ? null : 80m,
        };
        return new Case(Actual.Contract() with { Charges = [charge] }, []) { Intents = [wrote] };
    }

    private static SubscriptionPlan Undo(Case of) => Plan(of, "run").Subscriptions.Single();

    private static Plan Plan(Case of, string runId)
    {
        var setup = new PlanSetup
        {
            Mappings = [Actual.Mapping()],
            Contracts = [of.Contract],
            Written = of.Written,
            Input = input => input with
            {
                Intents = of.Intents,
                Refused = of.Refused,
                Locks = of.Locks,
                Adjusted = of.Adjusted,
                Saved = new Dictionary<string, SavedOutcome>(StringComparer.Ordinal)
                {
                    ["s1"] = new()
                    {
                        Month = Bills.October,
                        OrganizationId = "c1",
                        OrganizationName = "Contoso",
                        SubscriptionKey = "s1",
                        SubscriptionName = "Name of S1",
                        Outcome = Outcome.Updated,
                        Currency = "EUR",
                        Billed = 0,
                        Exported = 0,
                        ContractId = 1,
                        Hash = "x",
                        RunId = "x",
                        FirstRunId = "x",
                        At = default,
                    },
                },
            },
        };
        return setup.Undo(runId);
    }

    private sealed record Case(ContractState Contract, IReadOnlyList<WrittenUnits> Written)
    {
        public IReadOnlyList<Intent> Intents { get; init; } =
            [new() { StepKey = "adjust:s1|p1|2026-10-01", SubscriptionKey = "s1", Kind = StepKind.AdjustUnits, BillHash = "x", StartedAt = default, State = IntentState.Accepted }];

        public IReadOnlyDictionary<string, string> Refused { get; init; } = new Dictionary<string, string>();

        public IReadOnlyDictionary<string, SubscriptionLock> Locks { get; init; } = new Dictionary<string, SubscriptionLock>();

        public IReadOnlySet<(string StepKey, long ContractId)> Adjusted { get; init; } = new HashSet<(string, long)>();
    }
}
