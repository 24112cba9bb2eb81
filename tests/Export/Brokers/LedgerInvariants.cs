using CloudmoreAutotask.Billing;
using CloudmoreAutotask.Ledger;
using CloudmoreAutotask.Simulators.Cloudmore;
using CloudmoreAutotask.Tests.Export.Brokers.Rules;

namespace CloudmoreAutotask.Tests.Export.Brokers;

/// <summary>What saved outcomes must say after every run: all of the bill's money, and what Autotask holds.</summary>
internal static class LedgerInvariants
{
    /// <summary>The billing lines of a settled month and its outcomes come to the same, by organization and currency, to the last digit.</summary>
    public static IEnumerable<string> Unaccounted(IReadOnlyList<SavedOutcome> outcomes, CloudmoreBroker broker, IReadOnlyCollection<BillMonth> months, DateOnly today)
    {
        foreach (var (month, organization) in months.SelectMany(month => broker.Organizations, (month, organization) => (month, organization)))
        {
            var lines = organization.Lines.Where(line => month.Contains(line.BillingDate) && line.BillingDate <= today && !ServiceList.IsSwitchedOff(line.ServiceName))
                .GroupBy(ExpectedSubscription.KeyOf)
                .Select(group => (Currency: string.Join(", ", group.Select(line => line.CurrencyCode).Distinct().Order(StringComparer.Ordinal)), Money: group.Sum(line => line.TotalSales)));
            var billed = Sum(lines);
            var told = Sum(outcomes.Where(outcome => outcome.Month == month && outcome.OrganizationId == organization.Id && outcome.Currency.Length > 0).Select(outcome => (outcome.Currency, outcome.Billed)));
            foreach (var currency in billed.Keys.Union(told.Keys, StringComparer.Ordinal).Where(currency => billed.GetValueOrDefault(currency) != told.GetValueOrDefault(currency)))
                yield return $"{organization.Name} is billed {billed.GetValueOrDefault(currency)} {currency} in {month}, but its outcomes say {told.GetValueOrDefault(currency)}";
        }
    }

    /// <summary>What an outcome of this run calls exported is what the only contract that carries the subscription bills for the month.</summary>
    public static IEnumerable<string> NotHeld(IEnumerable<SavedOutcome> outcomes, TenantRecord tenant)
    {
        foreach (var outcome in outcomes.Where(outcome => outcome.Outcome != Outcome.Conflict))
        {
            if (tenant.Carrying(outcome.SubscriptionKey).ToList() is not [var contract])
                continue;
            var units = tenant.Units.Values
                .Where(row => row.ContractId == contract.Id && outcome.Month.Contains(TenantRecord.PeriodOf(contract, row.Start).Start))
                .Sum(row => row.Price);
            var charges = tenant.Charges.Values
                .Where(charge => charge.ContractId == contract.Id && charge.InternalPurchaseOrderNumber?.StartsWith($"CM-{outcome.Month}-", StringComparison.Ordinal) == true)
                .Sum(charge => charge.Amount);
            if (outcome.Exported != units + charges)
                yield return $"{outcome.SubscriptionKey} of {outcome.Month} ({outcome.Outcome}) is told to bill {outcome.Exported}, but contract {contract.Id} bills {units} for units and {charges} for charges: {outcome.Reason}";
        }
    }

    private static Dictionary<string, decimal> Sum(IEnumerable<(string Currency, decimal Money)> money) =>
        money.GroupBy(entry => entry.Currency, StringComparer.Ordinal).ToDictionary(group => group.Key, group => group.Sum(entry => entry.Money), StringComparer.Ordinal);
}
