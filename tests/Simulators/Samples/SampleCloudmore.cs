using System.Globalization;
using CloudmoreAutotask.Simulators.Cloudmore;

namespace CloudmoreAutotask.Simulators.Samples;

/// <summary>The sample broker in Cloudmore.</summary>
public static class SampleCloudmore
{
    /// <summary>Makes the broker that the Cloudmore simulator serves.</summary>
    /// <param name="sample">The broker.</param>
    /// <param name="companyIds">The ids of its companies in Autotask, by number.</param>
    public static CloudmoreBroker Create(SampleBroker sample, IReadOnlyDictionary<string, long> companyIds)
    {
        var broker = new CloudmoreBroker { ResellerId = sample.ResellerId };
        foreach (var organization in sample.Organizations)
        {
            var companyId = organization.IsMapped ? companyIds[organization.CompanyNumber].ToString(CultureInfo.InvariantCulture) : null;
            broker.Add(organization.Name, organization.CustomerNumber, companyId, organization.Id)
                .Bill(sample.Lines.Where(line => line.OrganizationId == organization.Id).Select(Line));
        }

        return broker;
    }

    private static BrokerLine Line(SampleLine line) => new()
    {
        BillingDate = line.BillingDate,
        ServiceId = SampleSubscriptions.Id("service", line.ServiceName),
        ServiceName = line.ServiceName,
        ProductId = line.ProductId,
        ProductName = line.ProductName,
        ItemCode = line.ProductId,
        SubscriptionId = line.SubscriptionId,
        SubscriptionName = line.SubscriptionName,
        Quantity = line.Quantity,
        UnitCostPrice = line.UnitCost,
        UnitSalesPrice = line.UnitPrice,
        TotalCost = line.TotalCost,
        TotalSales = line.TotalPrice,
        CurrencyCode = line.Currency,
        PaymentFrequency = line.PaymentFrequency,
        BillingLineDetails = line.Details,
    };
}
