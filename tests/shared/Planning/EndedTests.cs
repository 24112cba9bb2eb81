using CloudmoreAutotask.Autotask.Entities;
using CloudmoreAutotask.Ledger;
using CloudmoreAutotask.Planning;
using CloudmoreAutotask.Setup;
using CloudmoreAutotask.Tests.Billing;
using NUnit.Framework;

namespace CloudmoreAutotask.Tests.Planning;

/// <summary>Export rules, "Writing seats", Ended.</summary>
public sealed class EndedTests
{
    private static readonly ContractState Billing = Actual.Contract(Actual.Seats(10, 20m, 15m));

    [Test]
    public void Plan_BilledLastMonthAndNotNow_IsReportedWithTheContractThatBills()
    {
        var plan = Plan(Billing);

        Assert.That((plan.Outcome, plan.Steps.Count, plan.Exported, plan.Billed), Is.EqualTo((Outcome.Ended, 0, 200m, 0m)));
        Assert.That(plan.Reason, Does.Contain("contract 1 still bills EUR 200.00"));
    }

    [Test]
    public void Plan_TwoContracts_TellsWhatBothStillBill()
    {
        var second = Actual.Contract(Actual.Seats(3, 5m, id: 12)).With(contract => contract with { Id = 2 });

        var plan = new PlanSetup { Previous = [Bills.Line(10, 20m)], Contracts = [Billing, second], Export = { EndedSubscriptions = EndedSubscriptionsChoice.EndContract } }.One();

        Assert.That((plan.Outcome, plan.Steps.Count, plan.Exported), Is.EqualTo((Outcome.Ended, 0, 215m)));
        Assert.That(plan.Reason, Does.Contain("contract 1 still bills EUR 200.00").And.Contain("contract 2 still bills EUR 15.00"));
    }

    [Test]
    public void Plan_LineGoneFromTheMonthOfTheFirstTerm_IsHeldWithWhatTheTermBills()
    {
        var contract = Actual.Yearly(Actual.Term(10, 200m, Actual.October)).With(yearly => yearly with { StartDate = Actual.October });

        var plan = new PlanSetup
        {
            Contracts = [contract],
            Input = input => input with { EarlierSubscriptions = new Dictionary<string, string>(StringComparer.Ordinal) { ["s1"] = "Name of S1" } },
        }.One();

        Assert.That((plan.Outcome, plan.Steps.Count, plan.Exported), Is.EqualTo((Outcome.Held, 0, 2000m)));
        Assert.That(plan.Reason, Does.Contain("bills EUR 2000.00 for the yearly term from 2026-10-01"));
    }

    [Test]
    public void Plan_EndedContractWhosePeriodsArePostedToItsEnd_SaysThatItEndedAndIsSetByThisBill()
    {
        var contract = Actual.Contract(Actual.Seats(10, 20m).Posted(Actual.October, Actual.November, Actual.December)).With(ended => ended with { EndDate = new DateOnly(2026, 12, 31) });

        var plan = Plan(contract, EndedSubscriptionsChoice.EndContract);

        Assert.That((plan.Outcome, plan.Steps.Count, plan.Exported), Is.EqualTo((Outcome.Ended, 0, 200m)));
        Assert.That(plan.Reason, Does.Contain("contract 1 ends with 2026-12-31 and bills EUR 200.00 a month until then"));
        Assert.That(plan.Statements.Select(statement => (statement.Period, statement.Units, statement.IsEnd)), Is.EqualTo(new[] { (new DateOnly(2027, 1, 1), 0, true) }));
    }

    [Test]
    public void Plan_OnlyCreditsLeft_IsEndedWithTheCreditAsTheDifference()
    {
        var plan = new PlanSetup { Lines = [Bills.Line(-2, 20m)], Previous = [Bills.Line(10, 20m)], Contracts = [Billing] }.One();

        Assert.That((plan.Outcome, plan.Billed, plan.Steps.Count), Is.EqualTo((Outcome.Ended, -40m, 0)));
        Assert.That(plan.Reason, Does.Contain("EUR -40.00"));
    }

    [Test]
    public void Plan_ContractThatBillsNothingAnyMore_IsNoEntry() => Assert.That(Setup(Actual.Contract(Actual.Seats(0, 20m))).Plan().Subscriptions, Is.Empty);

    [Test]
    public void Plan_ContractEndedByAPerson_IsNoEntry() =>
        Assert.That(Setup(Billing.With(contract => contract with { EndDate = new DateOnly(2026, 9, 30) })).Plan().Subscriptions, Is.Empty);

    [Test]
    public void Plan_NoContract_IsNoEntry() => Assert.That(new PlanSetup { Previous = [Bills.Line(10, 20m)] }.Plan().Subscriptions, Is.Empty);

    [Test]
    public void Plan_UsageAndOneTimeItemsGone_AreNeverEnded()
    {
        var setup = new PlanSetup { Previous = [Bills.Usage(1, 10m, subscription: "S1"), Bills.Once(1, 10m, "Office", "S1")], Contracts = [Billing], Mappings = [Actual.Mapping()] };

        Assert.That(setup.Plan().Subscriptions, Is.Empty);
    }

    [Test]
    public void Plan_BilledElsewhereNow_IsNeverEnded()
    {
        var setup = Setup(Billing, input: input => input with { BilledElsewhere = new Dictionary<string, string>(StringComparer.Ordinal) { ["s1"] = "Fabrikam (c2)" } });

        Assert.That(setup.Plan().Subscriptions, Is.Empty);
    }

    [Test]
    public void Plan_EndContract_SetsZeroUnitsAndTheEndDateTheDayBefore()
    {
        var plan = Plan(Billing, EndedSubscriptionsChoice.EndContract);

        Assert.That(plan.Steps[0].Adjustment, Is.EqualTo(new NewServiceAdjustment { ContractId = 1, ContractServiceId = 11, UnitChange = -10, EffectiveDate = Actual.October, AdjustedUnitPrice = 20m, AdjustedUnitCost = 15m }));
        Assert.That(plan.Steps[1].ContractChange, Is.EqualTo(new ContractChange { Id = 1, EndDate = new DateOnly(2026, 9, 30) }));
        Assert.That((plan.Outcome, plan.Steps.Count, plan.Exported), Is.EqualTo((Outcome.Ended, 2, 0m)));
    }

    [Test]
    public void Plan_EndContractInAPostedPeriod_EndsWithTheFirstUnpostedOne()
    {
        var plan = Plan(Actual.Contract(Actual.Seats(10, 20m).Posted(Actual.October)), EndedSubscriptionsChoice.EndContract);

        Assert.That(plan.Steps.Select(step => step.Adjustment?.EffectiveDate ?? step.ContractChange!.EndDate), Is.EqualTo(new DateOnly?[] { Actual.November, new DateOnly(2026, 10, 31) }));
        Assert.That(plan.Exported, Is.EqualTo(200m));
    }

    [Test]
    public void Plan_EndContractAgain_DoesNothing()
    {
        var ended = Actual.Contract(Actual.Seats(10, 20m).From(Actual.October, row => row with { Units = 0, Price = 0, Cost = 0 })).With(contract => contract with { EndDate = new DateOnly(2026, 9, 30) });

        Assert.That(Setup(ended, EndedSubscriptionsChoice.EndContract).Plan().Subscriptions, Is.Empty);
    }

    [Test]
    public void Plan_EndContractWithAnotherProductOnIt_IsReportOnly() =>
        AssertReportOnly(Setup(Actual.Contract(Actual.Seats(10, 20m), Actual.Seats(1, 99m, id: 12, service: 900)), EndedSubscriptionsChoice.EndContract));

    [Test]
    public void Plan_EndContractOfAnotherCompany_IsReportOnly() =>
        AssertReportOnly(Setup(Billing.With(contract => contract with { CompanyId = 8 }), EndedSubscriptionsChoice.EndContract));

    [Test]
    public void Plan_EndContractWithTwoContracts_IsReportOnly()
    {
        var setup = new PlanSetup { Previous = [Bills.Line(10, 20m)], Contracts = [Billing, Billing.With(contract => contract with { Id = 2 })], Export = { EndedSubscriptions = EndedSubscriptionsChoice.EndContract } };

        AssertReportOnly(setup);
    }

    [Test]
    public void Plan_EndContractWithALock_IsReportOnly() => AssertReportOnly(Setup(Billing, EndedSubscriptionsChoice.EndContract, Locked));

    [Test]
    public void Plan_EndContractThatIsInactive_IsReportOnly() =>
        AssertReportOnly(Setup(Billing.With(contract => contract with { Status = 0 }), EndedSubscriptionsChoice.EndContract));

    [Test]
    public void Plan_EndContractOfAnotherTypeOrWithAnotherSubscription_IsReportOnly()
    {
        AssertReportOnly(Setup(Billing.With(contract => contract with { ContractType = 1 }), EndedSubscriptionsChoice.EndContract));
        AssertReportOnly(Setup(Billing.With(contract => contract with { UserDefinedFields = [new UserDefinedField("Subscription ID", "S2")] }), EndedSubscriptionsChoice.EndContract));
    }

    [Test]
    public void Plan_EndContractStoppedAfterTheUnits_StillMovesTheEndDate()
    {
        var plan = Plan(Actual.Contract(Actual.Seats(10, 20m).From(Actual.October, row => row with { Units = 0, Price = 0, Cost = 0 })), EndedSubscriptionsChoice.EndContract);

        Assert.That(plan.Steps.Single().ContractChange, Is.EqualTo(new ContractChange { Id = 1, EndDate = new DateOnly(2026, 9, 30) }));
        Assert.That((plan.Outcome, plan.Exported), Is.EqualTo((Outcome.Ended, 0m)));
    }

    [Test]
    public void Plan_EndContractStoppedInAPostedPeriod_EndsAfterIt()
    {
        var stopped = Actual.Seats(10, 20m).Posted(Actual.October).From(Actual.November, row => row with { Units = 0, Price = 0, Cost = 0 });

        var plan = Plan(Actual.Contract(stopped), EndedSubscriptionsChoice.EndContract);

        Assert.That(plan.Steps.Single().ContractChange, Is.EqualTo(new ContractChange { Id = 1, EndDate = new DateOnly(2026, 10, 31) }));
        Assert.That((plan.Outcome, plan.Exported), Is.EqualTo((Outcome.Ended, 200m)));
    }

    [Test]
    public void Plan_EndedInAPostedPeriod_SaysThatTheContractEnds()
    {
        var ended = Actual.Contract(Actual.Seats(10, 20m).Posted(Actual.October)).With(contract => contract with { EndDate = new DateOnly(2026, 10, 31) });

        var plan = Plan(ended, EndedSubscriptionsChoice.EndContract);

        Assert.That((plan.Outcome, plan.Steps.Count, plan.Exported), Is.EqualTo((Outcome.Ended, 0, 200m)));
        Assert.That(plan.Reason, Does.Contain("ends with 2026-10-31").And.Not.Contain("a month"));
    }

    [Test]
    public void Plan_EndContractWithUnitsOfAnotherProductLater_IsReportOnly() =>
        AssertReportOnly(Setup(
            Actual.Contract(Actual.Seats(10, 20m), Actual.Seats(0, 99m, id: 12, service: 900).From(Actual.December, row => row with { Units = 3 })), EndedSubscriptionsChoice.EndContract));

    [Test]
    public void Plan_ChargesOfASubscriptionGoneFromAChangedBill_AreWantedAtZero()
    {
        var plan = Setup(WithCharge()).One();

        Assert.That((plan.Steps.Single().Kind, plan.Steps.Single().ChargeChange!.UnitPrice, plan.Exported), Is.EqualTo((StepKind.ChangeCharge, 0m, 200m)));
    }

    [Test]
    public void Plan_ChargesOnAConflictOrUnderALock_AreLeft()
    {
        var second = Billing.With(contract => contract with { Id = 2 });

        AssertReportOnly(new PlanSetup { Previous = [Bills.Line(10, 20m)], Contracts = [WithCharge(), second] }, 405m);
        AssertReportOnly(Setup(WithCharge().With(contract => contract with { CompanyId = 8 })), 205m);
        AssertReportOnly(Setup(WithCharge(), input: Locked), 205m);
    }

    [Test]
    public void Plan_UsageGoneFromAChangedBill_IsWantedAtZeroAndNotEnded()
    {
        var contract = Actual.Contract() with { Charges = [Actual.Charge(Actual.Key("s1", null), 5m)] };
        var setup = new PlanSetup
        {
            Contracts = [contract],
            Input = input => input with { EarlierSubscriptions = new Dictionary<string, string>(StringComparer.Ordinal) { ["s1"] = "Name of S1" } },
        };

        var plan = setup.One();

        Assert.That((plan.Outcome, plan.Steps.Single().Kind, plan.Exported), Is.EqualTo((Outcome.Updated, StepKind.ChangeCharge, 0m)));
    }

    private static ContractState WithCharge() => Billing with { Charges = [Actual.Charge(Actual.Key("s1", "P1", "D"), 5m)] };

    private static PlanningInput Locked(PlanningInput input) =>
        input with { Locks = new Dictionary<string, SubscriptionLock>(StringComparer.Ordinal) { ["s1"] = new("s1", "Ada", "asked to", null) } };

    private static void AssertReportOnly(PlanSetup setup, decimal? exported = null)
    {
        var plan = setup.One();

        Assert.That((plan.Outcome, plan.Steps.Count), Is.EqualTo((Outcome.Ended, 0)));
        Assert.That(plan.Exported, Is.EqualTo(exported ?? plan.Exported));
    }

    private static SubscriptionPlan Plan(ContractState contract, EndedSubscriptionsChoice choice = EndedSubscriptionsChoice.Report) => Setup(contract, choice).One();

    private static PlanSetup Setup(ContractState contract, EndedSubscriptionsChoice choice = EndedSubscriptionsChoice.Report, Func<PlanningInput, PlanningInput>? input = null) => new()
    {
        Previous = [Bills.Line(10, 20m)],
        Contracts = [contract],
        Export = { EndedSubscriptions = choice },
        Input = input ?? (same => same),
    };
}
