using System.Diagnostics;
using CloudmoreAutotask.Tests.FunctionTests.Host.Protocol;

namespace CloudmoreAutotask.Tests.FunctionTests.Host;

/// <summary>What starts the published app, loads its functions and calls them, by the public worker protocol and in the order of a Functions host.</summary>
internal sealed class FunctionsHost : IAsyncDisposable
{
    private const string WorkerId = "worker-under-test";
    private const string Version = "4.1043.0";
    private const int MostStarts = 3;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly HostServer _server;
    private readonly Process _process;
    private readonly PublishedApp _app;
    private readonly Task<string> _output;
    private readonly Task<string> _errors;

    private FunctionsHost(HostServer server, PublishedApp app, IEnumerable<KeyValuePair<string, string>> settings)
    {
        (_server, _app) = (server, app);
        var environment = settings.ToList();
        Settings = environment.ToDictionary(setting => setting.Key.Replace("__", ":", StringComparison.Ordinal), setting => setting.Value, StringComparer.OrdinalIgnoreCase);
        _process = Process.Start(app.Start(server.Address, WorkerId, environment))!;
        _output = _process.StandardOutput.ReadToEndAsync();
        _errors = _process.StandardError.ReadToEndAsync();
    }

    /// <summary>The app's settings, with <c>:</c> between the parts of their names.</summary>
    public IReadOnlyDictionary<string, string> Settings { get; }

    /// <summary>What the app can do.</summary>
    public IReadOnlyDictionary<string, string> Capabilities { get; private set; } = new Dictionary<string, string>(StringComparer.Ordinal);

    public IReadOnlyList<HostedFunction> Functions { get; private set; } = [];

    /// <summary>How loading ended, function by function; empty where it went well.</summary>
    public IReadOnlyDictionary<string, string> Loaded { get; private set; } = new Dictionary<string, string>(StringComparer.Ordinal);

    public IReadOnlyCollection<RpcLog> Logs => _server.Worker.Logs;

    /// <summary>What the app logged, as text.</summary>
    public string Log => string.Join('\n', Logs.Select(log => $"{log.Category}: {log.Message} {log.Exception?.Message} {log.Exception?.StackTrace} {log.Properties}"));

    public bool HasEnded => _process.HasExited;

    public HostedFunction this[string name] => Functions.Single(function => function.Name == name);

    /// <summary>
    /// Starts the app, and has it index and load its functions. It looks for a free port some time before it opens it: where another program was faster, it is started again, as a
    /// Functions host does.
    /// </summary>
    /// <param name="app">The app.</param>
    /// <param name="settings">Its settings.</param>
    public static async Task<FunctionsHost> StartAsync(PublishedApp app, IReadOnlyCollection<KeyValuePair<string, string>> settings)
    {
        for (var attempt = 1; ; attempt++)
        {
            var host = new FunctionsHost(await HostServer.StartAsync(), app, settings);
            try
            {
                await host.LoadAsync();
                return host;
            }
            catch (Exception failure) when (failure is InvalidOperationException or WorkerGoneException)
            {
                var output = await host.EndAsync();
                await host.DisposeAsync();
                if (attempt == MostStarts || !output.Contains("address already in use", StringComparison.OrdinalIgnoreCase))
                    throw new InvalidOperationException($"{failure.Message} {output}", failure);
            }
        }
    }

    /// <summary>Calls a function.</summary>
    /// <param name="name">The function.</param>
    /// <param name="data">What triggers it.</param>
    /// <param name="invocationId">The id of the call; null for a new one.</param>
    /// <returns>How it ended; a call is lost as a failure with the process that it ran in.</returns>
    public async Task<StatusResult> InvokeAsync(string name, TriggerData data, string? invocationId = null)
    {
        var function = this[name];
        var request = new InvocationRequest
        {
            InvocationId = invocationId ?? Guid.NewGuid().ToString(),
            FunctionId = function.Id,
            TraceContext = new() { TraceParent = $"00-{ActivityTraceId.CreateRandom()}-{ActivitySpanId.CreateRandom()}-01" },
            RetryContext = new(),
        };
        request.InputData.Add(new ParameterBinding { Name = function.Parameter, Data = data.Value });
        request.TriggerMetadata.Add(data.Metadata);
        try
        {
            return (await AskAsync(new() { InvocationRequest = request })).InvocationResponse.Result;
        }
        catch (WorkerGoneException gone)
        {
            return new StatusResult { Exception = new() { Message = gone.Message } };
        }
    }

    /// <summary>Asks a call to end early.</summary>
    public void Cancel(string invocationId) => _server.Worker.Send(new() { InvocationCancel = new() { InvocationId = invocationId } });

    /// <summary>Asks the app for a message's answer.</summary>
    public async Task<StreamingMessage> AskAsync(StreamingMessage message)
    {
        using var patience = new CancellationTokenSource(Patience);
        return await _server.Worker.AskAsync(message, patience.Token);
    }

    /// <summary>Asks the app to end, and waits for as long as a Functions host does before it kills its process.</summary>
    /// <returns>Its exit code, and what it wrote to its output and to its errors; no code when it had to be killed.</returns>
    public async Task<(int? Exit, string Output)> TerminateAsync(TimeSpan grace)
    {
        _server.Worker.Send(new() { WorkerTerminate = new() { GracePeriod = new() { Seconds = (long)grace.TotalSeconds } } });
        using var patience = new CancellationTokenSource(grace);
        await _process.WaitForExitAsync(patience.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        int? exit = HasEnded ? _process.ExitCode : null;
        return (exit, await EndAsync());
    }

    /// <summary>Ends the process if it still runs.</summary>
    /// <returns>What it wrote to its output and to its errors.</returns>
    public async Task<string> EndAsync()
    {
        if (!HasEnded)
            _process.Kill();
        await _process.WaitForExitAsync();
        return await _output + await _errors;
    }

    public async ValueTask DisposeAsync()
    {
        await EndAsync();
        _process.Dispose();
        await _server.DisposeAsync();
    }

    private async Task LoadAsync()
    {
        using var patience = new CancellationTokenSource(Patience);
        if (await Task.WhenAny(_server.Worker.Started, _process.WaitForExitAsync(patience.Token)) != _server.Worker.Started || await _server.Worker.Started != WorkerId)
            throw new InvalidOperationException("The app did not report.");
        var request = new WorkerInitRequest { HostVersion = Version, WorkerDirectory = _app.Folder, FunctionAppDirectory = _app.Folder };
        request.Capabilities["MultiStream"] = "10";
        var initialized = (await AskAsync(new() { WorkerInitRequest = request })).WorkerInitResponse;
        Check("initialize itself", initialized.Result);
        Capabilities = initialized.Capabilities;

        var index = (await AskAsync(new() { FunctionsMetadataRequest = new() { FunctionAppDirectory = _app.Folder } })).FunctionMetadataResponse;
        Check("index its functions", index.Result);
        if (index.UseDefaultMetadataIndexing)
            throw new InvalidOperationException("The app leaves its index to the host.");
        Functions = [.. index.FunctionMetadataResults.Select(metadata => new HostedFunction(metadata))];

        var loaded = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var function in Functions)
        {
            var result = (await AskAsync(new() { FunctionLoadRequest = function.ToLoadRequest() })).FunctionLoadResponse.Result;
            loaded[function.Name] = result.Status == StatusResult.Types.Status.Success ? "" : $"{result.Status}: {result.Exception?.Message}";
        }

        Loaded = loaded;
    }

    private static void Check(string what, StatusResult result)
    {
        if (result.Status != StatusResult.Types.Status.Success)
            throw new InvalidOperationException($"The app did not {what}: {result.Exception?.Message}");
    }
}
