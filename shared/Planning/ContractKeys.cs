using CloudmoreAutotask.Billing;
using CloudmoreAutotask.Setup;
using CloudmoreAutotask.Storage;

namespace CloudmoreAutotask.Planning;

/// <summary>How contracts, services and charges are named and found again (export rules, "The contract" and "Writing charges").</summary>
public static class ContractKeys
{
    /// <summary>What the contract number of every contract of ours begins with, and the key of every charge.</summary>
    public const string Prefix = "CM-";

    /// <summary>What the sku of every catalogue service of ours begins with.</summary>
    public const string SkuPrefix = "CM:";

    // Lengths of contractNumber, sku, contractName, service name and charge name (Autotask facts, "Pitfalls", 12).
    private const int NumberLength = 50;
    private const int SkuLength = 50;
    private const int NameLength = 100;
    private const int ServiceNameLength = 150;

    /// <summary>The contract number of a subscription: <c>CM-&lt;subscription id&gt;</c>, shortened by a hash where it is too long.</summary>
    public static string ContractNumber(string subscriptionId) => Shorten(Prefix + subscriptionId.Trim(), NumberLength);

    /// <summary>The catalogue key of a product and payment frequency, at most 50 characters.</summary>
    public static string Sku(string productId, PaymentFrequency frequency) => Shorten($"{SkuPrefix}{productId}:{Word(frequency)}", SkuLength);

    /// <summary>The catalogue name of a product and payment frequency; the key where the tenant's services have no sku.</summary>
    public static string ServiceName(string productName, PaymentFrequency frequency)
    {
        var suffix = $" ({Word(frequency)})";
        return Cut(productName.Trim(), ServiceNameLength - suffix.Length) + suffix;
    }

    /// <summary>A contract's name from its kind's template, at most 100 characters, no surrogate pair broken.</summary>
    public static string ContractName(ContractNameOptions names, ServiceKind kind, string subscriptionName)
    {
        var template = kind switch
        {
            ServiceKind.Consumption => names.Consumption,
            ServiceKind.OneTime => names.OneTime,
            _ => names.Subscription,
        };
        return Cut(template.Replace("{SubscriptionName}", subscriptionName, StringComparison.OrdinalIgnoreCase), NameLength);
    }

    /// <summary>A charge's name, at most 100 characters.</summary>
    public static string ChargeName(string name, string suffix) => Cut(name, NameLength - suffix.Length) + suffix;

    /// <summary>
    /// A charge's key: <c>CM-&lt;bill month&gt;-&lt;16 hex&gt;</c> of subscription and product, of the subscription alone for usage, with a letter where the charge
    /// is not the bill's own line.
    /// </summary>
    public static string ChargeKey(BillMonth month, string subscriptionKey, string? productId, string letter = "")
    {
        var subject = productId is null ? subscriptionKey : $"{subscriptionKey}|{productId.ToLowerInvariant()}";
        return $"{ChargeKeyPrefix(month)}{Fingerprint.Of(subject)}{(letter.Length == 0 ? "" : "-" + letter)}";
    }

    /// <summary>What the keys of all charges of a bill month begin with.</summary>
    public static string ChargeKeyPrefix(BillMonth month) => $"{Prefix}{month}-";

    /// <summary>At most that many characters, without breaking a surrogate pair.</summary>
    public static string Cut(string text, int length)
    {
        if (text.Length <= length)
            return text;
        return char.IsHighSurrogate(text[length - 1]) ? text[..(length - 1)] : text[..length];
    }

    private static string Word(PaymentFrequency frequency) => frequency == PaymentFrequency.Yearly ? "yearly" : "monthly";

    private static string Shorten(string key, int length)
    {
        if (key.Length <= length)
            return key;
        // Keys are compared ignoring case, so the hash must not depend on it either.
        var hash = ":" + Fingerprint.Of(key.ToLowerInvariant());
        return Cut(key, length - hash.Length) + hash;
    }
}
