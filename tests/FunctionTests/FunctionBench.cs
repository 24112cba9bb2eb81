using System.Text;
using Azure.Storage.Queues;
using CloudmoreAutotask.Ledger;
using CloudmoreAutotask.LocalHost.Functions;
using CloudmoreAutotask.LocalHost.Queues;
using CloudmoreAutotask.LocalHost.Running;
using CloudmoreAutotask.LocalHost.Settings;
using CloudmoreAutotask.Setup;
using CloudmoreAutotask.Simulators.Autotask;
using CloudmoreAutotask.Simulators.Cloudmore;
using CloudmoreAutotask.Storage;
using CloudmoreAutotask.Tests.Export;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;

namespace CloudmoreAutotask.Tests.FunctionTests;

/// <summary>The product's own functions on the storage emulator, against both simulators, by the rules of the product's host.json.</summary>
internal sealed class FunctionBench : IRunWatcher, IAsyncDisposable
{
    public const string Settled = "2026-11-09";

    private readonly ExportHarness _export;
    private readonly QueueServiceClient _account;

    private FunctionBench(ExportHarness export)
    {
        _export = export;
        _account = new QueueServiceClient(export.ConnectionString, new QueueClientOptions { MessageEncoding = QueueMessageEncoding.None });
    }

    public CloudmoreSimulator Cloudmore => _export.Cloudmore;

    public AutotaskSimulator Autotask => _export.Autotask;

    public AutotaskTenant Tenant => _export.Tenant;

    /// <summary>How the calls of the last run ended.</summary>
    public List<string> Ends { get; } = [];

    /// <summary>What the last run's timers failed with.</summary>
    public IReadOnlyList<string> FailedTimers { get; private set; } = [];

    /// <summary>How often each queue function is tried.</summary>
    public static int MaxDequeueCount => Host.Queues.MaxDequeueCount;

    public QueueClient Bills => _account.GetQueueClient(ExportQueues.OrganizationBillsName);

    public QueueClient Requests => _account.GetQueueClient(ExportQueues.ExportRequestsName);

    public QueueClient Plans => _account.GetQueueClient(ExportQueues.ExportPlansName);

    private static HostFile Host { get; } = ReadHost();

    public static async Task<FunctionBench> StartAsync()
    {
        var bench = new FunctionBench(await ExportHarness.StartAsync());
        bench._export.Settings["Export:Schedule"] = "0 0 4 * * *";
        foreach (var queue in new[] { bench.Bills, bench.Plans })
            await queue.CreateIfNotExistsAsync();
        return bench;
    }

    public BrokerOrganization Organization(string name, bool mapped = true) => _export.Organization(name, mapped);

    /// <summary>One run of these functions in a process of its own: the timer once, then the queues until they are empty.</summary>
    public async Task RunAsync(string day, params Type[] functions)
    {
        Ends.Clear();
        await using var provider = _export.Build(day);
        var settings = new ConfigurationBuilder().AddInMemoryCollection(_export.Settings).Build();
        var run = new RunState(new OpenWork(TimeProvider.System), this);
        var runner = new FunctionRunner(
            FunctionCatalog.Find(functions, settings), Host, QueueAccounts.Of(settings, provider), provider.GetRequiredService<ProductClock>(), new FunctionInvoker(provider), run,
            provider.GetRequiredService<PostponedMessages>(), unfinished: null, NullLogger<FunctionRunner>.Instance);
        using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(2));
        if (!await runner.RunOnceAsync(limit.Token))
            throw new TimeoutException("The run did not end.");
        FailedTimers = run.FailedTimers;
    }

    public async Task<IReadOnlyList<SavedOutcome>> OutcomesAsync()
    {
        await using var provider = _export.Build(Settled);
        return await provider.GetRequiredService<ExportTables>().Outcomes.ListAllAsync(CancellationToken.None);
    }

    /// <summary>The messages of a queue as text, left where they are.</summary>
    public static async Task<IReadOnlyList<string>> PeekAsync(QueueClient queue) =>
        [.. (await queue.PeekMessagesAsync(32)).Value.Select(message => Encoding.UTF8.GetString(Convert.FromBase64String(message.Body.ToString())))];

    public static Task SendAsync(QueueClient queue, string text) => queue.SendMessageAsync(Convert.ToBase64String(Encoding.UTF8.GetBytes(text)));

    /// <summary>What went to a queue's poison queue, as text.</summary>
    public async Task<IReadOnlyList<string>> PoisonedAsync(QueueClient queue) => await PoisonOf(queue).ExistsAsync() ? await PeekAsync(PoisonOf(queue)) : [];

    /// <summary>The whole tenant as it would be kept.</summary>
    public byte[] TenantBytes()
    {
        using var stream = new MemoryStream();
        Tenant.Save(stream);
        return stream.ToArray();
    }

    public void Began(string function)
    {
    }

    public void Ended(string function, CallEnd end)
    {
        lock (Ends)
            Ends.Add($"{function} {end}");
    }

    public ValueTask DisposeAsync() => _export.DisposeAsync();

    // A failed message comes again at once; everything else is as deployed.
    private static HostFile ReadHost()
    {
        var file = HostFile.Read(Path.Combine(Repository.Root, "host.json"));
        return file with { Queues = file.Queues with { VisibilityTimeout = TimeSpan.Zero } };
    }

    private QueueClient PoisonOf(QueueClient queue) => _account.GetQueueClient($"{queue.Name}-poison");
}
