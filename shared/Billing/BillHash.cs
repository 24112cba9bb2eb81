using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace CloudmoreAutotask.Billing;

/// <summary>The content hash of an organization bill: the order of lines does not count, decimals count by value (export rules, "Bill").</summary>
/// <remarks>Only fields that the API and the CSV export both have take part, so that one bill has one hash.</remarks>
public static class BillHash
{
    // The unit separator, which texts of a report do not have.
    private const string Sep = "\u001f";

    /// <summary>SHA-256 of the bill's content, lower-case hex.</summary>
    public static string Of(OrganizationBill bill) => Hash(bill, Content);

    /// <summary>SHA-256 of what was sold, without its money: equal when only prices changed.</summary>
    public static string OfQuantities(OrganizationBill bill) => Hash(bill, Sold);

    /// <summary>SHA-256 of what was sold with its money, without labels and notes.</summary>
    public static string OfMoney(OrganizationBill bill) => Hash(bill, SoldWithMoney);

    // G29 drops trailing zeros: 10 and 10.00 are one quantity.
    private static string Sold(BillingLine line) => string.Create(
        CultureInfo.InvariantCulture,
        $"{line.BillingDate:yyyy-MM-dd}{Sep}{line.ServiceName}{Sep}{line.ProductId}{Sep}{line.ItemCode}{Sep}{line.SubscriptionId?.ToLowerInvariant()}{Sep}"
            + $"{line.CurrencyCode}{Sep}{line.PaymentFrequency}{Sep}{line.Quantity:G29}");

    private static string SoldWithMoney(BillingLine line) => string.Create(
        CultureInfo.InvariantCulture,
        $"{Sold(line)}{Sep}{line.UnitCostPrice:G29}{Sep}{line.UnitSalesPrice:G29}{Sep}{line.TotalCost:G29}{Sep}{line.TotalSales:G29}");

    private static string Content(BillingLine line) =>
        $"{SoldWithMoney(line)}{Sep}{line.ProductName}{Sep}{line.SubscriptionName}{Sep}{line.PurchaseOrderNumber}{Sep}{line.BillingLineDetails}{Sep}{line.Note}";

    private static string Content(LineFault fault) => $"fault{Sep}{fault.Line}{Sep}{fault.Field}{Sep}{fault.Found}";

    private static string Hash(OrganizationBill bill, Func<BillingLine, string> content)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var line in bill.Lines.Select(content).Concat(bill.Faults.Select(Content)).Order(StringComparer.Ordinal))
        {
            hash.AppendData(Encoding.UTF8.GetBytes(line));
            hash.AppendData("\n"u8);
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}
