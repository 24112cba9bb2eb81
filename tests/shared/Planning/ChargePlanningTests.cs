using CloudmoreAutotask.Autotask.Entities;
using CloudmoreAutotask.Billing;
using CloudmoreAutotask.Planning;
using CloudmoreAutotask.Setup;
using CloudmoreAutotask.Tests.Billing;
using FsCheck;
using FsCheck.Fluent;
using NUnit.Framework;
using Outcome = CloudmoreAutotask.Ledger.Outcome;

namespace CloudmoreAutotask.Tests.Planning;

/// <summary>Export rules, "Writing charges": at most one charge per key, true-ups where one is billed.</summary>
public sealed class ChargePlanningTests
{
    private static readonly string Key = Actual.Key("a1", null);

    [Test]
    public void Plan_Missing_IsCreatedWithItsKey()
    {
        var plan = Plan();

        Assert.That(plan.Steps.Single().Charge, Has.Property("InternalPurchaseOrderNumber").EqualTo(Key).And.Property("ContractId").EqualTo(1));
        Assert.That((plan.Outcome, plan.Exported, plan.Steps.Single().Money), Is.EqualTo((Outcome.Updated, 100m, 100m)));
    }

    [Test]
    public void Plan_Equal_IsUnchanged() => Assert.That(Plan(Actual.Charge(Key, 100m, cost: 80m)), Has.Property("Outcome").EqualTo(Outcome.Unchanged).And.Property("Exported").EqualTo(100m));

    [Test]
    public void Plan_OtherCost_IsPatched() => Assert.That(Plan(Actual.Charge(Key, 100m, cost: 79m)).Steps.Single().ChargeChange, Has.Property("UnitCost").EqualTo(80m));

    [Test]
    public void Plan_CostThatCannotBeSeen_IsNoDifference() =>
        Assert.That(Plan(Actual.Charge(Key, 100m) with { UnitCost = null, ExtendedCost = null }).Steps, Is.Empty);

    [Test]
    public void Plan_DifferentAndNotBilled_IsPatched()
    {
        var step = Plan(Actual.Charge(Key, 90m)).Steps.Single();

        Assert.That((step.Kind, step.ChargeChange!.Id, step.ChargeContractId, step.Money), Is.EqualTo((StepKind.ChangeCharge, 21L, (long?)1, 10m)));
        Assert.That((step.ChargeChange.UnitQuantity, step.ChargeChange.UnitPrice, step.ChargeChange.UnitCost), Is.EqualTo((1m, 100m, 80m)));
    }

    [Test]
    public void Plan_DifferentAndBilled_IsATrueUpOfTheDifference()
    {
        var plan = Plan(Actual.Charge(Key, 90m, billed: true, cost: 75m));

        var charge = plan.Steps.Single().Charge!;
        Assert.That((charge.InternalPurchaseOrderNumber, charge.UnitQuantity, charge.UnitPrice, charge.UnitCost), Is.EqualTo((Key + "-2", 1m, 10m, 5m)));
        Assert.That(charge.Name, Does.EndWith("(true-up 2)"));
        Assert.That(plan.Exported, Is.EqualTo(100m));
    }

    [Test]
    public void Plan_TrueUpIsBilledToo_IsTheNextOne()
    {
        var charge = Plan(Actual.Charge(Key, 90m, billed: true), Actual.Charge(Key + "-2", 15m, billed: true, id: 22)).Steps.Single().Charge!;

        Assert.That((charge.InternalPurchaseOrderNumber, charge.UnitPrice), Is.EqualTo((Key + "-3", -5m)));
    }

    [Test]
    public void Plan_TrueUpNotBilled_IsPatchedToWhatIsLeft()
    {
        var step = Plan(Actual.Charge(Key, 90m, billed: true), Actual.Charge(Key + "-2", 15m, id: 22)).Steps.Single();

        Assert.That((step.ChargeChange!.Id, step.ChargeChange.UnitPrice), Is.EqualTo((22L, 10m)));
    }

    [Test]
    public void Plan_MoreThanNineTrueUps_GoesOnCounting()
    {
        var chain = Enumerable.Range(2, 9).Select(number => Actual.Charge($"{Key}-{number}", 1m, billed: true, id: 20 + number)).Prepend(Actual.Charge(Key, 90m, billed: true));

        Assert.That(Plan([.. chain]).Steps.Single().Charge, Has.Property("InternalPurchaseOrderNumber").EqualTo(Key + "-11").And.Property("UnitPrice").EqualTo(1m));
    }

    [Test]
    public void Plan_OneKeyTwice_IsConflictAndWritesNothing()
    {
        var plan = Plan(Actual.Charge(Key, 90m), Actual.Charge(Key, 10m, id: 22));

        Assert.That((plan.Outcome, plan.Steps.Count, plan.Exported), Is.EqualTo((Outcome.Conflict, 0, 100m)));
        Assert.That(plan.Reason, Does.Contain("21 and 22"));
    }

    [Test]
    public void Plan_KeyOfAnotherMonthOrInOtherLetters_IsNotTheSame()
    {
        var plan = Plan(Actual.Charge(Key.Replace("2026-10", "2026-09", StringComparison.Ordinal), 100m, cost: 80m));

        Assert.That(plan.Steps.Single().Kind, Is.EqualTo(StepKind.CreateCharge));
    }

    [Test]
    public void Plan_ProductGoneFromTheChangedBill_IsWantedAtZero()
    {
        var gone = Actual.Charge(Actual.Key("o1", "Visio"), 50m);
        var plan = PlanOf([Bills.Once(1, 100m, "Office")], Actual.Charge(Actual.Key("o1", "Office"), 100m, id: 22), gone);

        var step = plan.Steps.Single();
        Assert.That((step.ChargeChange!.Id, step.ChargeChange.UnitPrice, step.Money, plan.Exported), Is.EqualTo((21L, 0m, -50m, 100m)));
    }

    [Test]
    public void Plan_BilledProductGoneFromTheChangedBill_IsCreditedByATrueUp()
    {
        var plan = PlanOf([Bills.Once(1, 100m, "Office")], Actual.Charge(Actual.Key("o1", "Office"), 100m, id: 22), Actual.Charge(Actual.Key("o1", "Visio"), 50m, billed: true));

        Assert.That(plan.Steps.Single().Charge, Has.Property("InternalPurchaseOrderNumber").EqualTo(Actual.Key("o1", "Visio") + "-2").And.Property("UnitPrice").EqualTo(-50m));
    }

    [Test]
    public void Plan_DifferenceChargeNoLongerWanted_GoesToZero()
    {
        var contract = Actual.Contract(Actual.Seats(10, 20m)) with { Charges = [Actual.Charge(Actual.Key("s1", "P1", "D"), 19.34m)] };

        var plan = new PlanSetup { Lines = [Bills.Line(10, 20m)], Contracts = [contract], Export = { ProRata = ProRataChoice.Charge } }.One();

        Assert.That((plan.Steps.Single().ChargeChange!.UnitPrice, plan.Exported), Is.EqualTo((0m, 200m)));
    }

    [Test]
    public void Plan_ChargesOfAHeldProduct_AreLeft()
    {
        var contract = Actual.Contract(Actual.Seats(10, 20m)) with { Charges = [Actual.Charge(Actual.Key("s1", "P1", "D"), 19.34m)] };

        var plan = new PlanSetup { Lines = [Bills.Line(9.5m, 20m)], Contracts = [contract], Export = { ProRata = ProRataChoice.Charge } }.One();

        Assert.That((plan.Outcome, plan.Steps.Count, plan.Exported), Is.EqualTo((Outcome.Held, 0, 219.34m)));
    }

    [Test]
    public void Plan_ChargeThatWasMadeAndIsNotFound_IsNeverMadeAgain()
    {
        var plan = Setup([Bills.Usage(1, 100m, 80m)], [], input => input with { Made = new Dictionary<string, long>(StringComparer.Ordinal) { ["charge:" + Key] = 77 } }).One();

        Assert.That((plan.Outcome, plan.Steps.Count), Is.EqualTo((Outcome.Held, 0)));
        Assert.That(plan.Reason, Does.Contain("77"));
    }

    [Test]
    public void Plan_AnyBillAndChain_ExportsTheBillToTheCent()
    {
        var cents = Gen.Choose(-50_000, 50_000).Select(number => number / 100m);
        var samples =
            from usage in Gen.NonEmptyListOf(Gen.Choose(-5_000_000, 5_000_000).Zip(Gen.Choose(0, 100_000)))
            from chain in Gen.ListOf(cents.Zip(Gen.Elements(true, false)))
            select (Lines: usage.Select(line => Bills.Usage(line.Item2 / 1000m, line.Item1 / 10_000m)).ToList(), Chain: chain.Take(5).ToList());

        Prop.ForAll(samples.ToArbitrary(), sample =>
        {
            var chain = sample.Chain.Select((entry, index) => Actual.Charge(index == 0 ? Key : $"{Key}-{index + 1}", entry.Item1, entry.Item2, 21 + index)).ToArray();
            var plan = PlanOf(sample.Lines, chain);
            var billed = Money.ToCents(sample.Lines.Sum(line => line.TotalSales));
            return plan.Exported == billed && chain.Sum(charge => charge.BillableAmount) + plan.Steps.Sum(step => step.Money) == billed;
        }).QuickCheckThrowOnFailure();
    }

    [Test]
    public void Plan_AnySeatsWithProRataCharge_ExportTheBillToTheCent()
    {
        var lines =
            from quantity in Gen.Choose(1, 40)
            from price in Gen.Choose(1, 400_000).Select(number => number / 10_000m)
            from share in Gen.Choose(0, 31)
            select Bills.Line(quantity, price, price / 2, decimal.Round(quantity * price * share / 31, 4));

        Prop.ForAll(Gen.NonEmptyListOf(lines).ToArbitrary(), bill =>
        {
            var plan = new PlanSetup { Lines = [.. bill], Export = { ProRata = ProRataChoice.Charge } }.One();
            return plan.Outcome == Outcome.Held || (plan.Exported == Money.ToCents(plan.Billed) && plan.Steps.Sum(step => step.Money) == plan.Exported);
        }).QuickCheckThrowOnFailure();
    }

    private static SubscriptionPlan Plan(params IReadOnlyList<ContractCharge> charges) => PlanOf([Bills.Usage(1, 100m, 80m)], charges);

    private static SubscriptionPlan PlanOf(IReadOnlyList<BillingLine> lines, params IReadOnlyList<ContractCharge> charges) => Setup(lines, charges).One();

    private static PlanSetup Setup(IReadOnlyList<BillingLine> lines, IReadOnlyList<ContractCharge> charges, Func<PlanningInput, PlanningInput>? input = null)
    {
        var id = lines[0].SubscriptionId!;
        var contract = Actual.Contract().With(found => found with { ContractNumber = "CM-" + id, UserDefinedFields = [new UserDefinedField("Subscription ID", id)] });
        return new PlanSetup { Lines = lines, Contracts = [contract with { Charges = charges }], Input = input ?? (same => same) };
    }
}
