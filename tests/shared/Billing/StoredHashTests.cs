using CloudmoreAutotask.Billing;
using NUnit.Framework;

namespace CloudmoreAutotask.Tests.Billing;

/// <summary>
/// Hashes that are stored already. A bill whose hash becomes another one looks changed to every customer, so these values may never be replaced by what the code gives.
/// </summary>
public sealed class StoredHashTests
{
    private static readonly BillingLine Full = new()
    {
        BillingDate = new DateOnly(2026, 10, 8),
        ServiceName = "Microsoft CSP",
        ProductId = "CFQ7TTC0LCHC:0002",
        ProductName = "Microsoft 365 Business Premium",
        ItemCode = "CFQ7TTC0LCHC",
        SubscriptionId = "3F2504E0-4F89-41D3-9A0C-0305E82C3301",
        SubscriptionName = "Head office",
        Quantity = 10,
        UnitCostPrice = 16.90m,
        UnitSalesPrice = 20.60m,
        TotalCost = 169.00m,
        TotalSales = 206.00m,
        CurrencyCode = "EUR",
        PaymentFrequency = "Monthly",
        PurchaseOrderNumber = "PO 4711",
        BillingLineDetails = "2026-10-08 - 2026-11-07",
        Note = "as agreed",
    };

    private static readonly BillingLine Sparse = new()
    {
        BillingDate = new DateOnly(2026, 10, 1),
        ServiceName = "Microsoft Azure",
        Quantity = 0.1000000000000000055511151231m,
        UnitCostPrice = 0,
        UnitSalesPrice = 79228162514264337593543950335m,
        TotalCost = -0.0000000000000000000000000001m,
        TotalSales = -12.3400m,
        CurrencyCode = "eur",
    };

    private static readonly BillingLine Strange = Full with
    {
        ProductName = "Grüße, 日本 😀 \"quoted\"\tand\u0001more",
        SubscriptionId = " ÀÉ-İß ",
        SubscriptionName = "\ud800 alone",
        PurchaseOrderNumber = "",
        BillingLineDetails = "two\nlines\u001fparted",
        Note = "ends with \udbff",
    };

    private static readonly BillingLine LongerScale = Full with { Quantity = 10.000m, UnitCostPrice = 16.9m, UnitSalesPrice = 20.600000m, TotalCost = 169m, TotalSales = 206.0m };

    private static readonly LineFault[] Faults =
    [
        new("line 4 of service 'Microsoft CSP'", "quantity", "ten 😀", new DateOnly(2026, 10, 8)), new("line 5", "currencyCode", null, null),
    ];

    private static readonly Dictionary<string, (string Content, string Quantities, string Money)> Stored = new(StringComparer.Ordinal)
    {
        ["NoLines"] = (
            "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
            "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
            "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
        ["Full"] = (
            "4675ce344bf839db9023690d345ec933354d747a117a0f5cda18928e454a0194",
            "f24b2428c77a5eaced4914f3bdfe885a51f044cb88560a04aad439fb382d54de",
            "fc4479eb5a2c910178219622ee66c10e9431f734ab769b1e1afe00eeff482a8f"),
        ["LongerScale"] = (
            "4675ce344bf839db9023690d345ec933354d747a117a0f5cda18928e454a0194",
            "f24b2428c77a5eaced4914f3bdfe885a51f044cb88560a04aad439fb382d54de",
            "fc4479eb5a2c910178219622ee66c10e9431f734ab769b1e1afe00eeff482a8f"),
        ["Sparse"] = (
            "8a67dd104e6f5b490da4d110c6d5a0997bd4376c392da27b1350e1c905f8ab4b",
            "f36e5038f48782f8d4669789dd74e2d3fed53ef88eedefda166340e18175f909",
            "db7130b284ba39385e48084ce38a4bb7b542bc35bf99c8d8e23ca4343a14b6cd"),
        ["Strange"] = (
            "bdeacf41c4412e87c3785d777b0efd25ca79e6feea9dc8d76379e425a13c2575",
            "ac6abd5a09d0359e8763e3ce6fd22cf19f05d24547c872f02c4b02b28c002f71",
            "8c90c3d1f4f3689d0d38620f2ccd67e40906033a08e9247bc6428b33c2961cf3"),
        ["Twice"] = (
            "d03fe22a3f0fd543fdb8e8a50dd6ce1c242cb29031a5447c27840e6592c52cb6",
            "c0bcd831ef81037e16a4e28480097aec30d16a90f843211b009abe63963ffcdd",
            "8a8d24be01dd9190cbc275240ce90a12a2186d8399a90549b12e6bb46c358ccd"),
        ["AllInOneOrder"] = (
            "53cdc5a8a727fd06065ae5981d3002ff7210062fa1d7c7642e901c4284dae1d5",
            "a697e6601ece0b15f83433851e6d7df21f7a68226f3376fa33016f71e52a2355",
            "dcd239b30ba2608c67f839d7172e492571f41807197c1418edb5a3e720daa177"),
        ["AllInAnotherOrder"] = (
            "53cdc5a8a727fd06065ae5981d3002ff7210062fa1d7c7642e901c4284dae1d5",
            "a697e6601ece0b15f83433851e6d7df21f7a68226f3376fa33016f71e52a2355",
            "dcd239b30ba2608c67f839d7172e492571f41807197c1418edb5a3e720daa177"),
        ["OrderOfNumbers"] = (
            "c9105f48589b396fada7f8a2681cf4dcd6602bce4cc1ef2e957be4ac39bd2c2f",
            "2c24aba210829d7fb42652fe63a999ad97c4d8bf5e5cfd143bdd100833db1a08",
            "19f6a17a573be33f0cda9a8a593953fd4a633c7adc262bf5e1fbeddbf85fb680"),
    };

    private static IEnumerable<TestCaseData> Bills()
    {
        yield return Bill("NoLines", []);
        yield return Bill("Full", [Full]);
        yield return Bill("LongerScale", [LongerScale]);
        yield return Bill("Sparse", [Sparse]);
        yield return Bill("Strange", [Strange]);
        yield return Bill("Twice", [Full, LongerScale]);
        yield return Bill("AllInOneOrder", [Full, Sparse, Strange, LongerScale], Faults);
        yield return Bill("AllInAnotherOrder", [Strange, LongerScale, Sparse, Full], [Faults[1], Faults[0]]);
        yield return Bill("OrderOfNumbers", [.. Enumerable.Range(-60, 200).Select(number => Full with { Quantity = number * 0.75m, TotalSales = number * 1.1m })]);
    }

    [TestCaseSource(nameof(Bills))]
    public void Of_BillThatIsStored_IsTheStoredHash(OrganizationBill bill, string stored, string storedQuantities, string storedMoney)
    {
        Assert.That(BillHash.Of(bill), Is.EqualTo(stored));
        Assert.That(BillHash.OfQuantities(bill), Is.EqualTo(storedQuantities));
        Assert.That(BillHash.OfMoney(bill), Is.EqualTo(storedMoney));
    }

    private static TestCaseData Bill(string name, IReadOnlyList<BillingLine> lines, params IReadOnlyList<LineFault> faults)
    {
        var (content, quantities, money) = Stored[name];
        var bill = new OrganizationBill(new BillMonth(2026, 10), new BilledOrganization("c1", "Contoso", "1001", "EUR"), lines, faults);
        return new TestCaseData(bill, content, quantities, money).SetArgDisplayNames(name);
    }
}
