using CloudmoreAutotask.Autotask.Entities;
using CloudmoreAutotask.Ledger;
using CloudmoreAutotask.Planning;
using CloudmoreAutotask.Tests.Billing;
using NUnit.Framework;

namespace CloudmoreAutotask.Tests.Planning;

/// <summary>Export rules, "The contract": the end date is moved on, or the subscription is held.</summary>
public sealed class ContractEndTests
{
    private static readonly DateOnly EndOfSeptember = new(2026, 9, 30);

    [Test]
    public void Plan_EndIsTheDayBeforeThePeriod_IsMovedOnFirst()
    {
        var plan = Plan(Actual.Contract(Until(EndOfSeptember, 10)), EndOfSeptember);

        Assert.That(plan.Steps.Single().ContractChange, Is.EqualTo(new ContractChange { Id = 1, EndDate = new DateOnly(2029, 9, 30) }));
        Assert.That(plan.Outcome, Is.EqualTo(Outcome.Updated));
    }

    [Test]
    public void Plan_EndWithUnitsFurtherBack_IsHeld()
    {
        var end = new DateOnly(2026, 8, 31);

        var plan = Plan(Actual.Contract(Until(end, 10)), end);

        Assert.That((plan.Outcome, plan.Steps.Count), Is.EqualTo((Outcome.Held, 0)));
        Assert.That(plan.Reason, Does.Contain("ended on 2026-08-31 with units"));
    }

    [Test]
    public void Plan_EndWithoutUnitsFurtherBack_IsMovedOn()
    {
        var end = new DateOnly(2026, 5, 31);

        Assert.That(Plan(Actual.Contract(Until(end, 0)), end).Steps.Single().ContractChange!.EndDate, Is.EqualTo(new DateOnly(2029, 9, 30)));
    }

    [Test]
    public void Plan_NoUnitsWantedAfterTheEnd_LeavesTheEnd()
    {
        var contract = Actual.Contract(Until(EndOfSeptember, 10)).With(found => found with { EndDate = EndOfSeptember });

        var plan = new PlanSetup { Lines = [Bills.Line(0, 20m)], Contracts = [contract] }.One();

        Assert.That((plan.Outcome, plan.Steps.Count, plan.Exported), Is.EqualTo((Outcome.Unchanged, 0, 0m)));
    }

    [Test]
    public void Plan_EndInsideThePeriod_IsLeft()
    {
        var end = new DateOnly(2026, 10, 31);

        Assert.That(Plan(Actual.Contract(Until(end, 10)), end), Has.Property("Outcome").EqualTo(Outcome.Unchanged));
    }

    [Test]
    public void Plan_DeferredChangeBeyondTheEnd_MovesItOn()
    {
        var end = new DateOnly(2026, 10, 31);

        var plan = Plan(Actual.Contract(Until(end, 8).Posted(Actual.October)), end);

        Assert.That((plan.Outcome, plan.Steps.Single().ContractChange!.EndDate), Is.EqualTo((Outcome.Deferred, (DateOnly?)new DateOnly(2029, 10, 31))));
    }

    [Test]
    public void Plan_ChargeAfterTheEnd_MovesItOn()
    {
        var contract = Actual.Contract().With(contract => contract with { EndDate = EndOfSeptember, ContractNumber = "CM-A1", UserDefinedFields = [new UserDefinedField("Subscription ID", "A1")] });

        var plan = new PlanSetup { Lines = [Bills.Usage(1, 10m)], Contracts = [contract] }.One();

        Assert.That(plan.Steps.Select(step => step.Kind), Is.EqualTo(new[] { StepKind.ChangeContract, StepKind.CreateCharge }));
    }

    [TestCase(36, 1, "2029-09-30")]
    [TestCase(1, 1, "2026-10-31")]
    [TestCase(6, 12, "2027-09-30")]
    public void EndFor_Months_AreNeverLessThanOnePeriod(int contractMonths, int periodMonths, string end) =>
        Assert.That(ContractEnd.EndFor(Actual.October, contractMonths, periodMonths).ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture), Is.EqualTo(end));

    private static ContractServiceState Until(DateOnly end, int units)
    {
        var all = Actual.Seats(units, 20m);
        return all with { Rows = [.. all.Rows.Where(row => row.StartDate <= end)] };
    }

    private static SubscriptionPlan Plan(ContractState contract, DateOnly end) =>
        new PlanSetup { Lines = [Bills.Line(10, 20m)], Contracts = [contract.With(found => found with { EndDate = end })] }.One();
}
