using CloudmoreAutotask.Simulators.Samples;
using NUnit.Framework;

namespace CloudmoreAutotask.Tests.LocalHostTests;

[Parallelizable(ParallelScope.All)]
public sealed class SampleBrokerTests
{
    private static readonly SampleBroker Broker = SampleBroker.Create();

    [Test]
    public void Create_Twice_IsTheSame()
    {
        Assert.That(SampleBroker.Create().Lines, Is.EqualTo(Broker.Lines));
    }

    [Test]
    public void Create_Size_IsThatOfASmallBroker()
    {
        Assert.That(Broker.Organizations, Has.Count.AtLeast(10));
        Assert.That(Broker.Lines.Select(line => line.SubscriptionId).Distinct().Count(), Is.AtLeast(60));
        Assert.That(Broker.Lines.Select(line => line.BillingDate.Month).Distinct(), Is.EquivalentTo([10, 11]));
        Assert.That(Broker.Lines.Max(line => line.BillingDate), Is.LessThanOrEqualTo(new DateOnly(2026, 11, 9)), "the demo's clock must see every line");
    }

    [Test]
    public void Create_Cases_AreAllThere()
    {
        Assert.That(Broker.Lines.Select(line => line.PaymentFrequency).Distinct(), Is.EquivalentTo(["Monthly", "Yearly", "One Time"]));
        Assert.That(Broker.Lines.Where(line => line.Quantity < 0), Is.Not.Empty, "a credit");
        Assert.That(Broker.Lines.Where(line => line.Details.StartsWith("Pro-rata", StringComparison.Ordinal)), Is.Not.Empty);
        Assert.That(Broker.Lines.GroupBy(line => (line.SubscriptionId, line.BillingDate.Month)).Max(group => group.Count()), Is.AtLeast(20), "Azure");
        Assert.That(Broker.Lines.Where(line => SampleBroker.Services.Any(service => service.Name == line.ServiceName && !service.Enabled)), Is.Not.Empty);
        Assert.That(Broker.Lines.Select(line => line.ServiceName).Distinct(), Is.EquivalentTo(SampleBroker.Services.Select(service => service.Name)));
        Assert.That(Broker.Organizations.Count(organization => !organization.IsMapped), Is.EqualTo(1));
        Assert.That(Broker.Organizations.Max(organization => organization.Name.Length), Is.GreaterThan(100));
        Assert.That(Broker.Lines.Max(line => line.SubscriptionName.Length), Is.GreaterThan(100));
        Assert.That(Broker.Contracts.Select(contract => contract.PostedThrough is not null), Is.EquivalentTo([true, false]));
    }

    [Test]
    public void Create_Amounts_AreQuantityTimesPrice()
    {
        foreach (var line in Broker.Lines)
            Assert.That(line.TotalPrice, Is.EqualTo(line.Quantity * line.UnitPrice).Within(0.005m), line.ToString());
    }

    [Test]
    public void SampleTenant_Create_HoldsWhatWasThereBefore()
    {
        var (tenant, ids) = SampleTenant.Create(Broker);

        Assert.That(SampleTenant.Create(Broker).CompanyIds, Is.EqualTo(ids));
        Assert.That(tenant.AllContracts.Select(contract => contract.SubscriptionId), Is.EquivalentTo(Broker.Contracts.Select(contract => contract.SubscriptionId)));
        Assert.That(tenant.AllUnits.Count(units => units.PostedAt is not null), Is.EqualTo(3), "August to October of one contract");
    }

    [Test]
    public void SampleCloudmore_Create_MapsEveryOrganizationButOne()
    {
        var broker = SampleCloudmore.Create(Broker, SampleTenant.Create(Broker).CompanyIds);

        Assert.That(broker.Organizations.Count(organization => organization.CustomProperties.IsEmpty), Is.EqualTo(1));
        Assert.That(broker.Organizations.Sum(organization => organization.Lines.Count), Is.EqualTo(Broker.Lines.Count));
    }
}
