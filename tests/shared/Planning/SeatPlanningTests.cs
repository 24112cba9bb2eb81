using CloudmoreAutotask.Autotask.Entities;
using CloudmoreAutotask.Ledger;
using CloudmoreAutotask.Planning;
using CloudmoreAutotask.Setup;
using CloudmoreAutotask.Tests.Billing;
using NUnit.Framework;

namespace CloudmoreAutotask.Tests.Planning;

/// <summary>Export rules, "Writing seats": desired, actual, and one adjustment or none.</summary>
public sealed class SeatPlanningTests
{
    [Test]
    public void Plan_Equal_IsUnchangedAndConfirmsTheStatement()
    {
        var plan = Plan(Actual.Seats(10, 20m, 15m));

        Assert.That((plan.Outcome, plan.Steps.Count, plan.Exported), Is.EqualTo((Outcome.Unchanged, 0, 200m)));
        Assert.That(plan.Statements, Is.EqualTo(new[] { new UnitsStatement(11, "P1", Actual.October, 10, 20m, 15m) }));
    }

    [TestCase(8, "20", "15", 2)]
    [TestCase(12, "20", "15", -2)]
    [TestCase(10, "19", "15", 0)]
    [TestCase(10, "20", "14", 0)]
    public void Plan_DifferentUnitsPriceOrCost_IsOneAdjustmentWithTheDeltaAndBothPrices(int units, string price, string cost, int change)
    {
        var plan = Plan(Actual.Seats(units, Money(price), Money(cost)));

        Assert.That(plan.Steps.Single().Adjustment, Is.EqualTo(new NewServiceAdjustment
        {
            ContractId = 1,
            ContractServiceId = 11,
            UnitChange = change,
            EffectiveDate = Actual.October,
            AdjustedUnitPrice = 20m,
            AdjustedUnitCost = 15m,
        }));
        Assert.That((plan.Outcome, plan.Exported, plan.Steps.Single().Money), Is.EqualTo((Outcome.Updated, 200m, 200m - (units * Money(price)))));
    }

    [Test]
    public void Plan_CostsThatCannotBeSeen_AreNotADifference() =>
        Assert.That(Plan(Actual.Seats(10, 20m).From(Actual.January, row => row with { Cost = null })).Steps, Is.Empty);

    [Test]
    public void Plan_ContractAnchoredInMidMonth_AdjustsOnItsPeriodStart()
    {
        var start = new DateOnly(2026, 1, 15);
        var service = new ContractServiceState(11, 500, [.. Enumerable.Range(0, 12).Select(month => Actual.Row(start.AddMonths(month), start.AddMonths(month + 1).AddDays(-1), 8, 160m, 120m))]);

        var plan = Plan(Actual.Contract(service).With(contract => contract with { StartDate = start }));

        Assert.That(plan.Steps.Single().Adjustment!.EffectiveDate, Is.EqualTo(new DateOnly(2026, 10, 15)));
    }

    [Test]
    public void Plan_PeriodSplitByAPerson_TakesTheRowThatCoversTheStart()
    {
        var change = new DateOnly(2026, 10, 11);
        var service = new ContractServiceState(11, 500, [Actual.Row(Actual.October, change, 10, 64.52m, 48.39m), Actual.Row(change, Actual.November.AddDays(-1), 10, 135.48m, 101.61m)]);

        var plan = Plan(service);

        Assert.That((plan.Outcome, plan.Steps.Count), Is.EqualTo((Outcome.Unchanged, 0)));
    }

    [Test]
    public void Plan_ServiceThatNeverHadARow_CountsAsZero() =>
        Assert.That(Plan(new ContractServiceState(11, 500, [])).Steps.Single().Adjustment!.UnitChange, Is.EqualTo(10));

    [Test]
    public void Plan_NoRowBecauseWeWroteZero_CountsAsZero()
    {
        var service = new ContractServiceState(11, 500, [Actual.Row(Actual.January, Actual.September.AddDays(-1), 10, 200m, 150m)]);

        var plan = Plan(Actual.Contract(service), written: [PlanSetup.Said(0, 20m, Actual.September)]);

        Assert.That(plan.Steps.Single().Adjustment!.UnitChange, Is.EqualTo(10));
    }

    [Test]
    public void Plan_NoRowAndNobodyKnowsWhy_IsReadAfreshAndHeld()
    {
        var had = new ContractServiceState(11, 500, [Actual.Row(Actual.January, Actual.September.AddDays(-1), 10, 200m, 150m)]);
        var stale = Actual.Contract(new ContractServiceState(11, 500, [])) with { IsFresh = false };

        foreach (var plan in new[] { Plan(had), Plan(stale), Plan(Actual.Contract(had), written: [PlanSetup.Said(10, 20m, Actual.September)]) })
            Assert.That((plan.Outcome, plan.Steps.Count, plan.NeedsFreshRead), Is.EqualTo((Outcome.Held, 0, true)));
    }

    [Test]
    public void Plan_ProductThatLeftTheBill_IsWantedAtZeroAtItsLastPrice()
    {
        var plan = new PlanSetup
        {
            Lines = [Bills.Line(10, 20m)],
            Contracts = [Actual.Contract(Actual.Seats(10, 20m), Actual.Seats(4, 5m, 3m, id: 12, service: 501))],
            Catalogue = new ServiceCatalogue(true, [PlanSetup.Service(500, "P1"), PlanSetup.Service(501, "P2")]),
        }.One();

        var step = plan.Steps.Single();
        Assert.That(step.Adjustment, Is.EqualTo(new NewServiceAdjustment { ContractId = 1, ContractServiceId = 12, UnitChange = -4, EffectiveDate = Actual.October, AdjustedUnitPrice = 5m, AdjustedUnitCost = 3m }));
        Assert.That((step.TargetUnits, plan.Exported), Is.EqualTo((0, 200m)));
    }

    [Test]
    public void Plan_AdoptedServiceWhoseProductLeft_IsWantedAtZeroToo()
    {
        var plan = new PlanSetup
        {
            Lines = [Bills.Line(1, 5m, product: "P2")],
            Contracts = [Actual.Contract(Actual.Seats(10, 20m, service: 900))],
            Catalogue = new ServiceCatalogue(true, [PlanSetup.Service(501, "P2")]),
            Mappings = [Actual.Mapping()],
        }.One();

        Assert.That(plan.Steps.Select(step => (step.Adjustment!.ContractServiceId, step.Adjustment.UnitChange)), Is.EquivalentTo(new[] { ((long?)null, 1), (11, -10) }));
    }

    [Test]
    public void Plan_ServiceOfAPersonOnOurContract_IsLeftAlone()
    {
        var plan = new PlanSetup { Lines = [Bills.Line(10, 20m)], Contracts = [Actual.Contract(Actual.Seats(10, 20m), Actual.Seats(1, 99m, id: 12, service: 900))] }.One();

        Assert.That((plan.Outcome, plan.Steps.Count), Is.EqualTo((Outcome.Unchanged, 0)));
    }

    [Test]
    public void Plan_HeldProduct_KeepsItsUnits()
    {
        var plan = new PlanSetup { Lines = [Bills.Line(9.5m, 20m)], Contracts = [Actual.Contract(Actual.Seats(10, 20m))] }.One();

        Assert.That((plan.Outcome, plan.Steps.Count, plan.Exported), Is.EqualTo((Outcome.Held, 0, 200m)));
    }

    [Test]
    public void Plan_WriteThatNeverShowed_IsNotSentAgain()
    {
        var plan = Plan(Actual.Contract(Actual.Seats(8, 20m, 15m)), written: [PlanSetup.Said(10, 20m, Actual.October, 15m) with { IsStatement = false, NeverShown = true }]);

        Assert.That((plan.Outcome, plan.Steps.Count, plan.Exported), Is.EqualTo((Outcome.Held, 0, 160m)));
    }

    [Test]
    public void Plan_AdjustmentWasRefused_KeepsAutotasksWords()
    {
        var plan = new PlanSetup
        {
            Lines = [Bills.Line(10, 20m)],
            Contracts = [Actual.Contract(Actual.Seats(8, 20m))],
            Input = input => input with { Refused = new Dictionary<string, string>(StringComparer.Ordinal) { ["adjust:s1|p1|2026-10-01"] = "not today" } },
        }.One();

        Assert.That((plan.Outcome, plan.Steps.Count, plan.Exported), Is.EqualTo((Outcome.Refused, 0, 160m)));
        Assert.That(plan.Reason, Does.Contain("not today"));
    }

    [TestCase(ManualEditsChoice.Overwrite, Outcome.Updated, 1)]
    [TestCase(ManualEditsChoice.Keep, Outcome.Unchanged, 0)]
    [TestCase(ManualEditsChoice.Hold, Outcome.Held, 0)]
    public void Plan_UnitsChangedByAPerson_GoByTheSetting(ManualEditsChoice choice, Outcome outcome, int steps)
    {
        var plan = Plan(Actual.Contract(Actual.Seats(12, 20m, 15m)), choice, [PlanSetup.Said(10, 20m, Actual.September, 15m)]);

        Assert.That((plan.Outcome, plan.Steps.Count), Is.EqualTo((outcome, steps)));
        Assert.That(string.Join(' ', plan.Notes) + plan.Reason, Does.Contain("12 units instead of 10"));
    }

    [Test]
    public void Plan_PriceChangedByAPerson_IsFound()
    {
        var plan = Plan(Actual.Contract(Actual.Seats(10, 18m, 15m)), ManualEditsChoice.Hold, [PlanSetup.Said(10, 20m, Actual.September, 15m)]);

        Assert.That(plan.Outcome, Is.EqualTo(Outcome.Held));
        Assert.That(plan.Reason, Does.Contain("180.00 instead of 200.00"));
    }

    [TestCase(ManualEditsChoice.Overwrite, Outcome.Deferred, 1)]
    [TestCase(ManualEditsChoice.Keep, Outcome.Unchanged, 0)]
    [TestCase(ManualEditsChoice.Hold, Outcome.Held, 0)]
    public void Plan_UnitsChangedLaterInsideThePeriod_GoByTheSettingFromTheNextPeriodOn(ManualEditsChoice choice, Outcome outcome, int steps)
    {
        var change = new DateOnly(2026, 10, 11);
        var service = new ContractServiceState(11, 500, [Actual.Row(Actual.October, change, 10, 64.52m, 48.39m), Actual.Row(change, Actual.November.AddDays(-1), 12, 162.58m, 121.94m), Actual.Row(Actual.November, Actual.December.AddDays(-1), 12, 240m, 180m)]);

        var plan = Plan(Actual.Contract(service), choice, [PlanSetup.Said(10, 20m, Actual.October, 15m)]);

        Assert.That((plan.Outcome, plan.Steps.Count), Is.EqualTo((outcome, steps)));
        Assert.That(string.Join(' ', plan.Notes) + plan.Reason, Does.Contain("12 units instead of 10 from 2026-10-11"));
    }

    [Test]
    public void Plan_BillChangedAndNobodyElse_IsNoManualEdit()
    {
        var plan = Plan(Actual.Contract(Actual.Seats(8, 20m, 15m)), ManualEditsChoice.Hold, [PlanSetup.Said(8, 20m, Actual.September, 15m)]);

        Assert.That((plan.Outcome, plan.Notes.Count), Is.EqualTo((Outcome.Updated, 0)));
    }

    [Test]
    public void Plan_LockedSubscription_IsHeldWithWhoWhyAndUntilWhen()
    {
        var plan = new PlanSetup
        {
            Lines = [Bills.Line(10, 20m)],
            Contracts = [Actual.Contract(Actual.Seats(8, 20m))],
            Input = input => input with { Locks = new Dictionary<string, SubscriptionLock>(StringComparer.Ordinal) { ["s1"] = new("s1", "Ada", "agreed price", new DateOnly(2026, 12, 31)) } },
        }.One();

        Assert.That((plan.Outcome, plan.Steps.Count, plan.Exported), Is.EqualTo((Outcome.Held, 0, 160m)));
        Assert.That(plan.Reason, Does.Contain("Ada").And.Contain("agreed price").And.Contain("2026-12-31"));
    }

    private static SubscriptionPlan Plan(ContractServiceState service) => Plan(Actual.Contract(service));

    private static SubscriptionPlan Plan(ContractState contract, ManualEditsChoice edits = ManualEditsChoice.Overwrite, params IReadOnlyList<WrittenUnits> written) =>
        new PlanSetup { Lines = [Bills.Line(10, 20m, 15m)], Contracts = [contract], Written = written, Export = { ManualEdits = edits } }.One();

    private static decimal Money(string text) => decimal.Parse(text, System.Globalization.CultureInfo.InvariantCulture);
}
