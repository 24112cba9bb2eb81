using CloudmoreAutotask.Autotask.Entities;
using CloudmoreAutotask.Billing;
using CloudmoreAutotask.Ledger;
using CloudmoreAutotask.Planning;
using CloudmoreAutotask.Setup;
using CloudmoreAutotask.Tests.Billing;
using NUnit.Framework;

namespace CloudmoreAutotask.Tests.Planning;

/// <summary>Export rules, "The contract": how one is made.</summary>
public sealed class NewContractTests
{
    [Test]
    public void Plan_NewMonthlySubscription_MakesContractThenUnitsOnTheFirstOfTheMonth()
    {
        var plan = new PlanSetup { Lines = [Bills.Line(10, 20.60m, 16.90m)] }.One();

        Assert.That((plan.Outcome, plan.Exported, plan.Billed), Is.EqualTo((Outcome.Created, 206.00m, 206.00m)));
        Assert.That(plan.Steps.Select(step => step.Kind), Is.EqualTo(new[] { StepKind.CreateContract, StepKind.AdjustUnits }));
        var contract = plan.Steps[0].Contract!;
        Assert.That(contract with { UserDefinedFields = [] }, Is.EqualTo(new NewContract
        {
            CompanyId = 7,
            ContractName = "Microsoft 365 - Name of S1",
            ContractNumber = "CM-S1",
            ContractType = 7,
            Status = 1,
            StartDate = Actual.October,
            EndDate = new DateOnly(2029, 9, 30),
            ContractPeriodType = 2,
            ServiceLevelAgreementId = 103,
            TimeReportingRequiresStartAndStopTimes = 0,
            SetupFee = 0,
            UserDefinedFields = [],
        }));
        Assert.That(contract.UserDefinedFields, Is.EqualTo(new[] { new UserDefinedField("Subscription ID", "S1") }));
        Assert.That(plan.Steps[1].Adjustment, Is.EqualTo(new NewServiceAdjustment
        {
            ContractId = 0,
            ServiceId = 500,
            UnitChange = 10,
            EffectiveDate = Actual.October,
            AdjustedUnitPrice = 20.60m,
            AdjustedUnitCost = 16.90m,
        }));
    }

    [Test]
    public void Plan_YearlySubscription_MakesAYearlyContractAndItsUnits()
    {
        var plan = new PlanSetup
        {
            Lines = [Bills.Line(10, 200m) with { PaymentFrequency = "Yearly" }],
            Export = { ContractMonths = 6 },
        }.One();

        Assert.That(plan.Steps.Select(step => step.Kind), Is.EqualTo(new[] { StepKind.CreateService, StepKind.CreateContract, StepKind.AdjustUnits }));
        Assert.That((plan.Steps[1].Contract!.ContractPeriodType, plan.Steps[1].Contract!.EndDate), Is.EqualTo((5, new DateOnly(2027, 9, 30))), "never less than one period");
        Assert.That(plan.Exported, Is.EqualTo(2000m));
    }

    [Test]
    public void Plan_ProductNotInTheCatalogue_AddsItsServiceFirst()
    {
        var plan = new PlanSetup { Lines = [Bills.Line(10, 20.60m, 16.90m, product: "P9")] }.One();

        Assert.That(plan.Steps[0].Service, Is.EqualTo(new NewService
        {
            Name = "Product P9 (monthly)",
            Sku = "CM:P9:monthly",
            UnitPrice = 20.60m,
            UnitCost = 16.90m,
            PeriodType = 2,
            BillingCodeId = 101,
        }));
        Assert.That(plan.Steps.Select(step => step.Kind), Is.EqualTo(new[] { StepKind.CreateService, StepKind.CreateContract, StepKind.AdjustUnits }));
        Assert.That(plan.Steps[2].ServiceKey, Is.EqualTo("CM:P9:monthly"));
    }

    [Test]
    public void Plan_CatalogueWithoutSku_FindsAndMakesServicesByName()
    {
        var plan = new PlanSetup
        {
            Lines = [Bills.Line(1, 20m), Bills.Line(1, 5m, product: "P2")],
            Catalogue = new ServiceCatalogue(false, [PlanSetup.Service(500, "P1") with { Sku = null, Name = "PRODUCT P1 (MONTHLY)" }]),
        }.One();

        var made = plan.Steps.Single(step => step.Kind == StepKind.CreateService).Service!;
        Assert.That((made.Name, made.Sku), Is.EqualTo(("Product P2 (monthly)", (string?)null)));
        Assert.That(plan.Steps.First(step => step.Kind == StepKind.AdjustUnits).Adjustment!.ServiceId, Is.EqualTo(500));
    }

    [Test]
    public void Plan_TwoServicesWithOneKey_IsConflictAndWritesNothing()
    {
        var plan = new PlanSetup { Lines = [Bills.Line(1, 20m)], Catalogue = new ServiceCatalogue(true, [PlanSetup.Service(500, "P1"), PlanSetup.Service(501, "p1")]) }.One();

        Assert.That((plan.Outcome, plan.Steps.Count, plan.Exported), Is.EqualTo((Outcome.Conflict, 0, 0m)));
        Assert.That(plan.Reason, Does.Contain("500 and 501"));
    }

    [Test]
    public void Plan_ServiceOfTheOtherFrequency_IsNotTaken()
    {
        var plan = new PlanSetup { Lines = [Bills.Line(1, 20m)], Catalogue = new ServiceCatalogue(true, [PlanSetup.Service(500, "P1", PaymentFrequency.Yearly)]) }.One();

        Assert.That(plan.Steps.Single(step => step.Kind == StepKind.CreateService).Service!.Sku, Is.EqualTo("CM:P1:monthly"));
    }

    [Test]
    public void Plan_UsageOnly_MakesAMonthlyContractAndOneCharge()
    {
        var plan = new PlanSetup { Lines = [Bills.Usage(812.40123m, 100.005m, 80m)] }.One();

        Assert.That(plan.Steps.Select(step => step.Kind), Is.EqualTo(new[] { StepKind.CreateContract, StepKind.CreateCharge }));
        Assert.That((plan.Steps[0].Contract!.ContractName, plan.Steps[0].Contract!.ContractPeriodType), Is.EqualTo(("Microsoft Azure - Name of A1", 2)));
        var charge = plan.Steps[1].Charge!;
        Assert.That((charge.UnitQuantity, charge.UnitPrice, charge.UnitCost, charge.IsBillableToCompany, charge.BillingCodeId, charge.ChargeType), Is.EqualTo((1m, 100.01m, 80m, true, 102L, 3)));
        Assert.That((charge.DatePurchased, charge.InternalPurchaseOrderNumber), Is.EqualTo((new DateOnly(2026, 10, 8), Actual.Key("a1", null))));
        Assert.That(charge.Description, Does.Contain("Total quantity 812.40123."));
    }

    [Test]
    public void Plan_OneTimeItems_AreNeverRecurring()
    {
        var plan = new PlanSetup { Lines = [Bills.Once(2, 100m, "Office"), Bills.Once(1, 50m, "Visio")] }.One();

        Assert.That(plan.Steps.Select(step => step.Kind), Is.EqualTo(new[] { StepKind.CreateContract, StepKind.CreateCharge, StepKind.CreateCharge }));
        Assert.That(plan.Steps.Skip(1).Select(step => step.Charge!.InternalPurchaseOrderNumber), Is.EqualTo(new[] { Actual.Key("o1", "Office"), Actual.Key("o1", "Visio") }));
        Assert.That((plan.Steps[0].Contract!.ContractName, plan.Exported), Is.EqualTo(("Microsoft software - Name of O1", 250m)));
    }

    [Test]
    public void Plan_HeldSeatOfANewSubscription_MakesNoContract()
    {
        var plan = new PlanSetup { Lines = [Bills.Line(2.5m, 20m)] }.One();

        Assert.That((plan.Outcome, plan.Steps.Count, plan.Exported), Is.EqualTo((Outcome.Held, 0, 0m)));
    }

    [Test]
    public void Plan_HeldSubscription_SaysWhyWithItsMoney()
    {
        var plan = new PlanSetup { Lines = [Bills.Line(2, 20m, subscription: null)] }.One();

        Assert.That((plan.Outcome, plan.Billed, plan.Steps.Count), Is.EqualTo((Outcome.Held, 40m, 0)));
    }

    [Test]
    public void Plan_ContractWasRefused_LeavesNoStepAndExportsNothing()
    {
        var plan = new PlanSetup
        {
            Lines = [Bills.Line(10, 20m), Bills.Usage(1, 5m, subscription: "S1")],
            Input = input => input with { Refused = new Dictionary<string, string>(StringComparer.Ordinal) { ["contract:s1"] = "companyID is not valid" } },
        }.One();

        Assert.That((plan.Outcome, plan.Steps.Count, plan.Exported), Is.EqualTo((Outcome.Refused, 0, 0m)));
        Assert.That(plan.Reason, Does.Contain("companyID is not valid"));
    }

    [TestCase(ProRataChoice.Combine, 1, "200.00")]
    [TestCase(ProRataChoice.Charge, 2, "219.34")]
    public void Plan_ProRataLine_IsReportedOrChargedAsTheDifference(ProRataChoice choice, int writes, string exported)
    {
        var plan = new PlanSetup { Lines = [Bills.Line(10, 20m, 10m), Bills.Line(2, 9.67m, 5m)], Export = { ProRata = choice } }.One();

        Assert.That(plan.Exported, Is.EqualTo(decimal.Parse(exported, System.Globalization.CultureInfo.InvariantCulture)));
        Assert.That(plan.Steps.Count(step => step.Kind != StepKind.CreateContract), Is.EqualTo(writes));
        if (choice == ProRataChoice.Combine)
            Assert.That(plan.Reason, Does.Contain("EUR 19.34 not exported (pro-rata lines combined)"));
        else
            Assert.That(plan.Steps[^1].Charge, Has.Property("InternalPurchaseOrderNumber").EqualTo(Actual.Key("s1", "P1", "D")).And.Property("UnitPrice").EqualTo(19.34m).And.Property("UnitCost").EqualTo(10m));
    }
}
