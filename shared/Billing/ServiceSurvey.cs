using CloudmoreAutotask.Cloudmore;
using CloudmoreAutotask.Setup;

namespace CloudmoreAutotask.Billing;

/// <summary>A service as it stands on bills.</summary>
/// <param name="Name">Its name in Cloudmore.</param>
/// <param name="Organizations">How many organizations are billed for it.</param>
/// <param name="Subscriptions">How many subscriptions of it are billed.</param>
/// <param name="Lines">How many billing lines it has.</param>
/// <param name="Money">What its lines sum to, by currency.</param>
/// <param name="Kind">The kind that fits.</param>
/// <param name="Why">Why that kind.</param>
public sealed record SurveyedService(string Name, int Organizations, int Subscriptions, int Lines, IReadOnlyDictionary<string, decimal> Money, ServiceKind Kind, string Why);

/// <summary>Lists the services that Cloudmore bills, for the tick list of the settings (export rules, "Which lines").</summary>
/// <param name="source">The bills.</param>
/// <param name="frequencies">The words for payment frequencies.</param>
public sealed class ServiceSurvey(IBillSource source, PaymentFrequencyWords frequencies)
{
    // Usage comes as many small lines, seats as one or a few.
    private const int ManyLines = 8;

    /// <summary>Reads the bills of a span of days, one organization in memory at a time.</summary>
    /// <returns>The services, the one with the most lines first.</returns>
    /// <exception cref="MustFixException">The report cannot be had.</exception>
    /// <exception cref="TryLaterException">The report did not come.</exception>
    public async Task<IReadOnlyList<SurveyedService>> ReadAsync(DateOnly from, DateOnly to, CancellationToken cancellation)
    {
        var found = new Dictionary<string, Tally>(StringComparer.OrdinalIgnoreCase);
        var report = await source.OpenAsync(from, to, cancellation);
        await foreach (var organization in report.Organizations.WithCancellation(cancellation))
        {
            foreach (var service in organization.Lines.GroupBy(line => line.ServiceName.Trim(), StringComparer.OrdinalIgnoreCase))
            {
                if (!found.TryGetValue(service.Key, out var tally))
                    found[service.Key] = tally = new Tally(service.Key);
                tally.Add([.. service], frequencies);
            }
        }

        return [.. found.Values.OrderByDescending(tally => tally.Lines).Select(tally => tally.ToService())];
    }

    private sealed class Tally(string name)
    {
        private readonly SortedDictionary<string, decimal> money = new(StringComparer.Ordinal);
        private int organizations;
        private int subscriptions;
        private int fractional;
        private int once;

        public int Lines { get; private set; }

        public void Add(IReadOnlyList<BillingLine> lines, PaymentFrequencyWords words)
        {
            organizations++;
            Lines += lines.Count;
            subscriptions += lines.Select(SubscriptionKey.Of).Distinct(StringComparer.Ordinal).Count();
            fractional += lines.Count(line => line.Quantity != decimal.Truncate(line.Quantity));
            once += lines.Count(line => words.Read(line.PaymentFrequency) == PaymentFrequency.OneTime);
            foreach (var line in lines)
                money[line.CurrencyCode] = money.GetValueOrDefault(line.CurrencyCode) + line.TotalSales;
        }

        public SurveyedService ToService()
        {
            var (kind, why) = Kind();
            return new SurveyedService(name, organizations, subscriptions, Lines, money, kind, why);
        }

        private (ServiceKind Kind, string Why) Kind()
        {
            if (fractional > 0)
                return (ServiceKind.Consumption, "quantities are fractional, as usage is");
            if (once == Lines)
                return (ServiceKind.OneTime, "all lines are paid once");
            if (name.Contains("Azure", StringComparison.OrdinalIgnoreCase) && Lines >= subscriptions * ManyLines)
                return (ServiceKind.Consumption, "many lines per subscription, and the name says Azure");
            return (ServiceKind.Subscription, once > 0 ? "most lines are seats; some are paid once and will be held" : "whole seats that are paid again and again");
        }
    }
}
