using System.Collections.Concurrent;
using CloudmoreAutotask.Billing;
using CloudmoreAutotask.Cloudmore;
using CloudmoreAutotask.Setup;
using CloudmoreAutotask.Simulators.Cloudmore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace CloudmoreAutotask.Tests.Cloudmore;

/// <summary>A client wired as in the product, in front of a simulator, on a clock without real waits.</summary>
internal sealed class CloudmoreSetup : IAsyncDisposable
{
    public static readonly DateOnly First = new(2026, 10, 1);
    public static readonly DateOnly Last = new(2026, 10, 31);

    private readonly ServiceProvider provider;

    private CloudmoreSetup(CloudmoreSimulator simulator, SteppingTime time)
    {
        Simulator = simulator;
        Time = time;
        Options = OptionsFor(simulator);
        var services = new ServiceCollection();
        services.AddSingleton<TimeProvider>(time);
        services.AddCloudmore();
        services.AddSingleton<IOptionsMonitor<CloudmoreOptions>>(Options);
        services.AddLogging(logging => logging.SetMinimumLevel(LogLevel.Trace).AddProvider(Logged));
        provider = services.BuildServiceProvider();
    }

    public CloudmoreSimulator Simulator { get; }

    public CloudmoreBroker Broker => Simulator.Broker;

    public SteppingTime Time { get; }

    public Settings Options { get; }

    public LogLines Logged { get; } = new();

    public CloudmoreClient Client => provider.GetRequiredService<CloudmoreClient>();

    public T Get<T>()
        where T : notnull => provider.GetRequiredService<T>();

    public static async Task<CloudmoreSetup> StartAsync()
    {
        var time = new SteppingTime();
        return new CloudmoreSetup(await CloudmoreSimulator.StartAsync(new CloudmoreBroker(), time), time);
    }

    public Task<List<ReportedOrganization>> ReadAsync() => ReadAsync(First, Last);

    public Task<List<ReportedOrganization>> ReadAsync(DateOnly from, DateOnly to) => AllAsync(Client.ReadAsync(from, to, CancellationToken.None));

    public static async Task<List<ReportedOrganization>> AllAsync(IAsyncEnumerable<ReportedOrganization> organizations)
    {
        var all = new List<ReportedOrganization>();
        await foreach (var organization in organizations)
            all.Add(organization);
        return all;
    }

    public async ValueTask DisposeAsync()
    {
        await provider.DisposeAsync();
        await Simulator.DisposeAsync();
        Logged.Dispose();
    }

    private static Settings OptionsFor(CloudmoreSimulator simulator) => new(new CloudmoreOptions
    {
        BaseUrl = simulator.BaseUrl,
        ResellerId = simulator.Broker.ResellerId,
        ClientId = simulator.Broker.ClientId,
        ClientSecret = new Secret(simulator.Broker.ClientSecret),
        Username = simulator.Broker.Username,
        Password = new Secret(simulator.Broker.Password),
    });

    /// <summary>Settings that a test changes.</summary>
    internal sealed class Settings(CloudmoreOptions value) : IOptionsMonitor<CloudmoreOptions>
    {
        public CloudmoreOptions CurrentValue { get; } = value;

        public CloudmoreOptions Get(string? name) => CurrentValue;

        public IDisposable? OnChange(Action<CloudmoreOptions, string?> listener) => null;
    }

    /// <summary>Everything that was logged, by anybody.</summary>
    internal sealed class LogLines : ILoggerProvider, ILogger
    {
        private readonly ConcurrentQueue<string> lines = new();

        public string Text => string.Join('\n', lines);

        public ILogger CreateLogger(string categoryName) => this;

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            lines.Enqueue($"{logLevel}: {formatter(state, exception)} {exception}");

        public void Dispose()
        {
        }
    }
}
