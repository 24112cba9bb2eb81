using CloudmoreAutotask.Tests.Export.Brokers.Rules;

namespace CloudmoreAutotask.Tests.Export.Brokers;

/// <summary>What no run may ever do, told from Autotask's side alone: it asks neither the bill nor the rules stated a second time.</summary>
internal static class TenantInvariants
{
    private const string Prefix = "CM-";

    /// <summary>What is broken.</summary>
    /// <param name="before">Autotask before a run.</param>
    /// <param name="after">Autotask after it; nobody else wrote in between.</param>
    /// <param name="firstDay">The first day of the first month that is exported.</param>
    public static IReadOnlyList<string> Broken(TenantRecord before, TenantRecord after, DateOnly firstDay) =>
    [
        .. Doubled(after.Charges.Values.Where(charge => charge.InternalPurchaseOrderNumber?.StartsWith(Prefix, StringComparison.Ordinal) == true), charge => charge.InternalPurchaseOrderNumber!, "charges carry the key"),
        .. Doubled(after.Services.Values.Where(service => service.Sku?.StartsWith("CM:", StringComparison.Ordinal) == true), service => service.Sku!.ToUpperInvariant(), "services carry the sku"),
        .. Doubled(after.Services.Values.Where(service => !before.Services.ContainsKey(service.Id)), service => service.Name.ToUpperInvariant(), "services were made with the name"),
        .. NewContracts(before, after),
        .. NewAdjustments(before, after, firstDay),
        .. Settled(before, after),
        .. Gone(before, after),
        .. Foreign(before, after),
        .. Sums(after),
    ];

    private static IEnumerable<string> Doubled<T>(IEnumerable<T> rows, Func<T, string> key, string what) =>
        rows.GroupBy(key).Where(group => group.Count() > 1).Select(group => $"{group.Count()} {what} {group.Key}");

    /// <summary>A contract is made for one subscription, which no other contract carries.</summary>
    private static IEnumerable<string> NewContracts(TenantRecord before, TenantRecord after)
    {
        foreach (var contract in after.Contracts.Values.Where(contract => !before.Contracts.ContainsKey(contract.Id)))
        {
            if (contract.SubscriptionId is not { Length: > 0 } id || contract.Number != $"{Prefix}{id}")
                yield return $"contract {contract.Id} was made with number {contract.Number} for subscription {contract.SubscriptionId}";
            else if (after.Carrying(id).Count() > 1)
                yield return $"contract {contract.Id} was made for {id}, which contract {after.Carrying(id).First(other => other.Id != contract.Id).Id} carries";
        }
    }

    /// <summary>An adjustment takes effect on a period's start, so that nothing is pro-rated, once a day, and never before the first month that is exported.</summary>
    private static IEnumerable<string> NewAdjustments(TenantRecord before, TenantRecord after, DateOnly firstDay)
    {
        var made = after.Adjustments.Values.Where(adjustment => !before.Adjustments.ContainsKey(adjustment.Id)).ToList();
        foreach (var adjustment in made)
        {
            var contract = after.Contracts[after.ContractServices[adjustment.ContractServiceId].ContractId];
            if (TenantRecord.PeriodOf(contract, adjustment.EffectiveDate).Start != adjustment.EffectiveDate)
                yield return $"{adjustment} lies inside a period of contract {contract.Id}, which starts on {contract.Start:yyyy-MM-dd}";
            if (adjustment.EffectiveDate < firstDay)
                yield return $"{adjustment} lies before the first month";
            if (before.Units.Values.Any(row => row.ContractServiceId == adjustment.ContractServiceId && row.PostedAt is not null && row.LastDay >= adjustment.EffectiveDate))
                yield return $"{adjustment} moves a posted period";
        }

        foreach (var doubled in Doubled(made, adjustment => $"{adjustment.ContractServiceId} on {adjustment.EffectiveDate:yyyy-MM-dd}", "adjustments in one run of contract service"))
            yield return doubled;
    }

    /// <summary>What was posted, billed or invoiced stays as it was that day.</summary>
    private static IEnumerable<string> Settled(TenantRecord before, TenantRecord after)
    {
        foreach (var row in before.Units.Values.Where(row => row.PostedAt is not null && after.Units.GetValueOrDefault(row.Id) != row))
            yield return $"posted {row} became {after.Units.GetValueOrDefault(row.Id)}";
        foreach (var charge in before.Charges.Values.Where(charge => charge.IsBilled && after.Charges.GetValueOrDefault(charge.Id) != charge))
            yield return $"billed {charge} became {after.Charges.GetValueOrDefault(charge.Id)}";
        if (!before.BillingItems.SequenceEqual(after.BillingItems))
            yield return "billing items changed";
    }

    /// <summary>Nothing is deleted, and what a contract is stays.</summary>
    private static IEnumerable<string> Gone(TenantRecord before, TenantRecord after)
    {
        foreach (var contract in before.Contracts.Values)
        {
            if (!after.Contracts.TryGetValue(contract.Id, out var now))
                yield return $"{contract} is gone";
            else if (now with { End = contract.End, Number = contract.Number, SubscriptionId = contract.SubscriptionId } != contract)
                yield return $"{contract} became {now}";
            else if ((contract.Number ?? now.Number, contract.SubscriptionId ?? now.SubscriptionId) != (now.Number, now.SubscriptionId))
                yield return $"what identifies {contract} became {now.Number} and {now.SubscriptionId}";
        }

        foreach (var service in before.ContractServices.Values.Where(service => after.ContractServices.GetValueOrDefault(service.Id)?.ContractId != service.ContractId))
            yield return $"{service} is gone";
        foreach (var charge in before.Charges.Values)
        {
            if (after.Charges.GetValueOrDefault(charge.Id) is not { } now || (now.ContractId, now.InternalPurchaseOrderNumber) != (charge.ContractId, charge.InternalPurchaseOrderNumber))
                yield return $"{charge} is gone";
        }

        foreach (var service in before.Services.Values.Where(service => after.Services.GetValueOrDefault(service.Id) != service))
            yield return $"{service} changed";
    }

    /// <summary>What carries nothing of the product's is another's, and stays as it is.</summary>
    private static IEnumerable<string> Foreign(TenantRecord before, TenantRecord after)
    {
        var foreign = before.Contracts.Values
            .Where(contract => string.IsNullOrEmpty(contract.SubscriptionId) && contract.Number?.StartsWith(Prefix, StringComparison.OrdinalIgnoreCase) != true)
            .Select(contract => contract.Id).ToHashSet();
        foreach (var row in before.Units.Values.Where(row => foreign.Contains(row.ContractId) && after.Units.GetValueOrDefault(row.Id) != row))
            yield return $"{row} of another's contract became {after.Units.GetValueOrDefault(row.Id)}";
        foreach (var id in foreign.Where(id => after.Contracts.GetValueOrDefault(id) != before.Contracts[id]))
            yield return $"another's contract {id} changed";
        foreach (var charge in before.Charges.Values)
        {
            if (charge.InternalPurchaseOrderNumber?.StartsWith(Prefix, StringComparison.Ordinal) != true && after.Charges.GetValueOrDefault(charge.Id) != charge)
                yield return $"another's {charge} became {after.Charges.GetValueOrDefault(charge.Id)}";
        }
    }

    /// <summary>Units x price of a whole period is what it bills, and so for charges.</summary>
    private static IEnumerable<string> Sums(TenantRecord after)
    {
        foreach (var row in after.Units.Values)
        {
            var contract = after.Contracts[row.ContractId];
            var isWhole = TenantRecord.PeriodOf(contract, row.Start) == (row.Start, row.LastDay.AddDays(1));
            if (row.Units < 0 || (isWhole && (row.Price, row.Cost) != (Rounding.Cents(row.Units * row.UnitPrice), Rounding.Cents(row.Units * row.UnitCost))))
                yield return $"{row} does not bill its units";
        }

        foreach (var charge in after.Charges.Values.Where(charge => charge.Amount != Rounding.Cents(charge.Quantity * charge.UnitPrice)))
            yield return $"{charge} does not bill its quantity";
    }
}
