using System.Collections.Concurrent;
using Azure;
using Azure.Core;
using Azure.Data.Tables;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Specialized;
using Azure.Storage.Queues;
using CloudmoreAutotask.Billing;
using CloudmoreAutotask.Ledger;
using CloudmoreAutotask.Setup;
using CloudmoreAutotask.Simulators.Autotask;
using CloudmoreAutotask.Simulators.Cloudmore;
using CloudmoreAutotask.Storage;
using CloudmoreAutotask.Tests.Export.Crash;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using NUnit.Framework;

namespace CloudmoreAutotask.Tests.Export;

/// <summary>
/// The whole export against both simulators and the storage emulator, without a host: detection, then both queues until they are empty. Each run is a
/// process of its own: nothing but storage and the simulators outlives it.
/// </summary>
internal sealed class ExportHarness : IAsyncDisposable
{
    private const int CallsPerEntity = 3;

    private ExportHarness(CloudmoreSimulator cloudmore, AutotaskSimulator autotask)
    {
        (Cloudmore, Autotask) = (cloudmore, autotask);
        Traffic = new MessageTraffic(ConnectionString);
        Settings = new Dictionary<string, string?>(StringComparer.OrdinalIgnoreCase)
        {
            ["AzureWebJobsStorage"] = ConnectionString,
            ["Cloudmore:BaseUrl"] = cloudmore.BaseUrl.ToString(),
            ["Cloudmore:ResellerId"] = cloudmore.Broker.ResellerId,
            ["Cloudmore:ClientId"] = cloudmore.Broker.ClientId,
            ["Cloudmore:ClientSecret"] = cloudmore.Broker.ClientSecret,
            ["Cloudmore:Username"] = cloudmore.Broker.Username,
            ["Cloudmore:Password"] = cloudmore.Broker.Password,
            ["Autotask:ZoneInformationUrl"] = autotask.ZoneInformationUrl.ToString(),
            ["Autotask:ApiUsername"] = autotask.Tenant.ApiUser.UserName,
            ["Autotask:ApiSecret"] = autotask.Tenant.ApiUser.Secret,
            ["Autotask:ApiIntegrationCode"] = autotask.Tenant.ApiUser.IntegrationCode,
            ["Autotask:ServiceBillingCodeId"] = Text(autotask.Tenant.ServiceBillingCodeId),
            ["Autotask:ProductBillingCodeId"] = Text(autotask.Tenant.ChargeBillingCodeId),
            ["Autotask:ServiceLevelAgreementId"] = Text(autotask.Tenant.ServiceLevelAgreementId),
            ["Export:FirstMonth"] = "2026-10",
            ["Export:Services:0:Name"] = "Microsoft CSP",
            ["Export:Services:0:Kind"] = "Subscription",
            ["Export:Services:1:Name"] = "Microsoft Azure",
            ["Export:Services:1:Kind"] = "Consumption",
            ["Export:Services:2:Name"] = "Microsoft Software",
            ["Export:Services:2:Kind"] = "OneTime",
            ["Cloudmore:ReportFirstWait"] = "00:00:00.001",
            ["Limits:UnansweredWait"] = "00:00:00.2",
            ["Limits:ReadRetryDelay"] = "00:00:00.01",
            ["Limits:ReadBackWait"] = "00:00:01",
        };
    }

    /// <summary>The harness's own storage account.</summary>
    public string ConnectionString { get; } = AzuriteFixture.NewAccount();

    public CloudmoreSimulator Cloudmore { get; }

    public AutotaskSimulator Autotask { get; }

    public AutotaskTenant Tenant => Autotask.Tenant;

    public Dictionary<string, string?> Settings { get; }

    /// <summary>The messages of all runs.</summary>
    public MessageTraffic Traffic { get; }

    /// <summary>How many 401 answers there may be at most.</summary>
    public int RefusedSignIns { get; set; } = 2;

    /// <summary>How many calls Autotask may still be working on whose connection was dropped: who sent them cannot know.</summary>
    public int DroppedCalls { get; set; }

    /// <summary>What every process registers before the product does.</summary>
    public Action<IServiceCollection>? Before { get; set; }

    /// <summary>From which level on the product's log goes to the output of the test.</summary>
    public LogLevel LogLevel { get; set; } = LogLevel.Warning;

    /// <summary>The file that bills are read from; null for the API.</summary>
    public string? BillFile { get; set; }

    /// <summary>What went wrong in the last run, message by message.</summary>
    public ConcurrentQueue<Exception> Failures { get; } = new();

    public static async Task<ExportHarness> StartAsync()
    {
        var autotask = await AutotaskSimulator.StartAsync();
        autotask.Tenant.AddContractField();
        return new ExportHarness(await CloudmoreSimulator.StartAsync(), autotask);
    }

    /// <summary>Starts with what both sides hold already.</summary>
    public static async Task<ExportHarness> StartAsync(CloudmoreBroker broker, AutotaskTenant tenant) =>
        new(await CloudmoreSimulator.StartAsync(broker), await AutotaskSimulator.StartAsync(tenant));

    /// <summary>An organization that is mapped to a company of its own.</summary>
    public BrokerOrganization Organization(string name, bool mapped = true)
    {
        var company = Tenant.AddCompany(name);
        return Cloudmore.Broker.Add(name, companyId: mapped ? Text(company) : null);
    }

    /// <summary>From now on there is no account in Cloudmore, only the file.</summary>
    public void GoWithoutCloudmore(string billFile)
    {
        BillFile = billFile;
        foreach (var setting in Settings.Keys.Where(setting => setting.StartsWith("Cloudmore:", StringComparison.Ordinal)).ToList())
            Settings.Remove(setting);
    }

    /// <summary>One run on that day: detection, then all messages.</summary>
    public async Task<RunReport> RunAsync(string day, ProcessKill? kill = null)
    {
        Failures.Clear();
        await using var provider = Build(day, kill);
        return await RunAsync(provider);
    }

    /// <summary>One run by services that were built for it.</summary>
    public async Task<RunReport> RunAsync(IServiceProvider provider)
    {
        provider.GetRequiredService<Microsoft.Extensions.Options.IStartupValidator>().Validate();
        await provider.GetRequiredService<BillDetector>().DetectAsync(CancellationToken.None);
        await PumpAsync(provider);
        return await provider.GetRequiredService<RunReports>().ReadAsync(provider.GetRequiredService<RunIdentity>().Latest!, CancellationToken.None);
    }

    /// <summary>A run that is killed at one of its calls. The lease that it leaves is taken as run out.</summary>
    /// <param name="day">The day.</param>
    /// <param name="kill">When it dies.</param>
    /// <param name="detects">Whether it looks for new bills before it works the queues.</param>
    /// <returns>What it had in work: hidden until somebody shows it again.</returns>
    public async Task<HeldMessages> KillAsync(string day, ProcessKill kill, bool detects = true)
    {
        var provider = Build(day, kill);
        var pump = new QueuePump(provider, Failures, Traffic, kill);
        try
        {
            if (detects)
                await provider.GetRequiredService<BillDetector>().DetectAsync(CancellationToken.None);
            await pump.RunAsync();
        }
        catch (Exception) when (kill.IsDead)
        {
            // It is dead; storage and Autotask are as it left them.
        }

        try
        {
            await provider.DisposeAsync();
        }
        catch (Exception) when (kill.IsDead)
        {
            // A dead process gives no lease back.
        }

        await BreakLeaseAsync();
        return pump.Held;
    }

    public ServiceProvider Build(string day, ProcessKill? kill = null)
    {
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(Settings).Build();
        var services = new ServiceCollection();
        services.AddLogging(logging => logging.SetMinimumLevel(LogLevel).AddProvider(new TestLog()));
        services.AddSingleton(new ProductClock(new FixedTime(DateTimeOffset.Parse($"{day}T04:00:00Z", System.Globalization.CultureInfo.InvariantCulture))));
        Before?.Invoke(services);
        services.AddExport(configuration);
        if (BillFile is { } file)
            services.UseBillFile(file);
        if (kill is not null)
            AddKill(services, kill);
        return services.BuildServiceProvider();
    }

    /// <summary>Works the queues until both are empty.</summary>
    public Task PumpAsync(IServiceProvider provider, ProcessKill? kill = null) => new QueuePump(provider, Failures, Traffic, kill).RunAsync();

    /// <summary>Drops every message; the next detection sends those of due bills again.</summary>
    public async Task ForgetMessagesAsync()
    {
        var queues = new QueueServiceClient(ConnectionString);
        foreach (var name in new[] { ExportQueues.OrganizationBillsName, ExportQueues.ExportPlansName })
        {
            await queues.GetQueueClient(name).CreateIfNotExistsAsync();
            await queues.GetQueueClient(name).ClearMessagesAsync();
        }
    }

    /// <summary>Stops the simulators, and checks what must hold in every test whatever it does (export rules, "What keeps it safe").</summary>
    public async ValueTask DisposeAsync()
    {
        await Autotask.DisposeAsync();
        await Cloudmore.DisposeAsync();
        await AzuriteFixture.ReleaseAsync(ConnectionString);
        using (Assert.EnterMultipleScope())
        {
            Assert.That(Autotask.Calls.MostInFlightEver, Is.AtMost(CallsPerEntity + DroppedCalls), "calls in flight together to one Autotask entity");
            Assert.That(Autotask.Calls.UnauthorizedEver, Is.AtMost(RefusedSignIns), "401 answers of Autotask");
            Assert.That(Autotask.Calls.Defects, Is.Empty, "defects of the Autotask simulator");
            Assert.That(Cloudmore.Calls.Defects, Is.Empty, "defects of the Cloudmore simulator");
        }
    }

    private void AddKill(IServiceCollection services, ProcessKill kill)
    {
        services.ConfigureHttpClientDefaults(client => client.AddHttpMessageHandler(kill.Handler));
        services.AddSingleton(_ => new TableServiceClient(ConnectionString, Killed(new TableClientOptions(), kill)));
        services.AddSingleton(_ => new BlobServiceClient(ConnectionString, Killed(new BlobClientOptions(), kill)));
        services.AddSingleton(_ => new QueueServiceClient(ConnectionString, Killed(new QueueClientOptions { MessageEncoding = QueueMessageEncoding.Base64 }, kill)));
    }

    private static T Killed<T>(T options, ProcessKill kill)
        where T : ClientOptions
    {
        options.Transport = kill.Wrap(options.Transport);
        options.Retry.MaxRetries = 0;
        return options;
    }

    /// <summary>Ends the lease as time does when its holder is dead.</summary>
    public async Task BreakLeaseAsync()
    {
        var blob = new BlobServiceClient(ConnectionString).GetBlobContainerClient("leases").GetBlobClient("exporter");
        try
        {
            await blob.GetBlobLeaseClient().BreakAsync(TimeSpan.Zero);
        }
        catch (RequestFailedException free) when (free.Status is 404 or 409)
        {
            // There was no lease to break.
        }
    }

    private static string Text(long id) => id.ToString(System.Globalization.CultureInfo.InvariantCulture);

    private sealed class FixedTime(DateTimeOffset now) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => now;
    }
}
