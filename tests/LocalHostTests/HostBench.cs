using System.ComponentModel.DataAnnotations;
using CloudmoreAutotask.LocalHost.CommandLine;
using CloudmoreAutotask.LocalHost.Demo;
using CloudmoreAutotask.LocalHost.Output;
using CloudmoreAutotask.LocalHost.Queues;
using CloudmoreAutotask.LocalHost.Running;
using CloudmoreAutotask.LocalHost.Settings;
using CloudmoreAutotask.Setup;
using CloudmoreAutotask.Storage;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace CloudmoreAutotask.Tests.LocalHostTests;

/// <summary>The whole host with the functions of a test, on the real emulator.</summary>
internal sealed class HostBench : IRunReports, IDemoApis
{
    private readonly string queue = $"host-{Guid.NewGuid():N}";

    public Script Script { get; } = new();

    public Dictionary<string, string?> Environment { get; } = new() { [HostSettings.Storage] = AzuriteFixture.ConnectionString };

    public List<OutcomeRow> Rows { get; } = [];

    /// <summary>What building the services fails with; null for nothing.</summary>
    public Exception? Defect { get; init; }

    public List<Type> Functions { get; } = [typeof(TimerFunction), typeof(TextFunction)];

    public StringWriter Output { get; } = new();

    public StringWriter Errors { get; } = new();

    public DateTimeOffset? ClockAtStart { get; private set; }

    public string? SampleUrl { get; private set; }

    public string LastLine => Output.ToString().TrimEnd().Split('\n')[^1];

    Uri IDemoApis.AutotaskPage => new("http://127.0.0.1:1/simulator");

    IReadOnlyDictionary<string, string?> IDemoApis.Settings => new Dictionary<string, string?> { ["Sample:Url"] = "http://127.0.0.1:1", ["Sample:Number"] = "7" };

    public async Task<int> RunAsync(HostArguments arguments, CancellationToken stopping = default)
    {
        Environment["Queue"] = queue;
        Environment["Schedule"] = "0 0 4 * * *";
        var parts = new HostParts
        {
            FunctionClasses = Functions,
            HostFile = new HostFile(new QueueSettings { MaxDequeueCount = 2 }, ""),
            AddServices = AddServices,
            StartDemoApis = (_, _, _) => Task.FromResult<IDemoApis>(this),
            DataFolder = Path.Combine(Path.GetTempPath(), queue),
            Environment = Environment,
            Commands = [new SampleCommand("--check", exitCode: 2, needsValidSettings: false), new SampleCommand("--list")],
        };
        return await new HostRun(parts, new HostOutput(HostConsole.Plain(Output), Output, Errors)).RunAsync(arguments, stopping);
    }

    public Task<ExportReport> ReadAsync(CancellationToken cancellation) =>
        Task.FromResult(new ExportReport("r1", ClockAtStart ?? DateTimeOffset.UnixEpoch, Rows, 41, 4)
        {
            NeedsPerson = Rows.Any(row => !ExitCode.IsFine(row.Outcome)),
        });

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private void AddServices(IServiceCollection services, IConfiguration settings)
    {
        if (Defect is not null)
            throw Defect;
        services.AddOptions<SampleOptions>().Bind(settings.GetSection("Sample")).ValidateDataAnnotations().ValidateOnStart();
        services.AddOptions<OtherOptions>().Bind(settings.GetSection("Other")).ValidateDataAnnotations().ValidateOnStart();
        services.AddSingleton(new PostponedMessages(TimeProvider.System));
        services.AddSingleton<IRunReports>(this);
        services.AddSingleton(provider =>
        {
            ClockAtStart = provider.GetRequiredService<ProductClock>().Now;
            SampleUrl = provider.GetRequiredService<IConfiguration>()["Sample:Url"];
            return Script;
        });
    }

    private sealed class SampleOptions
    {
        [Required]
        public Uri? Url { get; set; }

        [Range(1, 10)]
        public int Number { get; set; }
    }

    private sealed class OtherOptions
    {
        [Range(1, 10)]
        public int Count { get; set; } = 1;
    }
}
