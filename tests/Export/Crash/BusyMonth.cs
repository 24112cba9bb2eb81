using CloudmoreAutotask.Simulators.Autotask;
using CloudmoreAutotask.Simulators.Cloudmore;
using CloudmoreAutotask.Simulators.Faults;
using Microsoft.Extensions.Logging;

namespace CloudmoreAutotask.Tests.Export.Crash;

/// <summary>
/// A November that makes the export write everything it can write: October is exported, its Azure charge A1 billed. November has new subscriptions and products,
/// more seats, a product that left, an ended subscription, a contract that somebody else made and that runs out, and late usage of October.
/// </summary>
internal static class BusyMonth
{
    /// <summary>The day of the run that writes.</summary>
    public const string Day = "2026-11-09";

    /// <summary>The day of the next run.</summary>
    public const string NextDay = "2026-11-10";

    private static readonly DateOnly October8 = new(2026, 10, 8);
    private static readonly DateOnly November8 = new(2026, 11, 8);

    /// <summary>Every kind of write, and how to tell it.</summary>
    public static IReadOnlyDictionary<string, Func<SimulatedCall, bool>> Kinds { get; } = new Dictionary<string, Func<SimulatedCall, bool>>
    {
        ["service"] = call => call is { Method: "POST", Entity: "Services" },
        ["contract"] = call => call is { Method: "POST", Entity: "Contracts" },
        ["keys of an adopted contract"] = call => IsPatch(call, "Contracts") && call.Body.Contains("contractNumber", StringComparison.Ordinal),
        ["contract end moved on"] = call => IsPatch(call, "Contracts") && call.Body.Contains("2029-10-31", StringComparison.Ordinal),
        ["contract ended"] = call => IsPatch(call, "Contracts") && call.Body.Contains("2026-10-31", StringComparison.Ordinal),
        ["adjustment that makes a service"] = call => IsAdjustment(call) && call.Body.Contains("\"serviceID\"", StringComparison.Ordinal),
        ["adjustment of units"] = call => IsAdjustment(call) && call.Body.Contains("\"contractServiceID\"", StringComparison.Ordinal),
        ["adjustment to 0"] = call => IsAdjustment(call) && call.Body.Contains("\"unitChange\":-2", StringComparison.Ordinal),
        ["charge"] = call => IsNewCharge(call) && call.Body.Contains("CM-2026-11-", StringComparison.Ordinal),
        ["true-up"] = call => IsNewCharge(call) && call.Body.Contains("CM-2026-10-", StringComparison.Ordinal),
        ["charge change"] = call => IsPatch(call, "ContractCharges"),
    };

    private static readonly Lazy<Task<Template>> Exported = new(TakeTemplateAsync);

    /// <summary>October is exported, and the bills of November are there.</summary>
    /// <param name="unansweredWait">The span after which an unanswered write has taken effect or never will.</param>
    public static async Task<ExportHarness> StartAsync(TimeSpan unansweredWait)
    {
        var template = await Exported.Value;
        using var tenant = new MemoryStream(template.Tenant);
        var export = Quiet(await ExportHarness.StartAsync(template.Broker(), AutotaskTenant.Load(tenant)), unansweredWait);
        await template.Storage.PutAsync(export.ConnectionString);
        return export;
    }

    /// <summary>The same, got by exporting October and not from a copy of what that led to.</summary>
    public static async Task<ExportHarness> StartFromOctoberAsync(TimeSpan unansweredWait)
    {
        var export = Quiet(await ExportHarness.StartAsync(), unansweredWait);
        var contoso = export.Organization("Contoso").Bill(
            Seats(October8, "S1", "P1", 10, 20.60m),
            Seats(October8, "S2", "P1", 3, 20.60m),
            Seats(October8, "S2", "P2", 2, 5m),
            Seats(October8, "S5", "P1", 1, 20.60m),
            Azure(October8, "A1", 100.10m),
            Azure(October8, "A2", 40.40m));
        var fabrikam = export.Organization("Fabrikam").Bill(Seats(October8, "F1", "P1", 5, 20.60m));
        await export.RunAsync("2026-10-09");
        export.Tenant.BillCharge(export.Tenant.AllCharges.Single(charge => charge.Amount == 100.10m).Id);
        AddContractOfSomebodyElse(export.Tenant);
        contoso.Bill(
            Azure(October8, "A1", 7.77m),
            Azure(October8, "A2", 1.11m),
            Seats(November8, "S1", "P1", 12, 21m),
            Seats(November8, "S2", "P1", 3, 20.60m),
            Seats(November8, "S2", "P4", 6, 7m),
            Seats(November8, "S3", "P3", 4, 9.99m),
            Seats(November8, "S4", "P1", 6, 20.60m),
            Azure(November8, "A1", 55.55m),
            Azure(November8, "A2", 44m));
        fabrikam.Bill(Seats(November8, "F1", "P1", 5, 20.60m), Seats(November8, "F2", "P3", 7, 9.99m));
        return export;
    }

    private static async Task<Template> TakeTemplateAsync()
    {
        await using var export = await StartFromOctoberAsync(TimeSpan.Zero);
        using var tenant = new MemoryStream();
        export.Tenant.Save(tenant);
        return new Template(tenant.ToArray(), export.Cloudmore.Broker, await StorageCopy.TakeAsync(export.ConnectionString));
    }

    private static ExportHarness Quiet(ExportHarness export, TimeSpan unansweredWait)
    {
        export.LogLevel = LogLevel.None;
        export.Settings["Export:EndedSubscriptions"] = "EndContract";
        export.Settings["Limits:UnansweredWait"] = unansweredWait.ToString("c");
        return export;
    }

    private static void AddContractOfSomebodyElse(AutotaskTenant tenant)
    {
        var company = tenant.AllContracts.Single(contract => contract.Number == "CM-S1").CompanyId;
        var contract = tenant.AddContract(company, "Cloud by hand", new DateOnly(2026, 1, 1), new DateOnly(2026, 10, 31), subscriptionId: "S4");
        tenant.AddContractService(contract, tenant.AddService("Cloud seat", 19m, 15m), 19m, 15m, units: 5);
    }

    private static BrokerLine Seats(DateOnly day, string subscription, string product, decimal quantity, decimal price) =>
        BrokerLine.Of(day, subscription, product, quantity, price * 0.8m, price);

    private static BrokerLine Azure(DateOnly day, string subscription, decimal amount) =>
        BrokerLine.Of(day, subscription, "Azure plan", 1, amount * 0.8m, amount) with { ServiceName = "Microsoft Azure" };

    private static bool IsPatch(SimulatedCall call, string entity) => call.Method == "PATCH" && call.Entity == entity;

    private static bool IsAdjustment(SimulatedCall call) => call is { Method: "POST", Entity: "ContractServiceAdjustments" };

    private static bool IsNewCharge(SimulatedCall call) => call.Method == "POST" && call.Entity == "ContractCharges" && call.IsWrite;

    private sealed record Template(byte[] Tenant, CloudmoreBroker Source, StorageCopy Storage)
    {
        /// <summary>A broker of its own, so that a test may change its bills.</summary>
        public CloudmoreBroker Broker()
        {
            var broker = new CloudmoreBroker { ResellerId = Source.ResellerId };
            broker.Organizations = [.. Source.Organizations.Select(one => new BrokerOrganization { Id = one.Id, Name = one.Name, CustomerNumber = one.CustomerNumber, CustomProperties = one.CustomProperties, Lines = one.Lines })];
            return broker;
        }
    }
}
