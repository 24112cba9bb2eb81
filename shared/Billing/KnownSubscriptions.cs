using CloudmoreAutotask.Applying;
using CloudmoreAutotask.Setup;
using CloudmoreAutotask.Storage;
using Microsoft.Extensions.Options;

namespace CloudmoreAutotask.Billing;

/// <summary>The subscriptions that a recorded bill or a contract mapping names. Product clock.</summary>
internal sealed class KnownSubscriptions(ExportTables tables, ExportBlobs blobs, BillCalendar calendar, IOptions<ExportOptions> options, ProductClock clock)
{
    // So much of an id is enough to be taken for a slip of the pen.
    private const int SameStart = 8;
    private const int MostNamed = 3;

    /// <summary>Why a subscription is not known; null when it is.</summary>
    public async Task<string?> FindObjectionAsync(string subscriptionId, CancellationToken cancellation)
    {
        var key = SubscriptionKey.Of(subscriptionId);
        var known = new HashSet<string>(StringComparer.Ordinal);
        var newest = BillMonth.Of(clock.Today);
        var oldest = (await calendar.FindFirstMonthAsync(cancellation) ?? newest).AddMonths(-options.Value.LookBackMonths);
        for (var month = newest; month >= oldest; month = month.AddMonths(-1))
        {
            known.UnionWith((await blobs.ReadIndexAsync(month, cancellation)).Organizations.Keys);
            if (known.Contains(key))
                return null;
        }

        known.UnionWith((await tables.Contracts.ListAllAsync(cancellation)).Select(mapping => mapping.SubscriptionKey));
        return known.Contains(key) ? null : Objection(subscriptionId, key, known);
    }

    private static string Objection(string subscriptionId, string key, HashSet<string> known)
    {
        var near = known.Where(other => key.Length >= SameStart && other.StartsWith(key[..SameStart], StringComparison.Ordinal)).Order(StringComparer.Ordinal).Take(MostNamed).ToList();
        var which = near.Count == 0 ? "The page of an organization's bill shows the ids." : $"Do you mean {string.Join(" or ", near)}?";
        return $"No bill and no contract mapping names the subscription {subscriptionId}, only {known.Count} {(known.Count == 1 ? "other" : "others")}. {which}";
    }
}
