using System.Globalization;
using System.Text.Json;
using CloudmoreAutotask.Ledger;
using CloudmoreAutotask.Simulators.Autotask;
using CloudmoreAutotask.Storage;
using Microsoft.Extensions.DependencyInjection;

namespace CloudmoreAutotask.Tests.Export.Crash;

/// <summary>Everything that counts in Autotask and in the ledger as text, line by line, without ids, runs and times: a double or a loss shows as another line.</summary>
internal static class WholeState
{
    public static async Task<string> DescribeAsync(ExportHarness export)
    {
        await using var provider = export.Build(BusyMonth.NextDay);
        return string.Join('\n', Tenant(export.Tenant).Concat(await LedgerAsync(provider.GetRequiredService<ExportTables>(), export.Tenant)).Order(StringComparer.Ordinal));
    }

    private static IEnumerable<string> Tenant(AutotaskTenant tenant)
    {
        var names = new Names(tenant);
        return tenant.AllServices.Select(service => $"service {service.Name} {service.Sku} {service.PeriodType}")
            .Concat(tenant.AllContracts.Select(contract =>
                $"contract {contract.Number} {contract.SubscriptionId} {contract.CompanyId} {contract.Name} {Text(contract.Start)} {Text(contract.End)} {contract.Status}"))
            .Concat(tenant.AllContractServices.Select(service => $"contract service {names.OfService(service.Id)} {Text(service.AdjustedPrice)}"))
            .Concat(tenant.AllUnits.Where(row => row.Start.Year == 2026).Select(row =>
                $"units {names.OfService(row.ContractServiceId)} {Text(row.Start)} {Text(row.LastDay)} {row.Units} {Text(row.Price)} {Text(row.Cost)}"))
            .Concat(tenant.AllAdjustments.Select(adjustment =>
                $"adjustment {names.OfService(adjustment.ContractServiceId)} {Text(adjustment.EffectiveDate)} {adjustment.UnitChange} {adjustment.UnitPrice}"))
            .Concat(tenant.AllCharges.Select(charge =>
                $"charge {charge.InternalPurchaseOrderNumber} {charge.Name} {charge.Description} {Text(charge.DatePurchased)} {charge.Quantity} {Text(charge.Amount)} {Text(charge.Cost)} {charge.IsBilled}"));
    }

    private static async Task<IEnumerable<string>> LedgerAsync(ExportTables tables, AutotaskTenant tenant)
    {
        var names = new Names(tenant);
        var bills = await tables.Bills.ListAllAsync(CancellationToken.None);
        var outcomes = await tables.Outcomes.ListAllAsync(CancellationToken.None);
        var contracts = await tables.Contracts.ListAllAsync(CancellationToken.None);
        var undos = await tables.Undos.ListAllAsync(CancellationToken.None);
        var written = await tables.Written.ListAllAsync(CancellationToken.None);
        var outcomesOf = outcomes.ToLookup(outcome => (outcome.Month, outcome.OrganizationId));
        return bills.Select(bill =>
                $"bill {bill.Month} {bill.Organization.Name} {bill.Lines} done {bill.DoneHash == bill.Hash} failed {bill.FailedHash is not null} sums {Fits(bill.Figures, BillFigures.Of(bill.Hash, [.. outcomesOf[(bill.Month, bill.Organization.Id)]]))}")
            .Concat(outcomes.Select(outcome =>
                $"outcome {outcome.Month} {outcome.SubscriptionKey} {outcome.Outcome} {Text(outcome.Billed)} {Text(outcome.Exported)} {names.OfContract(outcome.ContractId)}"))
            .Concat(undos.Select(undo => $"undo {undo.Month} {undo.State} {undo.Who} {undo.Problem}"))
            .Concat(contracts.Select(mapping =>
                $"mapping {mapping.SubscriptionKey} {names.OfContract(mapping.ContractId)} {string.Join(' ', mapping.Services.OrderBy(entry => entry.Key, StringComparer.Ordinal).Select(entry => $"{entry.Key}={names.OfService(entry.Value)}"))}"))
            .Concat(written.Select(row =>
                $"written {names.OfService(row.ContractServiceId)} {Text(row.Period)} {row.BillMonth} {row.Units} {Text(row.UnitPrice)} {row.IsStatement} {row.Closed} {row.NeverShown}"));
    }

    private static bool Fits(BillFigures? kept, BillFigures told) => JsonSerializer.Serialize(kept ?? BillFigures.None) == JsonSerializer.Serialize(told);

    private static string Text(decimal amount) => amount.ToString("0.00##", CultureInfo.InvariantCulture);

    private static string Text(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    /// <summary>Contracts and their services by what a person knows them by.</summary>
    private sealed class Names(AutotaskTenant tenant)
    {
        private readonly Dictionary<long, string> _contracts = tenant.AllContracts.ToDictionary(contract => contract.Id, contract => contract.Number ?? contract.Name);
        private readonly Dictionary<long, string> _services = tenant.AllServices.ToDictionary(service => service.Id, service => service.Sku ?? service.Name);
        private readonly Dictionary<long, (long Contract, long Service)> _contractServices = tenant.AllContractServices.ToDictionary(service => service.Id, service => (service.ContractId, service.ServiceId));

        public string OfContract(long? id) => id is { } known ? _contracts.GetValueOrDefault(known, "(gone)") : "(none)";

        public string OfService(long id) => _contractServices.TryGetValue(id, out var found) ? $"{OfContract(found.Contract)}/{_services[found.Service]}" : "(gone)";
    }
}
