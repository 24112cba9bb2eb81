using System.Globalization;
using System.Text.Json;
using Azure.Core.Pipeline;
using Azure.Storage.Queues;
using Azure.Storage.Queues.Models;
using CloudmoreAutotask.Applying;
using CloudmoreAutotask.Billing;
using CloudmoreAutotask.Ledger;
using CloudmoreAutotask.Setup;
using CloudmoreAutotask.Simulators.Autotask;
using CloudmoreAutotask.Simulators.Cloudmore;
using CloudmoreAutotask.Storage;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace CloudmoreAutotask.Bench;

/// <summary>Runs the product's own services on the storage emulator: detection, then both queues until they are empty.</summary>
/// <param name="connection">The storage account.</param>
/// <param name="cloudmore">Root of the Cloudmore API.</param>
/// <param name="autotask">Autotask's zone look-up.</param>
/// <param name="broker">The broker, for its credentials.</param>
/// <param name="tenant">The tenant, for its credentials and ids.</param>
internal sealed class ExportDriver(string connection, Uri cloudmore, Uri autotask, CloudmoreBroker broker, AutotaskTenant tenant)
{
    // As host.json has it.
    private const int Batch = 8;

    public Dictionary<string, string?> Settings { get; } = new(StringComparer.OrdinalIgnoreCase)
    {
        ["AzureWebJobsStorage"] = connection,
        ["Cloudmore:BaseUrl"] = cloudmore.ToString(),
        ["Cloudmore:ResellerId"] = broker.ResellerId,
        ["Cloudmore:ClientId"] = broker.ClientId,
        ["Cloudmore:ClientSecret"] = broker.ClientSecret,
        ["Cloudmore:Username"] = broker.Username,
        ["Cloudmore:Password"] = broker.Password,
        ["Autotask:ZoneInformationUrl"] = autotask.ToString(),
        ["Autotask:ApiUsername"] = tenant.ApiUser.UserName,
        ["Autotask:ApiSecret"] = tenant.ApiUser.Secret,
        ["Autotask:ApiIntegrationCode"] = tenant.ApiUser.IntegrationCode,
        ["Autotask:ServiceBillingCodeId"] = Text(tenant.ServiceBillingCodeId),
        ["Autotask:ProductBillingCodeId"] = Text(tenant.ChargeBillingCodeId),
        ["Autotask:ServiceLevelAgreementId"] = Text(tenant.ServiceLevelAgreementId),
        ["Export:FirstMonth"] = "2026-10",
        ["Export:Services:0:Name"] = "Microsoft CSP",
        ["Export:Services:0:Kind"] = "Subscription",
        ["Fuses:Enabled"] = "false",
        ["Limits:AllowanceSharePercent"] = "100",
    };

    /// <summary>Counts the product's storage operations.</summary>
    public StorageCounter Storage { get; } = new(connection);

    /// <summary>One run on that day, the proof of what it wrote included.</summary>
    public async Task<RunReport> RunAsync(string day, CancellationToken cancellation)
    {
        await using var provider = Build(Settings, day, Storage);
        await provider.GetRequiredService<BillDetector>().DetectAsync(cancellation);
        await PumpAsync(connection, provider.GetRequiredService<ExportPlanner>(), provider.GetRequiredService<PlanApplier>(), cancellation);
        await provider.GetRequiredService<RunProofs>().ProveDueAsync(cancellation);
        return await provider.GetRequiredService<RunReports>().ReadAsync(provider.GetRequiredService<RunIdentity>().Latest!, cancellation);
    }

    /// <summary>The services of a process that starts on that day.</summary>
    public static ServiceProvider Build(Dictionary<string, string?> settings, string day, StorageCounter? storage = null)
    {
        var services = new ServiceCollection();
        if (storage is not null)
            services.AddSingleton<HttpPipelineTransport>(storage);
        services.AddLogging(logging => logging.SetMinimumLevel(LogLevel.Error));
        services.AddSingleton(new ProductClock(new FixedTime(DateTimeOffset.Parse($"{day}T04:00:00Z", CultureInfo.InvariantCulture))));
        services.AddExport(new ConfigurationBuilder().AddInMemoryCollection(settings).Build());
        return services.BuildServiceProvider();
    }

    /// <summary>Works both queues until they are empty. A message that fails ends the run: nothing is to fail here.</summary>
    public static async Task PumpAsync(string storage, ExportPlanner planner, PlanApplier applier, CancellationToken cancellation)
    {
        var bills = Listener<OrganizationBillMessage>(storage, ExportQueues.OrganizationBillsName, message => planner.PlanAsync(message, cancellation));
        var plans = Listener<ExportPlanMessage>(storage, ExportQueues.ExportPlansName, message => applier.ApplyAsync(message, cancellation));
        while (true)
        {
            var worked = await Task.WhenAll(bills(cancellation), plans(cancellation));
            if (worked.Sum() == 0)
                return;
        }
    }

    private static Func<CancellationToken, Task<int>> Listener<T>(string storage, string name, Func<T, Task> work)
    {
        var queue = new QueueClient(storage, name, new QueueClientOptions { MessageEncoding = QueueMessageEncoding.Base64 });
        return async cancellation =>
        {
            await queue.CreateIfNotExistsAsync(cancellationToken: cancellation);
            var total = 0;
            while (true)
            {
                QueueMessage[] messages = await queue.ReceiveMessagesAsync(Batch, TimeSpan.FromMinutes(10), cancellation);
                if (messages.Length == 0)
                    return total;
                total += messages.Length;
                await Task.WhenAll(messages.Select(async message =>
                {
                    await work(JsonSerializer.Deserialize<T>(message.Body.ToString(), StorageJson.Options)!);
                    await queue.DeleteMessageAsync(message.MessageId, message.PopReceipt, cancellation);
                }));
            }
        };
    }

    private static string Text(long id) => id.ToString(CultureInfo.InvariantCulture);

    private sealed class FixedTime(DateTimeOffset now) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => now;
    }
}
