using CloudmoreAutotask.Ledger;
using CloudmoreAutotask.Setup;
using CloudmoreAutotask.Tests.Billing;
using NUnit.Framework;

namespace CloudmoreAutotask.Tests.Planning;

/// <summary>A setting that names no billing code or service level agreement holds what needs it, and nothing else.</summary>
public sealed class UnknownReferenceTests
{
    private static readonly AutotaskReferences Known = new PlanSetup().References;

    [Test]
    public void Plan_NoServiceLevelAgreement_HoldsTheNewContract()
    {
        var plan = new PlanSetup
        {
            Lines = [Bills.Line(10, 20.60m)],
            References = Known with { ServiceLevelAgreement = PlanSetup.Unknown("ServiceLevelAgreementId") },
        }.One();

        Assert.That((plan.Outcome, plan.Steps.Count, plan.Exported), Is.EqualTo((Outcome.Held, 0, 0m)));
        Assert.That(plan.Reason, Is.EqualTo("Autotask:ServiceLevelAgreementId is 'Nothing': no such record."));
        Assert.That(plan.Action, Does.StartWith("Set Autotask:ServiceLevelAgreementId"));
    }

    [Test]
    public void Plan_NoServiceBillingCode_HoldsOnlyProductsThatTheCatalogueLacks()
    {
        var setup = new PlanSetup
        {
            Lines = [Bills.Line(10, 20.60m)],
            References = Known with { ServiceBillingCode = PlanSetup.Unknown("ServiceBillingCodeId") },
        };
        var without = new PlanSetup { Lines = setup.Lines, References = setup.References, Catalogue = new(true, []) };

        Assert.That(setup.One().Outcome, Is.EqualTo(Outcome.Created));
        Assert.That((without.One().Outcome, without.One().Steps.Count), Is.EqualTo((Outcome.Held, 0)));
    }

    [Test]
    public void Plan_NoServiceBillingCode_LeavesAContractThatHasItsService()
    {
        var plan = new PlanSetup
        {
            Lines = [Bills.Line(12, 20.60m)],
            Contracts = [Actual.Contract(Actual.Seats(10, 20.60m))],
            Mappings = [Actual.Mapping()],
            References = new(PlanSetup.Unknown("ServiceBillingCodeId"), PlanSetup.Unknown("ProductBillingCodeId"), PlanSetup.Unknown("ServiceLevelAgreementId")),
        }.One();

        Assert.That((plan.Outcome, plan.Exported), Is.EqualTo((Outcome.Updated, 247.20m)));
    }

    [Test]
    public void Plan_NoProductBillingCode_HoldsTheCharge()
    {
        var plan = new PlanSetup
        {
            Lines = [Bills.Usage(1, 100m)],
            References = Known with { ProductBillingCode = PlanSetup.Unknown("ProductBillingCodeId") },
        }.One();

        Assert.That((plan.Outcome, plan.Steps.Count, plan.Exported), Is.EqualTo((Outcome.Held, 0, 0m)));
    }
}
