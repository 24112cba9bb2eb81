using CloudmoreAutotask.Billing;
using CloudmoreAutotask.Simulators.Autotask;
using CloudmoreAutotask.Simulators.Cloudmore;
using CloudmoreAutotask.Tests.Export.Brokers.Rules;

namespace CloudmoreAutotask.Tests.Export.Brokers;

/// <content>What happens between the runs, in Cloudmore and by people in Autotask.</content>
internal sealed partial class RandomBroker
{
    private readonly Dictionary<string, long> _companies = new(StringComparer.Ordinal);

    /// <summary>Lets happen what happens before a run.</summary>
    /// <param name="run">Which of <see cref="Runs"/>.</param>
    /// <param name="memory">What the rules remember: people see which bills wait.</param>
    public void Before(int run, RuleMemory memory)
    {
        var today = Runs[run];
        Tell($"Before the run of {Day(today)}:");
        var month = BillMonth.Of(today);
        var isFirstOfMonth = run == 0 || BillMonth.Of(Runs[run - 1]) != month;
        if (run > 0)
        {
            if (isFirstOfMonth)
                ChangeSubscriptions(month);
            if (Chance(isFirstOfMonth ? 40 : 25))
                LateLines(month.AddMonths(isFirstOfMonth ? -1 : _random.Next(-1, 1)));
            ChangeMappings();
            PeopleInAutotask(today);
            Release(memory);
            ChangeLocks(memory, today);
        }

        if (isFirstOfMonth)
            BillMonthOf(month);
        if (run == 0 && Chance(20))
            Post(today);
    }

    private void ChangeSubscriptions(BillMonth month)
    {
        foreach (var subscription in _subscriptions.Where(_ => Chance(10)).ToList())
        {
            _subscriptions.Remove(subscription);
            _ended.Add(subscription);
            Tell($"  {subscription.Name} ends.");
        }

        foreach (var subscription in _ended.Where(_ => Chance(25)).ToList())
        {
            _ended.Remove(subscription);
            _subscriptions.Add(subscription);
            Tell($"  {subscription.Name} is bought again.");
        }

        foreach (var subscription in _subscriptions.Where(subscription => subscription.Products.Count > 1 && Chance(25)))
        {
            Tell($"  {subscription.Products[^1].Id} leaves {subscription.Name}.");
            subscription.Products.RemoveAt(subscription.Products.Count - 1);
        }

        if (Chance(25))
            DrawSubscription(Pick(Broker.Organizations));
        if (Broker.Organizations.Count > 1 && _subscriptions.Count > 0 && Chance(12))
        {
            var moved = Pick(_subscriptions);
            moved.Organization = Pick(Broker.Organizations.Where(organization => organization != moved.Organization).ToList());
            Tell($"  {moved.Id} moves to {moved.Organization.Name} with {month}.");
        }
    }

    /// <summary>What Cloudmore adds to a month, takes out of it or prices anew after it was read.</summary>
    private void LateLines(BillMonth month)
    {
        if (_subscriptions.Count == 0)
            return;
        var subscription = Pick(_subscriptions);
        var organization = subscription.Organization;
        var lines = organization.Lines.Where(line => month.Contains(line.BillingDate)).ToList();
        switch (_random.Next(100))
        {
            case < 45:
                var product = Pick(subscription.Products);
                var (price, cost) = subscription.Frequency == "Yearly" ? (product.Price * 0.1m, product.Cost * 0.1m) : (product.Price, product.Cost);
                Tell($"  Late line for {month}:");
                Bill(subscription, product, month.LastDay, product.Quantity + _random.Next(-2, 5) is var quantity and not 0 ? quantity : 1, price, cost, "late");
                break;
            case < 60:
                Tell($"  New in {month}:");
                var added = DrawSubscription(organization);
                Bill(added, added.Products[0], month.LastDay, added.Products[0].Quantity, added.Products[0].Price, added.Products[0].Cost, "late");
                break;
            case < 80 when lines.Count > 0:
                Replace(organization, lines.Where(_ => Chance(70)).Select(line => (line, line with
                {
                    UnitSalesPrice = line.UnitSalesPrice + 0.25m,
                    TotalSales = line.TotalSales + decimal.Round(line.Quantity * 0.25m, 2),
                })));
                break;
            case < 90 when lines.Count > 0:
                var gone = Pick(lines);
                Tell($"  Gone from {month}:");
                Remove(organization, lines.Where(line => line.SubscriptionId == gone.SubscriptionId && (Chance(60) || line.ProductId == gone.ProductId)));
                break;
            case < 97 when lines.Count > 0:
                var changed = Pick(lines);
                Replace(organization, [(changed, changed with { Quantity = changed.Quantity + 1, TotalSales = changed.TotalSales + changed.UnitSalesPrice, TotalCost = changed.TotalCost + changed.UnitCostPrice })]);
                break;
            default:
                Tell($"  All lines of {organization.Name} in {month} are gone.");
                Remove(organization, lines);
                break;
        }
    }

    private void Replace(BrokerOrganization organization, IEnumerable<(BrokerLine Old, BrokerLine New)> changes)
    {
        foreach (var (old, changed) in changes.ToList())
        {
            organization.Lines = organization.Lines.Replace(old, changed);
            Tell(Describe("-", organization, old));
            Tell(Describe("+", organization, changed));
        }
    }

    private void Remove(BrokerOrganization organization, IEnumerable<BrokerLine> lines)
    {
        foreach (var line in lines.ToList())
        {
            organization.Lines = organization.Lines.Remove(line);
            Tell(Describe("-", organization, line));
        }
    }

    private void ChangeMappings()
    {
        foreach (var organization in Broker.Organizations)
        {
            if (organization.CustomProperties.Count == 0 && Chance(60))
                Map(organization, _companies[organization.Id]);
            else if (organization.CustomProperties.Count > 0 && Chance(4))
                Map(organization, Chance(50) ? Tenant.AddCompany($"{organization.Name} (new)") : Pick(_companies.Values.ToList()));
        }
    }

    private void Map(BrokerOrganization organization, long company)
    {
        organization.CustomProperties = [new BrokerProperty("AutotaskCompanyID", Text(company))];
        Tell($"  {organization.Name} is mapped to company {company}.");
    }

    private void Try(string what, Action act)
    {
        try
        {
            act();
            Tell("  " + what);
        }
        catch (AutotaskRefusalException refusal)
        {
            Tell($"  {what} Autotask refuses: {refusal.Message}");
        }
    }

    /// <summary>The contracts in an order that does not depend on the order of the calls that made them.</summary>
    private List<ContractRow> Contracts() =>
        [.. Tenant.AllContracts.OrderBy(contract => contract.SubscriptionId ?? contract.Number, StringComparer.Ordinal).ThenBy(contract => contract.Start).ThenBy(contract => contract.CompanyId)];

    /// <summary>What Autotask holds of a subscription before the product comes.</summary>
    private void DrawContractOfBefore(DrawnSubscription subscription)
    {
        var isYearly = subscription.Frequency == "Yearly";
        if (!Chance(isYearly ? 65 : 30))
            return;
        var company = Chance(94) ? _companies[subscription.Organization.Id] : Tenant.AddCompany("Somebody else");
        var start = isYearly
            ? new DateOnly(2025, subscription.TermMonth, Pick(1, 1, 15))
            : Pick(new DateOnly(2026, 1, 1), new DateOnly(2026, 9, 15), new DateOnly(2026, 10, 1), new DateOnly(2026, 3, 31), new DateOnly(2026, 11, 1));
        var end = Pick(start.AddYears(3), start.AddYears(1), new DateOnly(2026, 10, 1), new DateOnly(2026, 12, 1)).AddDays(-1);
        var (number, field) = isYearly ? ($"CM-{subscription.Id}", subscription.Id) : _random.Next(10) switch
        {
            < 5 => (null, subscription.Id),
            < 7 => ($"CM-{subscription.Id}", null),
            < 8 => ("OLD-7", subscription.Id),
            _ => ($"CM-{subscription.Id}", subscription.Id),
        };
        if (end <= start)
            return;
        var contract = Tenant.AddContract(company, $"Made by another tool {subscription.Id}", start, end, number, field, isYearly != Chance(4) ? 5 : 2, Chance(97) ? 7 : 1, Chance(97) ? 1 : 0);
        Tell($"  Autotask has a contract {number ?? "without number"} for {field ?? "no subscription"} of company {company} from {Day(start)} to {Day(end)}.");
        foreach (var product in subscription.Products.Take(Chance(80) ? 1 : 3))
            Try($"  with {product.Id}", () => AddServiceOfBefore(contract, product, isYearly));
        if (Chance(4))
            Tenant.AddContract(company, "A second one", start, end, null, subscription.Id);
    }

    private void AddServiceOfBefore(long contract, DrawnProduct product, bool isYearly)
    {
        var isCatalogue = isYearly || Chance(30);
        var frequency = isYearly ? "yearly" : "monthly";
        var name = isCatalogue ? $"{product.Name} ({frequency})" : $"Other tool's {product.Name}";
        var service = Tenant.AllServices.FirstOrDefault(one => one.Name == name)?.Id
            ?? Tenant.AddService(name, product.Price, product.Cost, isYearly ? 5 : 2, isCatalogue && Tenant.Rules.ServicesHaveSku ? $"CM:{product.Id}:{frequency}" : null);
        var units = Chance(10) ? 0 : Chance(50) ? product.Quantity : product.Quantity + 3;
        Tenant.AddContractService(contract, service, Chance(50) ? product.Price : product.Price + 0.5m, product.Cost, units);
        Tell(FormattableString.Invariant($"    {units} units of {name}."));
    }
}
