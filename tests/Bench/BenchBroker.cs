using System.Globalization;
using CloudmoreAutotask.Simulators.Autotask;
using CloudmoreAutotask.Simulators.Cloudmore;

namespace CloudmoreAutotask.Bench;

/// <summary>A broker of any size: organizations with equal numbers of monthly subscriptions, each mapped to a company of its own.</summary>
internal sealed class BenchBroker
{
    private const int Products = 20;
    private readonly int _subscriptions;

    public BenchBroker(int organizations, int subscriptions)
    {
        _subscriptions = subscriptions;
        Tenant.AddContractField();
        for (var index = 0; index < organizations; index++)
        {
            var name = string.Create(CultureInfo.InvariantCulture, $"Organization {index:00000}");
            Broker.Add(name, companyId: Tenant.AddCompany(name).ToString(CultureInfo.InvariantCulture));
        }
    }

    public CloudmoreBroker Broker { get; } = new();

    public AutotaskTenant Tenant { get; } = new();

    public int Subscriptions => Broker.Organizations.Count * _subscriptions;

    /// <summary>Bills every subscription once in the month, with its seats of old.</summary>
    public void Bill(DateOnly day) => Bill(day, (_, _) => false);

    /// <summary>Bills every subscription once in the month; those of the share have one seat more.</summary>
    /// <returns>How many subscriptions changed, and of how many organizations.</returns>
    public (int Subscriptions, int Organizations) BillChanged(DateOnly day, int percent)
    {
        var changed = new HashSet<int>();
        var count = 0;
        Bill(day, (organization, subscription) =>
        {
            if (((organization * _subscriptions) + subscription) * percent % 100 >= percent)
                return false;
            count++;
            changed.Add(organization);
            return true;
        });
        return (count, changed.Count);
    }

    /// <summary>Bills every subscription once in the month at another unit price.</summary>
    public void Reprice(DateOnly day, decimal price) => Bill(day, (_, _) => false, price);

    private void Bill(DateOnly day, Func<int, int, bool> hasOneMore, decimal price = 20.60m)
    {
        foreach (var (index, organization) in Broker.Organizations.Index())
            organization.Bill(Enumerable.Range(0, _subscriptions).Select(number => Line(day, index, number, hasOneMore(index, number) ? 1 : 0, price)));
    }

    private static BrokerLine Line(DateOnly day, int organization, int number, int more, decimal price)
    {
        var subscription = string.Create(CultureInfo.InvariantCulture, $"{organization:x8}-0000-4000-8000-{number:x12}");
        var product = string.Create(CultureInfo.InvariantCulture, $"PRODUCT-{(organization + number) % Products}");
        return BrokerLine.Of(day, subscription, product, 5 + ((organization + number) % 40) + more, 16.90m, price);
    }
}
