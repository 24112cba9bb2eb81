using CloudmoreAutotask.Billing;
using CloudmoreAutotask.Ledger;
using CloudmoreAutotask.Planning;
using CloudmoreAutotask.Setup;
using CloudmoreAutotask.Tests.Billing;
using NUnit.Framework;

namespace CloudmoreAutotask.Tests.Planning;

/// <summary>Export rules, "Writing seats": closed periods, and bills that speak for a span of periods only.</summary>
public sealed class DeferralTests
{
    [Test]
    public void Plan_PostedPeriod_ChangesTheNextOpenOneAndNamesTheMoney()
    {
        var plan = Plan(Actual.Seats(8, 20m).Posted(Actual.October));

        Assert.That((plan.Outcome, plan.Steps.Single().Adjustment!.EffectiveDate, plan.Steps.Single().Adjustment!.UnitChange), Is.EqualTo((Outcome.Deferred, Actual.November, 2)));
        Assert.That((plan.Exported, plan.Steps.Single().Money), Is.EqualTo((160m, 0m)));
        Assert.That(plan.Reason, Does.Contain("EUR 160.00 instead of EUR 200.00"));
        Assert.That(plan.Action, Does.StartWith("Bill EUR 40.00 by hand"));
    }

    [Test]
    public void Plan_PostedPeriodThatBillsTooMuch_AsksForACredit() =>
        Assert.That(Plan(Actual.Seats(12, 20m).Posted(Actual.October)).Action, Does.StartWith("Credit EUR 40.00 by hand"));

    [Test]
    public void Plan_TwoPostedPeriods_TakesTheFirstOpenOne() =>
        Assert.That(Plan(Actual.Seats(8, 20m).Posted(Actual.October, Actual.November)).Steps.Single().Adjustment!.EffectiveDate, Is.EqualTo(Actual.December));

    [Test]
    public void Plan_PostedPeriodThatIsRight_IsUnchanged() => Assert.That(Plan(Actual.Seats(10, 20m).Posted(Actual.October)).Outcome, Is.EqualTo(Outcome.Unchanged));

    [Test]
    public void Plan_PostedPeriodAndNextOneIsRightAlready_IsDeferredWithoutAStep()
    {
        var plan = Plan(Actual.Seats(8, 20m).From(Actual.November, row => row with { Units = 10, Price = 200m }).Posted(Actual.October));

        Assert.That((plan.Outcome, plan.Steps.Count, plan.Statements.Single().Period), Is.EqualTo((Outcome.Deferred, 0, Actual.November)));
    }

    [Test]
    public void Plan_DateThatAutotaskClosed_GoesToTheNextPeriod()
    {
        var plan = Plan(Actual.Seats(8, 20m), [PlanSetup.Said(0, 0, Actual.October) with { IsStatement = false, Closed = "second adjustment refused" }]);

        Assert.That((plan.Outcome, plan.Steps.Single().Adjustment!.EffectiveDate), Is.EqualTo((Outcome.Deferred, Actual.November)));
    }

    [TestCase(true, Outcome.Deferred)]
    [TestCase(false, Outcome.Held)]
    public void Plan_RowsBeginAfterAClosedPeriod_CountAsNoneOnlyWhenThisBillBeganThem(bool isOurs, Outcome outcome)
    {
        var began = Actual.Seats(10, 20m) with { Rows = [.. Actual.Seats(10, 20m).Rows.Where(row => row.StartDate >= Actual.November)] };

        var plan = new PlanSetup
        {
            Lines = [Bills.Line(10, 20m)],
            Contracts = [Actual.Contract(began)],
            Written = [PlanSetup.Said(0, 0, Actual.October) with { IsStatement = false, Closed = "second adjustment refused" }],
            Input = input => isOurs ? input with { Adjusted = new HashSet<(string, long)> { ("adjust:s1|p1|2026-11-01", 1) } } : input,
        }.One();

        Assert.That((plan.Outcome, plan.Steps.Count, plan.Exported), Is.EqualTo((outcome, 0, 0m)));
    }

    [Test]
    public void Plan_DeferralThatUsedUpADate_DefersALaterChangeThereAgain()
    {
        var used = PlanSetup.Said(8, 20m, Actual.October, by: new BillMonth(2026, 9)) with { Closed = "used by the bill of 2026-09" };

        var plan = Plan(Actual.Seats(8, 20m), [used]);

        Assert.That((plan.Outcome, plan.Steps.Single().Adjustment!.EffectiveDate), Is.EqualTo((Outcome.Deferred, Actual.November)));
    }

    [Test]
    public void Plan_OpenPeriodAheadWasNotRead_IsReadBeforeItIsTakenForRight()
    {
        var octoberOnly = Actual.Seats(3, 5m, id: 12, service: 501).Posted(Actual.October);
        octoberOnly = octoberOnly with { Rows = [UnitRows.Covering(octoberOnly.Rows, Actual.October)!] };
        var plan = new PlanSetup
        {
            Lines = [Bills.Line(8, 20m)],
            Contracts = [Actual.Contract(Actual.Seats(8, 20m), octoberOnly) with { IsFresh = false }],
            Catalogue = new ServiceCatalogue(true, [PlanSetup.Service(500, "P1"), PlanSetup.Service(501, "P2")]),
        }.One();

        Assert.That((plan.Outcome, plan.Steps.Count, plan.NeedsFreshRead), Is.EqualTo((Outcome.Deferred, 0, true)));
    }

    [Test]
    public void Plan_NextRecordedBill_IsNotReached()
    {
        var plan = Plan(Actual.Seats(8, 20m).Posted(Actual.October), [], next: new BillMonth(2026, 11));

        Assert.That((plan.Outcome, plan.Steps.Count, plan.Exported), Is.EqualTo((Outcome.Deferred, 0, 160m)));
        Assert.That(plan.Reason, Does.Contain("EUR 160.00 instead of EUR 200.00"));
    }

    [Test]
    public void Plan_NextRecordedBillLater_LeavesThePeriodsBefore() =>
        Assert.That(Plan(Actual.Seats(8, 20m).Posted(Actual.October), [], next: new BillMonth(2026, 12)).Steps.Single().Adjustment!.EffectiveDate, Is.EqualTo(Actual.November));

    [Test]
    public void Plan_OpenPeriodOfItsOwn_IsWrittenThoughALaterBillIsRecorded() =>
        Assert.That(Plan(Actual.Seats(8, 20m), [], next: new BillMonth(2026, 11)).Outcome, Is.EqualTo(Outcome.Updated));

    [Test]
    public void Plan_NewerBillWroteTheService_IsDeferredWithoutAStep()
    {
        var plan = Plan(Actual.Seats(8, 20m), [PlanSetup.Said(12, 20m, Actual.November)], next: new BillMonth(2026, 11));

        Assert.That((plan.Outcome, plan.Steps.Count, plan.Exported), Is.EqualTo((Outcome.Deferred, 0, 160m)));
        Assert.That(plan.Reason, Does.Contain("newer bill"));
    }

    [Test]
    public void Plan_NewerBillWroteTheContract_AddsNoProductBeforeIt()
    {
        var plan = new PlanSetup
        {
            Lines = [Bills.Line(10, 20m), Bills.Line(3, 5m, product: "P2")],
            Contracts = [Actual.Contract(Actual.Seats(10, 20m))],
            Catalogue = new ServiceCatalogue(true, [PlanSetup.Service(500, "P1"), PlanSetup.Service(501, "P2")]),
            Written = [PlanSetup.Said(10, 20m, Actual.November)],
            Input = input => input with { NextBills = new Dictionary<string, BillMonth>(StringComparer.Ordinal) { ["s1"] = new(2026, 11) } },
        }.One();

        Assert.That((plan.Outcome, plan.Steps.Count, plan.Exported), Is.EqualTo((Outcome.Deferred, 0, 200m)));
        Assert.That(plan.Reason, Does.Contain("EUR 0.00 instead of EUR 15.00"));
    }

    [Test]
    public void Plan_NewerBillConfirmedWhatThisOneSays_IsUnchanged() =>
        Assert.That(Plan(Actual.Seats(10, 20m), [PlanSetup.Said(10, 20m, Actual.November)]).Outcome, Is.EqualTo(Outcome.Unchanged));

    [Test]
    public void Plan_ClosedPeriodsCharge_ChargesWhatThePeriodBillsWrongly()
    {
        var plan = Plan(Actual.Seats(8, 20m).Posted(Actual.October), [], closed: ClosedPeriodsChoice.Charge);

        Assert.That(plan.Steps.Select(step => step.Kind), Is.EqualTo(new[] { StepKind.AdjustUnits, StepKind.CreateCharge }));
        Assert.That(plan.Steps[1].Charge, Has.Property("InternalPurchaseOrderNumber").EqualTo(Actual.Key("s1", "P1", "P")).And.Property("UnitPrice").EqualTo(40m));
        Assert.That((plan.Outcome, plan.Exported), Is.EqualTo((Outcome.Deferred, 200m)));
    }

    [Test]
    public void Plan_ClosedPeriodWithOnlyAnotherCost_IsNotCharged()
    {
        var plan = new PlanSetup
        {
            Lines = [Bills.Line(10, 20m, 15m)],
            Contracts = [Actual.Contract(Actual.Seats(10, 20m, 14m).Posted(Actual.October))],
            Export = { ClosedPeriods = ClosedPeriodsChoice.Charge },
        }.One();

        Assert.That(plan.Steps.Select(step => step.Kind), Is.EqualTo(new[] { StepKind.AdjustUnits }));
    }

    private static SubscriptionPlan Plan(
        ContractServiceState service, IReadOnlyList<WrittenUnits>? written = null, BillMonth? next = null, ClosedPeriodsChoice closed = ClosedPeriodsChoice.Report) => new PlanSetup
        {
            Lines = [Bills.Line(10, 20m)],
            Contracts = [Actual.Contract(service)],
            Written = written ?? [],
            Export = { ClosedPeriods = closed },
            Input = input => next is { } month ? input with { NextBills = new Dictionary<string, BillMonth>(StringComparer.Ordinal) { ["s1"] = month } } : input,
        }.One();
}
