using CloudmoreAutotask.Autotask.Entities;

namespace CloudmoreAutotask.Setup;

/// <summary>What a billing code is used for. Source: Autotask facts, "BillingCodes", useType.</summary>
/// <param name="Words">The use types as Autotask words them, for messages.</param>
/// <param name="Usual">Their ids as far as they are known; the tenant's picklist has the last word.</param>
/// <param name="Labels">What the labels of these use types begin with.</param>
internal sealed record BillingCodeUse(string Words, IReadOnlyList<int> Usual, IReadOnlyList<string> Labels)
{
    /// <summary>Of catalogue services (export rules, "The contract").</summary>
    public static BillingCodeUse Service { get; } = new("Recurring Contract Service Code", [5], ["Recurring Contract Service"]);

    /// <summary>Of charges (export rules, "Writing charges").</summary>
    public static BillingCodeUse Product { get; } = new("Material Cost Code or Product Code", [4, 7], ["Material Cost", "Product"]);

    /// <summary>The ids of these use types in the tenant.</summary>
    public IReadOnlyList<int> In(UseTypes tenant)
    {
        var labelled = tenant.Labels.Where(type => Labels.Any(label => type.Value.StartsWith(label, StringComparison.OrdinalIgnoreCase))).Select(type => type.Key).ToList();
        return labelled.Count > 0 ? labelled : Usual;
    }
}

/// <summary>The tenant's use types of billing codes.</summary>
/// <param name="Labels">The label of each, by id; empty while the picklist was not read.</param>
internal sealed record UseTypes(IReadOnlyDictionary<int, string> Labels)
{
    /// <summary>Nothing is known of the tenant.</summary>
    public static UseTypes Unread { get; } = new(new Dictionary<int, string>());

    /// <summary>How the use type of a code is called.</summary>
    public string Name(BillingCode code) => code.UseType is not { } type ? "none" : Labels.GetValueOrDefault(type) ?? string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{type}");
}
