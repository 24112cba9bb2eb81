using CloudmoreAutotask.Autotask.Entities;
using CloudmoreAutotask.Ledger;
using CloudmoreAutotask.Planning;
using CloudmoreAutotask.Setup;
using CloudmoreAutotask.Tests.Billing;
using NUnit.Framework;

namespace CloudmoreAutotask.Tests.Planning;

/// <summary>Export rules, "The contract": how one is found, adopted or refused.</summary>
public sealed class ContractFindingTests
{
    private static readonly ContractState Ours = Actual.Contract(Actual.Seats(10, 20m));

    [TestCase("cm-s1", "other tool's", true)]
    [TestCase(null, "s1", true)]
    public void Plan_NumberOrFieldIgnoringCase_FindsTheContract(string? number, string field, bool found)
    {
        var contract = Ours.With(contract => contract with { ContractNumber = number, UserDefinedFields = field == "s1" ? [new UserDefinedField("subscription id", "s1 ")] : null });

        Assert.That(Plan(contract).ContractId == 1, Is.EqualTo(found));
    }

    [Test]
    public void Plan_MissingNumber_IsWrittenAgain()
    {
        var plan = Plan(Ours.With(contract => contract with { ContractNumber = null }));

        Assert.That(plan.Steps.Single().ContractChange, Is.EqualTo(new ContractChange { Id = 1, ContractNumber = "CM-S1" }));
        Assert.That(plan.Outcome, Is.EqualTo(Outcome.Updated));
    }

    [Test]
    public void Plan_MissingField_IsWrittenAgain()
    {
        var plan = Plan(Ours.With(contract => contract with { UserDefinedFields = [new UserDefinedField("Subscription ID", null)] }));

        var change = plan.Steps.Single().ContractChange!;
        Assert.That((change.ContractNumber, change.UserDefinedFields!.Single()), Is.EqualTo(((string?)null, new UserDefinedField("Subscription ID", "S1"))));
    }

    [Test]
    public void Plan_NumberOfAnotherTool_IsKept()
    {
        var plan = Plan(Ours.With(contract => contract with { ContractNumber = "SO-4711" }));

        Assert.That((plan.Outcome, plan.Steps.Count), Is.EqualTo((Outcome.Unchanged, 0)));
    }

    [Test]
    public void Plan_LongSubscriptionIdInUpperCase_FindsItsContractByNumber()
    {
        var id = new string('A', 60);
        var contract = Ours.With(contract => contract with { ContractNumber = ContractKeys.ContractNumber(id), UserDefinedFields = [new UserDefinedField("Subscription ID", id)] });

        var plan = new PlanSetup { Lines = [Bills.Line(10, 20m, subscription: id)], Contracts = [contract] }.One();

        Assert.That((plan.Outcome, plan.ContractId), Is.EqualTo((Outcome.Unchanged, (long?)1)));
    }

    [Test]
    public void Plan_TwoContracts_IsConflictAndNamesBoth()
    {
        var second = Ours.With(contract => contract with { Id = 2, ContractNumber = null, ContractName = "Second" });

        var plan = new PlanSetup { Lines = [Bills.Line(11, 20m)], Contracts = [Ours, second] }.One();

        Assert.That((plan.Outcome, plan.Steps.Count, plan.Exported), Is.EqualTo((Outcome.Conflict, 0, 400m)));
        Assert.That(plan.Reason, Does.Contain("1 ('Microsoft 365')").And.Contain("2 ('Second')"));
    }

    [Test]
    public void Plan_ServiceOfAnotherToolBesideOurs_IsToldWithItsMoneyAndLeft()
    {
        var plan = Plan(Actual.Contract(Actual.Seats(10, 20m), Actual.Seats(3, 5m, id: 12, service: 900)), quantity: 11);

        Assert.That((plan.Outcome, plan.Steps.Single().Adjustment!.ContractServiceId, plan.Exported), Is.EqualTo((Outcome.Updated, (long?)11, 235m)));
        Assert.That(plan.Reason, Does.Contain("Contract service 12 bills EUR 15.00 beside the products of this bill"));
    }

    [Test]
    public void Plan_ContractOfAnotherCompany_IsConflictAndNamesBoth()
    {
        var plan = Plan(Ours.With(contract => contract with { CompanyId = 8 }), quantity: 11);

        Assert.That((plan.Outcome, plan.Steps.Count, plan.Exported), Is.EqualTo((Outcome.Conflict, 0, 200m)));
        Assert.That(plan.Reason, Does.Contain("company 8").And.Contain("is 7"));
    }

    [Test]
    public void Plan_BilledToTwoOrganizations_IsConflictAndNamesBoth()
    {
        var plan = new PlanSetup
        {
            Lines = [Bills.Line(11, 20m)],
            Contracts = [Ours],
            Input = input => input with { BilledElsewhere = new Dictionary<string, string>(StringComparer.Ordinal) { ["s1"] = "Fabrikam (c2)" } },
        }.One();

        Assert.That((plan.Outcome, plan.Steps.Count), Is.EqualTo((Outcome.Conflict, 0)));
        Assert.That(plan.Reason, Does.Contain("Contoso").And.Contain("Fabrikam"));
    }

    [Test]
    public void Plan_ContractCarriesAnotherSubscriptionToo_IsConflict()
    {
        Assert.That(Plan(Ours.With(contract => contract with { UserDefinedFields = [new UserDefinedField("Subscription ID", "S2")] })).Outcome, Is.EqualTo(Outcome.Conflict));
        Assert.That(Plan(Ours.With(contract => contract with { ContractNumber = "CM-S2" })).Outcome, Is.EqualTo(Outcome.Conflict));
    }

    [Test]
    public void Plan_OtherContractType_IsConflict() => Assert.That(Plan(Ours.With(contract => contract with { ContractType = 1 })).Outcome, Is.EqualTo(Outcome.Conflict));

    [Test]
    public void Plan_InactiveContract_IsHeldAndNothingIsWritten()
    {
        var plan = Plan(Ours.With(contract => contract with { Status = 0 }), quantity: 11);

        Assert.That((plan.Outcome, plan.Steps.Count, plan.Exported), Is.EqualTo((Outcome.Held, 0, 200m)));
    }

    [Test]
    public void Plan_StartAfterTheBillMonth_IsConflict() =>
        Assert.That(Plan(Ours.With(contract => contract with { StartDate = Actual.November })).Outcome, Is.EqualTo(Outcome.Conflict));

    [Test]
    public void Plan_StartInsideTheBillMonth_IsNot() =>
        Assert.That(Plan(Actual.Contract().With(contract => contract with { StartDate = new DateOnly(2026, 10, 31) })).Outcome, Is.EqualTo(Outcome.Updated));

    [TestCase("CM-S1", Outcome.Held)]
    [TestCase("SO-1", Outcome.Conflict)]
    public void Plan_OtherPeriodType_IsHeldOnOursAndConflictOnAnAdoptedOne(string number, Outcome outcome) =>
        Assert.That(Plan(Ours.With(contract => contract with { ContractPeriodType = 3, ContractNumber = number })).Outcome, Is.EqualTo(outcome));

    [Test]
    public void Plan_MappedContractIsGone_IsHeld()
    {
        var plan = new PlanSetup { Lines = [Bills.Line(10, 20m)], Mappings = [Actual.Mapping()] }.One();

        Assert.That((plan.Outcome, plan.Steps.Count, plan.ContractId), Is.EqualTo((Outcome.Held, 0, (long?)1)));
        Assert.That(plan.Reason, Does.Contain("gone from Autotask"));
    }

    [Test]
    public void Plan_MappedContractIsGoneAndRecreate_MakesANewOne()
    {
        var plan = new PlanSetup { Lines = [Bills.Line(10, 20m)], Mappings = [Actual.Mapping()], Export = { MissingContract = MissingContractChoice.Recreate } }.One();

        Assert.That((plan.Outcome, plan.Steps[0].Kind), Is.EqualTo((Outcome.Created, StepKind.CreateContract)));
    }

    [Test]
    public void Plan_AdoptedContractWithoutServices_GetsOurs()
    {
        var step = Plan(Actual.Contract()).Steps.Single();

        Assert.That((step.Adjustment!.ContractServiceId, step.Adjustment.ServiceId, step.Adjustment.UnitChange), Is.EqualTo(((long?)null, (long?)500, 10)));
    }

    [Test]
    public void Plan_AdoptedContractWithOneServiceWithUnits_UsesIt()
    {
        var plan = Plan(Actual.Contract(Actual.Seats(8, 20m, service: 900)));

        Assert.That((plan.Steps.Single().Adjustment!.ContractServiceId, plan.Steps.Single().Adjustment!.UnitChange), Is.EqualTo(((long?)11, 2)));
        Assert.That(plan.Statements.Single(), Has.Property("ContractServiceId").EqualTo(11).And.Property("ProductId").EqualTo("P1"));
    }

    [Test]
    public void Plan_AdoptedContractWithoutUnits_IsConflict() =>
        Assert.That(Plan(Actual.Contract(Actual.Seats(0, 20m, service: 900))).Outcome, Is.EqualTo(Outcome.Conflict));

    [Test]
    public void Plan_AdoptedContractWithTwoServices_IsConflict() =>
        Assert.That(Plan(Actual.Contract(Actual.Seats(8, 20m, service: 900), Actual.Seats(1, 5m, id: 12, service: 901))).Outcome, Is.EqualTo(Outcome.Conflict));

    [Test]
    public void Plan_AdoptedServiceAndTwoProducts_IsConflict()
    {
        var plan = new PlanSetup { Lines = [Bills.Line(8, 20m), Bills.Line(1, 5m, product: "P2")], Contracts = [Actual.Contract(Actual.Seats(8, 20m, service: 900))] }.One();

        Assert.That((plan.Outcome, plan.Steps.Count), Is.EqualTo((Outcome.Conflict, 0)));
    }

    [Test]
    public void Plan_RememberedService_IsUsedAgainNextToANewProduct()
    {
        var plan = new PlanSetup
        {
            Lines = [Bills.Line(8, 20m), Bills.Line(1, 5m, product: "P2")],
            Contracts = [Actual.Contract(Actual.Seats(8, 20m, service: 900))],
            Catalogue = new ServiceCatalogue(true, [PlanSetup.Service(501, "P2")]),
            Mappings = [Actual.Mapping()],
        }.One();

        Assert.That(plan.Outcome, Is.EqualTo(Outcome.Updated));
        Assert.That(plan.Steps.Single().Adjustment!.ServiceId, Is.EqualTo(501));
    }

    [Test]
    public void Plan_AdoptedContractThatDoesNotFit_GetsNoKeys()
    {
        var contract = Actual.Contract(Actual.Seats(8, 20m, service: 900), Actual.Seats(1, 5m, id: 12, service: 901)).With(contract => contract with { ContractNumber = null });

        Assert.That((Plan(contract).Outcome, Plan(contract).Steps.Count), Is.EqualTo((Outcome.Conflict, 0)));
    }

    [Test]
    public void Plan_RememberedServiceIsHidden_IsReadAfreshAndNeverAddedAgain()
    {
        var plan = new PlanSetup { Lines = [Bills.Line(10, 20m)], Contracts = [Actual.Contract()], Mappings = [Actual.Mapping()] }.One();

        Assert.That((plan.Outcome, plan.Steps.Count, plan.NeedsFreshRead), Is.EqualTo((Outcome.Held, 0, true)));
        Assert.That(plan.Reason, Does.Contain("Contract 1").And.Contain("contract service 11"));
    }

    [Test]
    public void Plan_ServiceThatAnAcceptedAdjustmentMadeIsHidden_IsNotSentAgain()
    {
        var setup = new PlanSetup { Lines = [Bills.Line(10, 20m)], Contracts = [Actual.Contract()] };
        var sent = setup.One().Steps.Single();

        var plan = new PlanSetup { Lines = setup.Lines, Contracts = setup.Contracts, Input = input => input with { Adjusted = new HashSet<(string, long)> { (sent.Key, 1) } } }.One();

        Assert.That((plan.Outcome, plan.Steps.Count, plan.NeedsFreshRead), Is.EqualTo((Outcome.Held, 0, true)));
    }

    [Test]
    public void Plan_WriteThatMayStillBeOnItsWay_IsDecidedOnAFreshRead()
    {
        var plan = new PlanSetup { Lines = [Bills.Line(10, 20m)], Contracts = [Ours], Input = input => input with { Unsettled = new HashSet<string> { "s1" } } }.One();

        Assert.That((plan.Outcome, plan.Steps.Count, plan.NeedsFreshRead), Is.EqualTo((Outcome.Unchanged, 0, true)));
    }

    [Test]
    public void Plan_OurServiceTwiceOnTheContract_IsConflictAndTakesNoUnitsAway()
    {
        var plan = Plan(Actual.Contract(Actual.Seats(10, 20m), Actual.Seats(10, 20m, id: 12)));

        Assert.That((plan.Outcome, plan.Steps.Count), Is.EqualTo((Outcome.Conflict, 0)));
    }

    private static SubscriptionPlan Plan(ContractState contract, int quantity = 10) => new PlanSetup { Lines = [Bills.Line(quantity, 20m)], Contracts = [contract] }.One();
}
