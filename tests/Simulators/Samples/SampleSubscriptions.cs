using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace CloudmoreAutotask.Simulators.Samples;

/// <summary>Writes the billing lines of one organization's subscriptions over the two sample months, as the vendors and Cloudmore write them.</summary>
/// <param name="organizationId">The organization.</param>
/// <param name="lines">Where the lines go.</param>
/// <remarks>Source: Cloudmore facts, "The billing line": a cycle fee each month, pro-rata lines for changes within a cycle, credits with a negative quantity.</remarks>
internal sealed class SampleSubscriptions(string organizationId, ICollection<SampleLine> lines)
{
    private const string Seats = "Microsoft CSP";
    private const string Azure = "Microsoft Azure";
    private const string Software = "Microsoft Perpetual Software";
    private const string Own = "Managed Network";
    private const string Monthly = "Monthly";
    private const string Yearly = "Yearly";

    private static readonly DateOnly OctoberCycle = new(2026, 10, 8);
    private static readonly DateOnly NovemberCycle = new(2026, 11, 8);

    private static readonly (string Meter, decimal Price)[] Meters =
    [
        ("Virtual Machines D4as v5", 0.1912m), ("Premium SSD Managed Disks P10", 0.0274m), ("Blob Storage Hot LRS", 0.0198m), ("Bandwidth inter-region egress", 0.0213m),
        ("Azure SQL Database vCore", 0.2431m), ("Log Analytics ingestion", 2.6154m), ("App Service P1v3", 0.1347m), ("Key Vault operations", 0.0321m),
    ];

    /// <summary>An id made of words, the same in every run.</summary>
    public static string Id(params IEnumerable<string> parts) => new Guid(SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('|', parts))).AsSpan(0, 16)).ToString();

    /// <summary>Seats paid monthly; more seats in November start with a pro-rata line. 0 seats: not billed in that month.</summary>
    public SampleSubscriptions SeatsMonthly(SampleProduct product, string name, int october, int november, decimal novemberPrice = 0)
    {
        if (october > 0)
            CycleFee(product, name, OctoberCycle, october, product.Price);
        if (october > 0 && november > october)
            ProRata(product, name, new DateOnly(2026, 11, 2), november - october, days: 6);
        if (november > 0)
            CycleFee(product, name, NovemberCycle, november, novemberPrice == 0 ? product.Price : novemberPrice);
        return this;
    }

    /// <summary>Seats paid monthly that were raised by too many in October and partly given back, with a credit.</summary>
    public SampleSubscriptions SeatsWithCredit(SampleProduct product, string name, int seats, int added, int givenBack)
    {
        CycleFee(product, name, OctoberCycle, seats, product.Price);
        ProRata(product, name, new DateOnly(2026, 10, 15), added, days: 24);
        var credit = Share(product.Price, 24);
        lines.Add(Line(Seats, product, name, new DateOnly(2026, 10, 19), -givenBack, credit, Share(product.Cost, 24), Monthly, "Credit for cancelled seats 2026-10-15 - 2026-11-07"));
        CycleFee(product, name, NovemberCycle, seats + added - givenBack, product.Price);
        return this;
    }

    /// <summary>Seats paid for a year in advance; seats added in November are billed to the end of the term.</summary>
    public SampleSubscriptions SeatsYearly(SampleProduct product, string name, DateOnly start, int seats, int addedInNovember = 0)
    {
        var (price, cost) = (product.Price * 11.4m, product.Cost * 11.4m);
        lines.Add(Line(Seats, product, name, start, seats, price, cost, Yearly, $"Annual fee {Day(start)} - {Day(start.AddYears(1).AddDays(-1))}"));
        if (addedInNovember > 0)
        {
            var day = new DateOnly(2026, 11, 4);
            var share = (start.AddYears(1).DayNumber - day.DayNumber) / 365m;
            lines.Add(Line(
                Seats, product, name, day, addedInNovember, Cents(price * share), Cents(cost * share), Yearly, $"Pro-rata fee {Day(day)} - {Day(start.AddYears(1).AddDays(-1))}"));
        }

        return this;
    }

    /// <summary>An Azure subscription with many small lines in both months.</summary>
    public SampleSubscriptions Usage(string name, int linesPerMonth)
    {
        foreach (var (day, month) in new[] { (OctoberCycle, "2026-09"), (NovemberCycle, "2026-10") })
        {
            for (var number = 0; number < linesPerMonth; number++)
                lines.Add(UsageLine(name, day, month, number));
        }

        return this;
    }

    /// <summary>Licences that are paid once.</summary>
    public SampleSubscriptions PaidOnce(SampleProduct product, string name, DateOnly day, int quantity)
    {
        lines.Add(Line(Software, product, name, day, quantity, product.Price, product.Cost, "One Time", "Perpetual licence purchase"));
        return this;
    }

    /// <summary>A service of the broker's own, in both months.</summary>
    public SampleSubscriptions OwnService(SampleProduct product, string name, int quantity)
    {
        foreach (var day in new DateOnly[] { new(2026, 10, 1), new(2026, 11, 1) })
            lines.Add(Line(Own, product, name, day, quantity, product.Price, product.Cost, Monthly, $"Monthly fee {day.ToString("yyyy-MM", CultureInfo.InvariantCulture)}"));
        return this;
    }

    private void CycleFee(SampleProduct product, string name, DateOnly day, int seats, decimal price) =>
        lines.Add(Line(Seats, product, name, day, seats, price, product.Cost, Monthly, $"Cycle fee {Day(day)} - {Day(day.AddMonths(1).AddDays(-1))}"));

    private void ProRata(SampleProduct product, string name, DateOnly day, int seats, int days) => lines.Add(Line(
        Seats, product, name, day, seats, Share(product.Price, days), Share(product.Cost, days), Monthly, $"Pro-rata fee {Day(day)} - {Day(day.AddDays(days - 1))}"));

    private SampleLine UsageLine(string name, DateOnly day, string month, int number)
    {
        var (meter, price) = Meters[number % Meters.Length];
        // Any fraction will do, but the same one in every run.
        var seed = SHA256.HashData(Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{organizationId}|{name}|{month}|{number}")));
        var quantity = BitConverter.ToUInt32(seed) % 240_000_000 / 1_000_000m;
        var product = new SampleProduct("DZH318Z0BPS6:0001", meter, price, decimal.Round(price * 0.83m, 4, MidpointRounding.AwayFromZero));
        var line = Line(Azure, product, name, day, quantity, product.Price, product.Cost, Monthly, $"Usage {month}, meter {meter}");
        return line with { TotalPrice = Tiny(quantity * product.Price), TotalCost = Tiny(quantity * product.Cost) };
    }

    private SampleLine Line(string service, SampleProduct product, string name, DateOnly day, decimal quantity, decimal price, decimal cost, string frequency, string details) => new()
    {
        OrganizationId = organizationId,
        BillingDate = day,
        ServiceName = service,
        ProductId = product.Id,
        ProductName = product.Name,
        SubscriptionId = Id("subscription", organizationId, service, name),
        SubscriptionName = name,
        Quantity = quantity,
        UnitCost = cost,
        UnitPrice = price,
        TotalCost = Cents(quantity * cost),
        TotalPrice = Cents(quantity * price),
        PaymentFrequency = frequency,
        Details = details,
    };

    private static decimal Share(decimal price, int days) => decimal.Round(price * days / 31m, 4, MidpointRounding.AwayFromZero);

    private static decimal Cents(decimal amount) => decimal.Round(amount, 2, MidpointRounding.AwayFromZero);

    private static decimal Tiny(decimal amount) => decimal.Round(amount, 4, MidpointRounding.AwayFromZero);

    private static string Day(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}
