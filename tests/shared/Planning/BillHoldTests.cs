using CloudmoreAutotask.Autotask.Entities;
using CloudmoreAutotask.Billing;
using CloudmoreAutotask.Ledger;
using CloudmoreAutotask.Mapping;
using CloudmoreAutotask.Planning;
using CloudmoreAutotask.Tests.Billing;
using NUnit.Framework;

namespace CloudmoreAutotask.Tests.Planning;

/// <summary>Export rules, "Which company" and "What keeps it safe": what keeps a whole bill waiting.</summary>
public sealed class BillHoldTests
{
    private static readonly IReadOnlyList<BillingLine> Lines = [Bills.Line(10, 20m)];
    private static readonly CompanyMapping Mapping = new() { OrganizationId = "c1", OrganizationName = "Contoso" };
    private static readonly Company Company = new() { Id = 7, CompanyName = "Contoso", CompanyType = 1, IsActive = true };

    [Test]
    public void Plan_NoMapping_IsUnmappedWithTheMoneyThatWaits()
    {
        var plan = new PlanSetup { Lines = Lines, Company = Mapping with { Problem = "The organization has no AutotaskCompanyID in Cloudmore." } }.One();

        Assert.That((plan.Outcome, plan.Billed, plan.Steps.Count), Is.EqualTo((Outcome.Unmapped, 200m, 0)));
        Assert.That(plan.Reason, Does.Contain("no AutotaskCompanyID"));
    }

    [Test]
    public void Plan_NoMapping_NamesTheCandidates()
    {
        var candidates = new CompanyCandidates(
        [
            new Company { Id = 1, CompanyName = "Contosso" },
            new Company { Id = 2, CompanyName = "CONTOSO " },
            new Company { Id = 3, CompanyName = "Fabrikam", CompanyNumber = "1001" },
            new Company { Id = 4, CompanyName = "Northwind" },
        ]).Describe(" 1001 ", "Contoso", null);

        var plan = new PlanSetup { Lines = Lines, Company = null, Input = input => input with { Candidates = candidates } }.One();

        Assert.That(plan.Action, Does.EndWith("It may be company 3 'Fabrikam' (same number), or 2 'CONTOSO ' (same name), or 1 'Contosso' (similar name)."));
    }

    private static IEnumerable<TestCaseData> UnusableCompanies()
    {
        yield return new TestCaseData(null, "was not found").SetArgDisplayNames("missing");
        yield return new TestCaseData(Company with { IsActive = false }, "not active").SetArgDisplayNames("inactive");
        yield return new TestCaseData(Company with { CompanyType = 3 }, "no customer").SetArgDisplayNames("no customer");
    }

    [TestCaseSource(nameof(UnusableCompanies))]
    public void Plan_CompanyThatCannotBeBilled_IsUnmapped(Company? company, string why)
    {
        var plan = new PlanSetup { Lines = Lines, AutotaskCompany = company }.One();

        Assert.That((plan.Outcome, plan.Steps.Count), Is.EqualTo((Outcome.Unmapped, 0)));
        Assert.That(plan.Reason, Does.Contain(why));
    }

    [Test]
    public void Plan_UnmappedAndHeldItself_IsTheWorseOfBoth() =>
        Assert.That(new PlanSetup { Lines = [Bills.Line(10, 20m, subscription: null)], Company = Mapping }.One().Outcome, Is.EqualTo(Outcome.Held));

    [Test]
    public void Plan_CompanyInAnotherCurrency_HoldsTheBill()
    {
        var plan = new PlanSetup { Lines = Lines, CompanyCurrency = "USD" }.One();

        Assert.That(plan.Outcome, Is.EqualTo(Outcome.Held));
        Assert.That(plan.Reason, Does.Contain("billed in EUR").And.Contain("invoiced in USD"));
        Assert.That(new PlanSetup { Lines = Lines, CompanyCurrency = "eur" }.One().Outcome, Is.EqualTo(Outcome.Created));
    }

    [Test]
    public void Plan_OneSubscriptionInAnotherCurrency_HoldsEverySubscription()
    {
        var plan = new PlanSetup { Lines = [.. Lines, Bills.Line(1, 5m, subscription: "S2") with { CurrencyCode = "USD" }] }.Plan();

        Assert.That(plan.Subscriptions.Select(entry => (entry.Outcome, entry.Steps.Count)), Is.All.EqualTo((Outcome.Held, 0)));
    }

    [Test]
    public void Plan_Repriced_HoldsUntilReleased()
    {
        Assert.That(new PlanSetup { Lines = Lines, Input = input => input with { Repriced = true } }.One(), Has.Property("Outcome").EqualTo(Outcome.Held).And.Property("Reason").StartsWith("repriced"));
        Assert.That(new PlanSetup { Lines = Lines, Input = input => input with { Repriced = true, Released = new HashSet<string>(StringComparer.Ordinal) { "repriced" } } }.One().Outcome, Is.EqualTo(Outcome.Created));
    }

    [Test]
    public void Plan_HeldBill_ShowsWhatItsContractsBill()
    {
        var plan = new PlanSetup { Lines = [Bills.Line(12, 20m)], Contracts = [Actual.Contract(Actual.Seats(10, 20m))], Input = input => input with { Repriced = true } }.One();

        Assert.That((plan.ContractId, plan.Exported), Is.EqualTo(((long?)1, 200m)));
    }

    [Test]
    public void Plan_FaultyBillWithoutLines_HasOneEntry()
    {
        var plan = new PlanSetup { Input = input => input with { Aggregated = input.Aggregated with { Hold = "The bill has lines that cannot be used." } } }.One();

        Assert.That((plan.Key, plan.Outcome), Is.EqualTo(("(bill)", Outcome.Held)));
    }

    [Test]
    public void Plan_GrowthBeyondPercentAndAmount_HoldsUntilReleased()
    {
        Assert.That(Grown(300).Outcome, Is.EqualTo(Outcome.Held));
        Assert.That(Grown(300, input => input with { Released = new HashSet<string>(StringComparer.Ordinal) { "growth" } }).Outcome, Is.EqualTo(Outcome.Created));
        Assert.That(Grown(300, input => input with { IsFirstMonth = true }).Outcome, Is.EqualTo(Outcome.Created));
    }

    [TestCase(110)]
    [TestCase(30)]
    public void Plan_GrowthWithinTheLimits_IsExported(int quantity) => Assert.That(Grown(quantity).Outcome, Is.EqualTo(Outcome.Created));

    [Test]
    public void Plan_MoreNewContractsThanTheFuse_HoldsThemAll()
    {
        var setup = new PlanSetup { Lines = [Bills.Line(1, 5m), Bills.Line(1, 5m, subscription: "S2")], Fuses = { NewContracts = 1 } };

        Assert.That(setup.Plan().Subscriptions.Select(entry => (entry.Outcome, entry.Steps.Count)), Is.EqualTo(new[] { (Outcome.Held, 0), (Outcome.Held, 0) }));
    }

    [Test]
    public void Plan_TwoPlansOfOneState_HaveOneHash()
    {
        var setup = new PlanSetup { Lines = [.. Lines, Bills.Usage(1, 10m)] };

        var (first, second) = (setup.Plan().Hash(), setup.Plan().Hash());

        Assert.That(second, Is.EqualTo(first));
        Assert.That(first, Is.Not.EqualTo(new PlanSetup { Lines = Lines }.Plan().Hash()));
    }

    // Last month: 40 seats at 20.00, or 800.00.
    private static SubscriptionPlan Grown(int quantity, Func<PlanningInput, PlanningInput>? input = null) =>
        new PlanSetup { Previous = [Bills.Line(40, 20m)], Lines = [Bills.Line(quantity, 20m)], Input = input ?? (same => same) }.One();
}
