using CloudmoreAutotask.Billing;
using CloudmoreAutotask.Setup;
using CloudmoreAutotask.Simulators.Cloudmore;
using CloudmoreAutotask.Tests.Export.Brokers.Rules;

namespace CloudmoreAutotask.Tests.Export.Brokers;

/// <content>Subscriptions and their billing lines.</content>
internal sealed partial class RandomBroker
{
    private DrawnSubscription DrawSubscription(BrokerOrganization organization)
    {
        var (service, kind, frequency) = _random.Next(100) switch
        {
            < 55 => (ServiceList.Seats, ServiceKind.Subscription, "Monthly"),
            < 70 => (ServiceList.Seats, ServiceKind.Subscription, "Yearly"),
            < 83 => (ServiceList.Usage, ServiceKind.Consumption, "Monthly"),
            < 93 => (ServiceList.Software, ServiceKind.OneTime, "One Time"),
            < 97 => (ServiceList.Off, ServiceKind.Subscription, "Monthly"),
            _ => (ServiceList.Unlisted, ServiceKind.Subscription, "Monthly"),
        };
        var subscription = new DrawnSubscription
        {
            Id = Chance(2) ? null : $"S{++_numbers}-{(char)('a' + _random.Next(26))}",
            Organization = organization,
            Service = service,
            Kind = kind,
            Frequency = frequency,
            CycleDay = _random.Next(1, 9),
            TermMonth = 10 + _random.Next(3),
        };
        var products = kind != ServiceKind.Consumption && frequency != "Yearly" && Chance(25) ? 2 + _random.Next(2) : 1;
        for (var number = 0; number < products; number++)
        {
            var price = Amount(2, 40, Pick(2, 2, 3, 4)) * (frequency == "Yearly" ? 11 : 1);
            subscription.Products.Add(new DrawnProduct
            {
                Id = kind switch
                {
                    ServiceKind.Consumption => "AZ:0001",
                    ServiceKind.OneTime => $"SW:000{number + _random.Next(2) * 4}",
                    _ => $"CFQ7:000{number + _random.Next(3) * 3}",
                },
                Quantity = 1 + _random.Next(30),
                Price = price,
                Cost = decimal.Round(price * 0.83m, 4),
            });
        }

        _subscriptions.Add(subscription);
        Tell($"{subscription.Name}: {service}, {frequency}, products {string.Join(", ", subscription.Products.Select(product => product.Id))}"
            + (frequency == "Yearly" ? $", term starts in month {subscription.TermMonth}." : "."));
        if (kind == ServiceKind.Subscription && service == ServiceList.Seats && subscription.Id is not null)
            DrawContractOfBefore(subscription);
        return subscription;
    }

    /// <summary>The lines of a month for everything that is billed.</summary>
    private void BillMonthOf(BillMonth month)
    {
        foreach (var subscription in _subscriptions.ToList())
        {
            switch (subscription.Kind)
            {
                case ServiceKind.Consumption:
                    BillUsage(subscription, month);
                    break;
                case ServiceKind.OneTime:
                    if (Chance(45))
                        BillOnce(subscription, month);
                    break;
                default:
                    if (subscription.Frequency == "Yearly")
                        BillYearly(subscription, month);
                    else
                        BillMonthly(subscription, month);
                    break;
            }
        }
    }

    private void BillMonthly(DrawnSubscription subscription, BillMonth month)
    {
        foreach (var product in subscription.Products)
        {
            var before = product.Quantity;
            if (Chance(35))
                product.Quantity = Math.Max(Chance(8) ? 0 : 1, product.Quantity + _random.Next(-6, 7));
            if (Chance(12))
                product.Price = decimal.Round(product.Price * (90 + _random.Next(25)) / 100m, 4);
            var added = product.Quantity - before;
            if (added > 0 && Chance(60))
                Bill(subscription, product, Date(month, 1, subscription.CycleDay), added, product.Price * 9 / 31, product.Cost * 9 / 31, "pro-rata");
            if (Chance(8))
                Bill(subscription, product, Date(month, 1, Chance(80) ? 8 : 28), -1 - _random.Next(3), product.Price * 5 / 31, product.Cost * 5 / 31, "credit");
            if (Chance(2))
                Bill(subscription, product, Date(month, 1, 8), 1, product.Price * 3, product.Cost * 3, "one-off");
            if (Chance(2))
                continue;
            Bill(subscription, product, Date(month, subscription.CycleDay, subscription.CycleDay), product.Quantity + (Chance(2) ? 0.5m : 0), product.Price, product.Cost, "cycle fee");
        }
    }

    private void BillYearly(DrawnSubscription subscription, BillMonth month)
    {
        var product = subscription.Products[0];
        if (month.Month == subscription.TermMonth)
        {
            if (Chance(6))
                return;
            if (Chance(50))
                product.Quantity = Math.Max(1, product.Quantity + _random.Next(-4, 5));
            Bill(subscription, product, Date(month, subscription.CycleDay, subscription.CycleDay), product.Quantity, product.Price, product.Cost, "annual fee");
            if (Chance(15))
                Bill(subscription, product, Date(month, subscription.CycleDay, 20), 1, product.Price / 2, product.Cost / 2, "pro-rata to the end of the term");
        }
        else if (Chance(35))
        {
            var quantity = Chance(12) ? product.Quantity * 2 : Math.Max(1, product.Quantity / 5);
            Bill(subscription, product, Date(month, 1, Chance(70) ? 8 : 28), Chance(15) ? -quantity : quantity, product.Price * 0.4m, product.Cost * 0.4m, "change in term");
        }
    }

    private void BillUsage(DrawnSubscription subscription, BillMonth month)
    {
        var lines = 2 + _random.Next(9);
        for (var number = 0; number < lines; number++)
        {
            var price = Amount(0, 2, 4) + 0.0131m;
            var quantity = _random.Next(1, 240_000_000) / 1_000_000m;
            Bill(subscription, subscription.Products[0], Date(month, subscription.CycleDay, subscription.CycleDay), quantity, price, price * 0.83m, "usage", decimals: 4);
        }

        if (Chance(10))
            Bill(subscription, subscription.Products[0], Date(month, 1, 8), -_random.Next(1, 400), 0.9m, 0.7m, "usage credit", decimals: 4);
    }

    private void BillOnce(DrawnSubscription subscription, BillMonth month)
    {
        foreach (var product in subscription.Products)
            Bill(subscription, product, Date(month, 1, Chance(70) ? 8 : 28), product.Quantity, product.Price * 10, product.Cost * 10, "purchase");
    }

    private DateOnly Date(BillMonth month, int from, int to) => month.FirstDay.AddDays(_random.Next(from, to + 1) - 1);

    private void Bill(DrawnSubscription subscription, DrawnProduct product, DateOnly day, decimal quantity, decimal price, decimal cost, string details, int decimals = 2)
    {
        (price, cost) = (Rounding.FourDecimals(price), Rounding.FourDecimals(cost));
        var line = new BrokerLine
        {
            BillingDate = day,
            ServiceName = subscription.Service,
            ProductId = product.Id,
            ProductName = product.Name,
            ItemCode = product.Id,
            SubscriptionId = Chance(8) ? subscription.Id?.ToUpperInvariant() : subscription.Id,
            SubscriptionName = $"Name of {subscription.Id}",
            Quantity = quantity,
            UnitCostPrice = cost,
            UnitSalesPrice = price,
            TotalCost = decimal.Round(quantity * cost, decimals, MidpointRounding.AwayFromZero),
            TotalSales = decimal.Round(quantity * price, decimals, MidpointRounding.AwayFromZero),
            CurrencyCode = _random.Next(1000) < 3 ? "USD" : "EUR",
            PaymentFrequency = _random.Next(1000) < 4 ? "Quarterly" : subscription.Frequency,
            BillingLineDetails = details,
        };
        subscription.Organization.Bill(line);
        Tell(Describe("+", subscription.Organization, line));
    }

    private static string Describe(string sign, BrokerOrganization organization, BrokerLine line) => FormattableString.Invariant(
        $"  {sign} {Day(line.BillingDate)} {organization.Name} {line.SubscriptionId ?? "(no id)"} {line.ProductId}: {line.Quantity} x {line.UnitSalesPrice} = {line.TotalSales} (cost {line.UnitCostPrice}, {line.TotalCost}) {line.CurrencyCode} {line.PaymentFrequency}, {line.BillingLineDetails}");
}
