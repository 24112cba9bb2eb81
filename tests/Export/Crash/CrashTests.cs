using System.Globalization;
using CloudmoreAutotask.Simulators.Autotask;
using CloudmoreAutotask.Simulators.Cloudmore;
using NUnit.Framework;

namespace CloudmoreAutotask.Tests.Export.Crash;

/// <summary>
/// A process is thrown away before and after every single Autotask, table, blob and queue call of a month with creates, changes, charges and true-ups; the
/// next one runs to rest, and Autotask holds what it would hold had nothing happened.
/// </summary>
public sealed class CrashTests
{
    private const int Parts = 4;
    private static readonly DateOnly October8 = new(2026, 10, 8);
    private static readonly DateOnly November8 = new(2026, 11, 8);

    /// <summary>
    /// A death before a call is a death after the one before it: nothing happens in between. Of a killed worker the messages come back at once; of a killed
    /// host only after ten minutes, while detection sends its bills again.
    /// </summary>
    [Test]
    public async Task Run_KilledAfterEachCall_EndsAsUninterrupted([Range(0, Parts - 1)] int part)
    {
        var (expected, calls) = await UninterruptedAsync();
        Assert.That(calls, Is.GreaterThan(50));
        TestContext.Out.WriteLine($"{calls} calls");
        var wrong = new List<string>();
        for (var call = part; call <= calls + 1; call += Parts)
        {
            await using var export = await SampleAsync();
            await export.KillAsync("2026-11-09", new ProcessKill(Math.Max(call, 1), before: call == 0), messagesComeBack: (call / Parts) % 2 == 0);
            await export.RunAsync("2026-11-09");
            await export.RunAsync("2026-11-10");
            var state = Describe(export.Tenant);
            if (state != expected)
                wrong.Add($"call {call}:\n{state}");
        }

        Assert.That(wrong, Is.Empty, () => $"Expected:\n{expected}");
    }

    private static async Task<(string State, int Calls)> UninterruptedAsync()
    {
        await using var export = await SampleAsync();
        var counter = ProcessKill.Never;
        await export.RunAsync("2026-11-09", counter);
        Assert.That(export.Failures, Is.Empty);
        await export.RunAsync("2026-11-10");
        return (Describe(export.Tenant), counter.Calls);
    }

    /// <summary>October is exported and its Azure charge billed; November has a new subscription, more seats, a product that left, and late usage of October.</summary>
    private static async Task<ExportHarness> SampleAsync()
    {
        var export = await ExportHarness.StartAsync();
        var contoso = export.Organization("Contoso").Bill(
            BrokerLine.Of(October8, "S1", "P1", 10, 16.90m, 20.60m),
            BrokerLine.Of(October8, "S2", "P1", 3, 16.90m, 20.60m),
            BrokerLine.Of(October8, "S2", "P2", 2, 4m, 5m),
            Azure(October8, "A1", 100.10m));
        await export.RunAsync("2026-10-09");
        export.Tenant.BillCharge(export.Tenant.AllCharges.Single().Id);
        contoso.Bill(
            Azure(October8, "A1", 7.77m),
            BrokerLine.Of(November8, "S1", "P1", 12, 16.90m, 21.00m),
            BrokerLine.Of(November8, "S2", "P1", 3, 16.90m, 20.60m),
            BrokerLine.Of(November8, "S3", "P3", 4, 8m, 9.99m),
            Azure(November8, "A1", 55.55m));
        return export;
    }

    private static BrokerLine Azure(DateOnly day, string subscription, decimal amount) =>
        BrokerLine.Of(day, subscription, "Azure plan", 1, amount * 0.8m, amount) with { ServiceName = "Microsoft Azure" };

    /// <summary>Everything that counts, without ids: a double or a loss shows as another line.</summary>
    private static string Describe(AutotaskTenant tenant)
    {
        var skus = tenant.AllServices.ToDictionary(service => service.Id, service => service.Sku);
        var lines = tenant.AllServices.Select(service => $"service {service.Sku} {service.PeriodType}")
            .Concat(tenant.AllContracts.Select(contract => $"contract {contract.Number} {contract.SubscriptionId} {contract.CompanyId} {contract.Start:O} {contract.End:O} {contract.Status}"))
            .Concat(tenant.AllUnits.Where(row => row.Start.Year == 2026).Select(row =>
                $"units {tenant.AllContracts.First(contract => contract.Id == row.ContractId).Number} {skus[row.ServiceId]} {row.Start:O} {row.Units} {Text(row.Price)} {Text(row.Cost)}"))
            .Concat(tenant.AllCharges.Select(charge => $"charge {charge.InternalPurchaseOrderNumber} {charge.DatePurchased:O} {Text(charge.Amount)} {Text(charge.Cost)}"))
            .Concat([$"adjustments {tenant.AllAdjustments.Count}"]);
        return string.Join('\n', lines.Order(StringComparer.Ordinal));
    }

    private static string Text(decimal amount) => amount.ToString("0.00", CultureInfo.InvariantCulture);
}
