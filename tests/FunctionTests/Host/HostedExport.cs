using System.Globalization;
using CloudmoreAutotask.Simulators.Autotask;
using CloudmoreAutotask.Simulators.Cloudmore;
using CloudmoreAutotask.Tests.Export;
using CloudmoreAutotask.Tests.FunctionTests.Host.Protocol;

namespace CloudmoreAutotask.Tests.FunctionTests.Host;

/// <summary>
/// The published app under a host with the settings of local.settings.sample.json, filled in for the storage emulator and both simulators. Its clock is the machine's, so
/// what is billed is last month's.
/// </summary>
internal sealed class HostedExport : IAsyncDisposable
{
    /// <summary>The key that changes ask for.</summary>
    public const string Key = "a-long-and-random-key-of-the-tests";

    private readonly ExportHarness _export;

    private HostedExport(ExportHarness export)
    {
        _export = export;
        var lastMonth = TimeProvider.System.GetUtcNow().AddMonths(-1);
        Day = new DateOnly(lastMonth.Year, lastMonth.Month, 8);
        export.Settings["Export:FirstMonth"] = Month;

        // Nothing is billed this month: late in it, that would hold everything.
        export.Settings["Fuses:Enabled"] = "false";
        export.Settings["Export:Schedule"] = "0 0 4 * * *";
        export.Settings["Operator:Key"] = Key;
    }

    /// <summary>A billing day of the month that is exported.</summary>
    public DateOnly Day { get; }

    public string Month => Day.ToString("yyyy-MM", CultureInfo.InvariantCulture);

    public FunctionsHost Host { get; private set; } = null!;

    public HttpFront Http { get; private set; } = null!;

    public QueueListener Queues { get; private set; } = null!;

    public CloudmoreSimulator Cloudmore => _export.Cloudmore;

    public AutotaskSimulator Autotask => _export.Autotask;

    public AutotaskTenant Tenant => _export.Tenant;

    /// <summary>What no log may hold.</summary>
    public IEnumerable<string> Secrets =>
    [
        Key, Cloudmore.Broker.ClientSecret, Cloudmore.Broker.Password, Tenant.ApiUser.Secret, Tenant.ApiUser.IntegrationCode,
        _export.ConnectionString.Split(';').Single(part => part.StartsWith("AccountKey=", StringComparison.Ordinal))["AccountKey=".Length..],
    ];

    /// <summary>Starts the app, with all its functions loaded.</summary>
    public static async Task<HostedExport> StartAsync()
    {
        var export = new HostedExport(await ExportHarness.StartAsync());
        try
        {
            await export.StartAppAsync();
            return export;
        }
        catch (InvalidOperationException)
        {
            await export._export.DisposeAsync();
            throw;
        }
    }

    /// <summary>Starts the app again after it ended, as time has let a lease run out that it did not give back.</summary>
    public async Task StartAgainAsync()
    {
        await StopAppAsync();
        await _export.BreakLeaseAsync();
        await StartAppAsync();
    }

    /// <summary>An organization; it is mapped to a company of its own unless told otherwise.</summary>
    public BrokerOrganization Organization(string name, bool mapped = true) => _export.Organization(name, mapped);

    /// <summary>Lets a timer be due.</summary>
    public Task<StatusResult> TickAsync(string function, string? invocationId = null) =>
        Host.InvokeAsync(function, TriggerData.Timer(Host[function].Schedule(Host.Settings), TimeProvider.System.GetUtcNow()), invocationId);

    /// <summary>Waits until something has happened.</summary>
    /// <exception cref="TimeoutException">It does not; the app's log is told.</exception>
    public async Task UntilAsync(Func<bool> hasHappened)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        while (!hasHappened())
        {
            if (patience.IsCancellationRequested)
                throw new TimeoutException(Host.Log);
            await Task.Delay(TimeSpan.FromMilliseconds(20));
        }
    }

    public async ValueTask DisposeAsync()
    {
        await StopAppAsync();
        await _export.DisposeAsync();
    }

    private async Task StartAppAsync()
    {
        var app = await PublishedApp.FindAsync();
        Host = await FunctionsHost.StartAsync(app, Settings());
        Http = await HttpFront.StartAsync(Host, app.RoutePrefix);
        Queues = new QueueListener(Host, _export.ConnectionString);
    }

    // Core Tools make it a development environment, in which every service is tried at the start.
    private List<KeyValuePair<string, string>> Settings() =>
        [.. SampleSettings.Read().Concat(_export.Settings).Append(new("AZURE_FUNCTIONS_ENVIRONMENT", "Development")).GroupBy(setting => setting.Key, (name, values) => KeyValuePair.Create(name, values.Last().Value!), StringComparer.OrdinalIgnoreCase)];

    private async Task StopAppAsync()
    {
        await Http.DisposeAsync();
        await Host.DisposeAsync();
    }
}
