using System.Text;
using Azure.Storage.Queues;
using CloudmoreAutotask.LocalHost.Functions;
using CloudmoreAutotask.LocalHost.Queues;
using CloudmoreAutotask.LocalHost.Running;
using CloudmoreAutotask.LocalHost.Settings;
using CloudmoreAutotask.Setup;
using CloudmoreAutotask.Storage;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;

namespace CloudmoreAutotask.Tests.LocalHostTests;

/// <summary>Functions of a test, on a queue of their own in the real emulator.</summary>
internal sealed class RunnerBench : IRunWatcher
{
    private readonly string name = $"bench-{Guid.NewGuid():N}";
    private readonly QueueServiceClient account = new(AzuriteFixture.ConnectionString, new QueueClientOptions { MessageEncoding = QueueMessageEncoding.None });

    public Script Script { get; } = new();

    public QueueSettings Queues { get; init; } = new() { VisibilityTimeout = TimeSpan.FromSeconds(1), MaxDequeueCount = 3 };

    public PostponedMessages Postponed { get; } = new(TimeProvider.System);

    public IUnfinishedWork? Unfinished { get; init; }

    public List<string> Ends { get; } = [];

    public RunState Run => field ??= new RunState(new OpenWork(TimeProvider.System), this);

    public QueueClient Queue => account.GetQueueClient(name);

    public QueueClient Poison => account.GetQueueClient($"{name}-poison");

    public void Began(string function)
    {
    }

    public void Ended(string function, CallEnd end)
    {
        lock (Ends)
            Ends.Add($"{function} {end}");
    }

    public void WaitsForOthers(bool waits)
    {
        lock (Ends)
            Ends.Add(waits ? "waits" : "goes on");
    }

    public async Task<RunnerBench> WithQueueAsync()
    {
        await Queue.CreateAsync();
        return this;
    }

    public Task SendAsync(string text, TimeSpan? delay = null) => SendRawAsync(Convert.ToBase64String(Encoding.UTF8.GetBytes(text)), delay);

    public Task SendRawAsync(string text, TimeSpan? delay = null) => Queue.SendMessageAsync(text, delay);

    public async Task<int> CountAsync() => (await Queue.GetPropertiesAsync()).Value.ApproximateMessagesCount;

    /// <summary>What is in the poison queue; null when there is none.</summary>
    public async Task<IReadOnlyList<string>?> PoisonedAsync() =>
        await Poison.ExistsAsync() ? [.. (await Poison.PeekMessagesAsync(32)).Value.Select(message => message.Body.ToString())] : null;

    public FunctionRunner Runner(params Type[] classes)
    {
        var settings = new ConfigurationBuilder()
            .AddInMemoryCollection(new Dictionary<string, string?> { ["Queue"] = name, ["Schedule"] = "0 0 4 * * *", [HostSettings.Storage] = AzuriteFixture.ConnectionString })
            .Build();
        var services = new ServiceCollection().AddSingleton(Script).BuildServiceProvider();
        return new FunctionRunner(
            FunctionCatalog.Find(classes, settings),
            new HostFile(Queues, "api"),
            QueueAccounts.Of(settings, services),
            new ProductClock(TimeProvider.System),
            new FunctionInvoker(services),
            Run,
            Postponed,
            Unfinished,
            NullLogger<FunctionRunner>.Instance);
    }

    public async Task<bool> RunOnceAsync(params Type[] classes)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        return await Runner(classes).RunOnceAsync(limit.Token);
    }
}
