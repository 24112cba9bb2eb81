using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace CloudmoreAutotask.Billing;

/// <summary>The content hash of an organization bill: the order of lines does not count, decimals count by value (export rules, "Bill").</summary>
/// <remarks>Only fields that the API and the CSV export both have take part, so that one bill has one hash.</remarks>
public static class BillHash
{
    private const char Separator = '\u001f';

    /// <summary>SHA-256 of the bill's content, lower-case hex.</summary>
    public static string Of(OrganizationBill bill) => Hash(bill.Lines.Select(Content).Concat(bill.Faults.Select(Content)));

    /// <summary>SHA-256 of what was sold, without its money: equal when only prices changed.</summary>
    public static string OfQuantities(OrganizationBill bill) =>
        Hash(bill.Lines.Select(line => Join([.. Subject(line), Number(line.Quantity)])).Concat(bill.Faults.Select(Content)));

    /// <summary>SHA-256 of what was sold with its money, without labels and notes.</summary>
    public static string OfMoney(OrganizationBill bill) =>
        Hash(bill.Lines.Select(line => Join([.. Subject(line), Number(line.Quantity), .. Prices(line)])).Concat(bill.Faults.Select(Content)));

    /// <summary>Lines by content: reports may give the same lines in another order.</summary>
    internal static IReadOnlyList<BillingLine> Sorted(IEnumerable<BillingLine> lines) =>
        [.. lines.OrderBy(Content, StringComparer.Ordinal).ThenBy(line => line.SubscriptionId, StringComparer.Ordinal)];

    private static string Content(BillingLine line) => Join(
    [
        .. Subject(line), Number(line.Quantity), .. Prices(line),
        line.ProductName, line.SubscriptionName, line.PurchaseOrderNumber, line.BillingLineDetails, line.Note,
    ]);

    private static string Content(LineFault fault) => Join(["fault", fault.Line, fault.Field, fault.Found]);

    private static IEnumerable<string?> Subject(BillingLine line) =>
    [
        line.BillingDate.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture), line.ServiceName, line.ProductId, line.ItemCode,
        line.SubscriptionId?.ToLowerInvariant(), line.CurrencyCode, line.PaymentFrequency,
    ];

    private static IEnumerable<string> Prices(BillingLine line) =>
        [Number(line.UnitCostPrice), Number(line.UnitSalesPrice), Number(line.TotalCost), Number(line.TotalSales)];

    // G29 drops trailing zeros: 10 and 10.00 are one quantity.
    private static string Number(decimal value) => value.ToString("G29", CultureInfo.InvariantCulture);

    private static string Join(IEnumerable<string?> parts) => string.Join(Separator, parts);

    private static string Hash(IEnumerable<string> lines)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var line in lines.Order(StringComparer.Ordinal))
            hash.AppendData(Encoding.UTF8.GetBytes(line + "\n"));
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}
