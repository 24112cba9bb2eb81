using CloudmoreAutotask.Cloudmore;
using CloudmoreAutotask.Setup;

namespace CloudmoreAutotask.Billing;

/// <summary>A service as it stands on bills.</summary>
/// <param name="Name">Its name in Cloudmore.</param>
/// <param name="Month">The month that the figures are of.</param>
/// <param name="Organizations">How many organizations are billed for it.</param>
/// <param name="Subscriptions">How many subscriptions of it are billed.</param>
/// <param name="Lines">How many billing lines it has.</param>
/// <param name="Money">What its lines sum to, by currency.</param>
/// <param name="Kind">The kind that fits.</param>
/// <param name="Why">Why that kind.</param>
public sealed record SurveyedService(string Name, BillMonth Month, int Organizations, int Subscriptions, int Lines, IReadOnlyDictionary<string, decimal> Money, ServiceKind Kind, string Why);

/// <summary>The services of a month's bills, and those that are billed only since.</summary>
/// <param name="Services">The services, the one with the most lines first.</param>
/// <param name="Faults">How many faults there are; what cannot be read is in no service's figures, and an export holds the bills it is in.</param>
/// <param name="FirstFaults">The first of them, as sentences.</param>
public sealed record SurveyedBills(IReadOnlyList<SurveyedService> Services, int Faults, IReadOnlyList<string> FirstFaults);

/// <summary>Lists the services that Cloudmore bills, for the tick list of the settings (export rules, "Which lines").</summary>
/// <param name="source">The bills.</param>
/// <param name="frequencies">The words for payment frequencies.</param>
public sealed class ServiceSurvey(IBillSource source, PaymentFrequencyWords frequencies)
{
    private const int FaultsKept = 5;

    /// <summary>Reads the bills of a month, and of the days since: a service that is new would be missed else. One organization is in memory at a time.</summary>
    /// <param name="month">The month whose figures count.</param>
    /// <param name="today">The last billing date that is read, product clock.</param>
    /// <param name="cancellation">Ends the reading.</param>
    /// <exception cref="MustFixException">The report cannot be had.</exception>
    /// <exception cref="TryLaterException">The report did not come.</exception>
    public async Task<SurveyedBills> ReadAsync(BillMonth month, DateOnly today, CancellationToken cancellation)
    {
        var found = new Dictionary<string, Tally>(StringComparer.OrdinalIgnoreCase);
        var since = new Dictionary<string, Tally>(StringComparer.OrdinalIgnoreCase);
        var first = new List<string>();
        var faults = 0;
        var report = await source.OpenAsync(month.FirstDay, today, cancellation);
        await foreach (var organization in report.Organizations.WithCancellation(cancellation))
        {
            faults += organization.Faults.Count;
            first.AddRange(organization.Faults.Take(FaultsKept - first.Count).Select(fault => $"{organization.Organization.Name}: {fault.Describe()}"));
            foreach (var bill in organization.Lines.ToLookup(line => month.Contains(line.BillingDate)))
                Add(bill.Key ? found : since, organization.Organization.Id, bill);
        }

        var services = found.Values.OrderByDescending(tally => tally.Lines).ThenBy(tally => tally.Name, StringComparer.OrdinalIgnoreCase)
            .Select(tally => tally.ToService(month))
            .Concat(since.Values.Where(tally => !found.ContainsKey(tally.Name)).OrderBy(tally => tally.Name, StringComparer.OrdinalIgnoreCase)
                .Select(tally => tally.ToService(BillMonth.Of(today))));
        return new SurveyedBills([.. services], faults, first);
    }

    private void Add(Dictionary<string, Tally> tallies, string organization, IEnumerable<BillingLine> lines)
    {
        foreach (var service in lines.GroupBy(line => line.ServiceName.Trim(), StringComparer.OrdinalIgnoreCase))
        {
            if (!tallies.TryGetValue(service.Key, out var tally))
                tallies[service.Key] = tally = new Tally(service.Key);
            // A report may name an organization more than once.
            tally.Add(organization, [.. service], frequencies);
        }
    }

    private sealed class Tally(string name)
    {
        // Usage comes as many small lines, seats as one or a few.
        private const int ManyLines = 8;

        private readonly SortedDictionary<string, decimal> money = new(StringComparer.Ordinal);
        private readonly HashSet<string> organizations = new(StringComparer.OrdinalIgnoreCase);
        private readonly Dictionary<string, Billed> subscriptions = new(StringComparer.Ordinal);
        private int once;
        private int yearly;

        public string Name => name;

        public int Lines { get; private set; }

        public void Add(string organization, IReadOnlyList<BillingLine> lines, PaymentFrequencyWords words)
        {
            organizations.Add(organization);
            Lines += lines.Count;
            foreach (var line in lines)
            {
                // Lines without a subscription id have one key for all organizations.
                var key = $"{organization}|{SubscriptionKey.Of(line)}";
                if (!subscriptions.TryGetValue(key, out var subscription))
                    subscriptions[key] = subscription = new Billed();
                subscription.Lines++;
                subscription.IsFractional |= line.Quantity != decimal.Truncate(line.Quantity);
                subscription.HasSeats |= line.Quantity > 1;
                var frequency = words.Read(line.PaymentFrequency);
                once += frequency == PaymentFrequency.OneTime ? 1 : 0;
                yearly += frequency == PaymentFrequency.Yearly ? 1 : 0;
                money[line.CurrencyCode] = money.GetValueOrDefault(line.CurrencyCode) + line.TotalSales;
            }
        }

        public SurveyedService ToService(BillMonth month)
        {
            var (kind, why) = Kind();
            return new SurveyedService(name, month, organizations.Count, subscriptions.Count, Lines, money, kind, why);
        }

        /// <summary>The lines decide, most of the subscriptions at a time: one odd line must not turn seats into usage. The name is a hint where they say nothing.</summary>
        private (ServiceKind Kind, string Why) Kind()
        {
            if (once == Lines)
                return (ServiceKind.OneTime, "all lines are paid once");
            if (IsMost(subscription => subscription.IsFractional))
                return (ServiceKind.Consumption, "quantities are fractional, as usage is");
            var namedForUsage = name.Contains("Azure", StringComparison.OrdinalIgnoreCase);
            if (namedForUsage && IsMost(subscription => subscription.IsFractional || subscription.Lines >= ManyLines))
                return (ServiceKind.Consumption, "many lines per subscription, and the name says Azure");
            // Azure reservations are paid by the year, and are seats.
            if (namedForUsage && yearly < Lines && IsMost(subscription => subscription.IsFractional || !subscription.HasSeats))
                return (ServiceKind.Consumption, "the name says Azure, and no quantity says otherwise");
            return (ServiceKind.Subscription, string.Join("; ", Seats()));
        }

        private bool IsMost(Func<Billed, bool> test) => subscriptions.Values.Count(test) * 2 >= subscriptions.Count;

        private IEnumerable<string> Seats()
        {
            yield return "whole seats that are paid again and again";
            if (once > 0)
                yield return $"{once} of {Lines} lines are paid once and would be held";
            if (subscriptions.Values.Count(subscription => subscription.IsFractional) is var fractional and > 0)
                yield return $"{fractional} of {subscriptions.Count} subscriptions have a fractional quantity and would be held";
        }

        private sealed class Billed
        {
            public int Lines { get; set; }

            public bool IsFractional { get; set; }

            public bool HasSeats { get; set; }
        }
    }
}
