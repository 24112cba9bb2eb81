using CloudmoreAutotask.Billing;
using CloudmoreAutotask.Ledger;
using CloudmoreAutotask.Planning;
using CloudmoreAutotask.Setup;
using CloudmoreAutotask.Tests.Billing;
using NUnit.Framework;

namespace CloudmoreAutotask.Tests.Planning;

/// <summary>Export rules, "Writing seats", Yearly.</summary>
public sealed class YearlyTests
{
    private static readonly DateOnly March = new(2026, 3, 1);
    private static readonly DateOnly LastOctober = new(2025, 10, 1);
    private static readonly ServiceCatalogue Catalogue = new(true, [PlanSetup.Service(600, "P1", PaymentFrequency.Yearly)]);

    [Test]
    public void Plan_ChangeInMidTerm_IsOneChargeToTheCent()
    {
        var plan = Plan(March, [Yearly(2, 58.33m)]);

        var charge = plan.Steps.Single().Charge!;
        Assert.That((charge.InternalPurchaseOrderNumber, charge.UnitQuantity, charge.UnitPrice), Is.EqualTo((Actual.Key("s1", "P1", "Y"), 1m, 116.66m)));
        Assert.That((plan.Outcome, plan.Exported, plan.Billed), Is.EqualTo((Outcome.Updated, 116.66m, 116.66m)));
    }

    [Test]
    public void Plan_SecondRunOfTheSameMidTermBill_WritesNothing()
    {
        var plan = Plan(March, [Yearly(2, 58.33m)], contract => contract with { Charges = [Actual.Charge(Actual.Key("s1", "P1", "Y"), 116.66m)] });

        Assert.That((plan.Outcome, plan.Steps.Count, plan.Exported), Is.EqualTo((Outcome.Unchanged, 0, 116.66m)));
    }

    [TestCase("999.99", Outcome.Updated)]
    [TestCase("1000.00", Outcome.Held)]
    [TestCase("2000.00", Outcome.Held)]
    public void Plan_MidTermAmountOfHalfATerm_IsHeld(string amount, Outcome outcome)
    {
        var plan = Plan(March, [Yearly(1, decimal.Parse(amount, System.Globalization.CultureInfo.InvariantCulture))]);

        Assert.That((plan.Outcome, plan.Steps.Count), Is.EqualTo((outcome, outcome == Outcome.Held ? 0 : 1)));
    }

    [Test]
    public void Plan_MidTermHeld_LeavesTheChargeOfAnEarlierVersion()
    {
        var plan = Plan(March, [Yearly(1, 1500m)], contract => contract with { Charges = [Actual.Charge(Actual.Key("s1", "P1", "Y"), 116.66m)] });

        Assert.That((plan.Outcome, plan.Steps.Count, plan.Exported), Is.EqualTo((Outcome.Held, 0, 116.66m)));
    }

    [Test]
    public void Plan_MidTermHoldChoice_IsHeld() =>
        Assert.That(Plan(March, [Yearly(1, 100m)], choice: YearlyMidTermChoice.Hold), Has.Property("Outcome").EqualTo(Outcome.Held).And.Property("Steps").Empty);

    [Test]
    public void Plan_RenewalWithoutALineForOneOfItsProducts_IsHeldWithTheTerm()
    {
        var catalogue = new ServiceCatalogue(true, [PlanSetup.Service(600, "P1", PaymentFrequency.Yearly), PlanSetup.Service(601, "P2", PaymentFrequency.Yearly)]);
        var other = Actual.Term(3, 50m, Actual.October, service: 601) with { Id = 12 };
        var contract = Actual.Yearly(Actual.Term(10, 200m, Actual.October), other).With(contract => contract with { StartDate = LastOctober });

        var plan = new PlanSetup { Lines = [Yearly(10, 200m)], Contracts = [contract], Catalogue = catalogue }.One();

        Assert.That((plan.Outcome, plan.Steps.Count, plan.Exported), Is.EqualTo((Outcome.Held, 0, 2150m)));
        Assert.That(plan.Reason, Does.Contain("contract service 12 bills 3 units").IgnoreCase);
    }

    [Test]
    public void Plan_MidTermOfAnUnknownTerm_IsHeld() =>
        Assert.That(Plan(March, [Yearly(1, 100m)], contract => contract with { Services = [] }).Outcome, Is.EqualTo(Outcome.Held));

    [Test]
    public void Plan_Renewal_SetsUnitsAndPrice()
    {
        var plan = Plan(LastOctober, [Yearly(12, 210m)], contract => contract with
        {
            Services = [new ContractServiceState(11, 600, [Actual.Row(LastOctober, Actual.October.AddDays(-1), 10, 2000m, 0), Actual.Row(Actual.October, new DateOnly(2027, 9, 30), 10, 2000m, 0)])],
        });

        var adjustment = plan.Steps.Single().Adjustment!;
        Assert.That((adjustment.UnitChange, adjustment.AdjustedUnitPrice, adjustment.EffectiveDate), Is.EqualTo((2, 210m, Actual.October)));
        Assert.That(plan.Exported, Is.EqualTo(2520m));
    }

    [Test]
    public void Plan_RenewalMonthWithoutALine_IsHeld()
    {
        var plan = Plan(LastOctober, [], contract => contract with { Services = [Actual.Term(10, 200m, Actual.October)] });

        Assert.That((plan.Outcome, plan.Steps.Count, plan.Exported), Is.EqualTo((Outcome.Held, 0, 2000m)));
        Assert.That(plan.Action, Does.Contain("2026-09-30"));
    }

    [Test]
    public void Plan_MonthInsideTheTermWithoutALine_IsNothing() =>
        Assert.That(Setup(March, []).Plan().Subscriptions, Is.Empty);

    [Test]
    public void Plan_MidTermLineGoneFromTheChangedBill_IsWantedAtZero()
    {
        var setup = Setup(March, [], contract => contract with { Charges = [Actual.Charge(Actual.Key("s1", "P1", "Y"), 116.66m)] });

        var plan = setup.One();

        Assert.That((plan.Outcome, plan.Steps.Single().Kind, plan.Exported), Is.EqualTo((Outcome.Updated, StepKind.ChangeCharge, 0m)));
        Assert.That(plan.Steps.Single().ChargeChange!.UnitPrice, Is.Zero);
    }

    [Test]
    public void Plan_FirstTermsOwnMonth_IsNoRenewal() => Assert.That(Setup(Actual.October, []).Plan().Subscriptions, Is.Empty);

    private static BillingLine Yearly(decimal quantity, decimal price) => Bills.Line(quantity, price) with { PaymentFrequency = "Yearly" };

    private static SubscriptionPlan Plan(
        DateOnly start, IReadOnlyList<BillingLine> lines, Func<ContractState, ContractState>? change = null, YearlyMidTermChoice choice = YearlyMidTermChoice.Charge) =>
        Setup(start, lines, change, choice).One();

    private static PlanSetup Setup(
        DateOnly start, IReadOnlyList<BillingLine> lines, Func<ContractState, ContractState>? change = null, YearlyMidTermChoice choice = YearlyMidTermChoice.Charge)
    {
        var contract = Actual.Yearly(Actual.Term(10, 200m, start)).With(found => found with { StartDate = start });
        return new PlanSetup
        {
            Lines = lines,
            Contracts = [change is null ? contract : change(contract)],
            Catalogue = Catalogue,
            Mappings = [Actual.Mapping()],
            Export = { YearlyMidTerm = choice },
        };
    }
}
