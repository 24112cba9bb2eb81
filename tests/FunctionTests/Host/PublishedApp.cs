using System.Diagnostics;
using System.Text.Json;
using CloudmoreAutotask.LocalHost.Settings;
using NUnit.Framework;

namespace CloudmoreAutotask.Tests.FunctionTests.Host;

/// <summary>The app as it is published, and what a Functions host reads in its folder.</summary>
internal sealed class PublishedApp
{
    private const string MaxMessageLength = "2147483647";

    private static readonly string[] OfTheMachine = ["PATH", "HOME", "TMPDIR", "DOTNET_ROOT", "DOTNET_CLI_HOME"];
    private static readonly Lazy<Task<PublishedApp>> Published = new(() => Task.Run(PublishAsync));

    private PublishedApp(string folder) => Folder = folder;

    /// <summary>Where it is.</summary>
    public string Folder { get; }

    /// <summary>What comes before every route: <c>extensions.http.routePrefix</c> of host.json, <c>api</c> where it is not set.</summary>
    public string RoutePrefix => Read("host.json").GetProperty("extensions").GetProperty("http").TryGetProperty("routePrefix", out var prefix) ? prefix.GetString()! : "api";

    /// <summary>The app, published once for all tests from what this build made of it; or what the test run's parameter <c>PublishedApp</c> names.</summary>
    public static Task<PublishedApp> FindAsync() => Published.Value;

    /// <summary>A JSON file of its folder.</summary>
    public JsonElement Read(string file)
    {
        using var document = JsonDocument.Parse(File.ReadAllText(Path.Combine(Folder, file)));
        return document.RootElement.Clone();
    }

    /// <summary>The process of the app, not started: the program and the arguments that worker.config.json and the worker protocol ask for, and these environment variables only.</summary>
    /// <param name="host">Where the host listens.</param>
    /// <param name="workerId">What the app calls itself to the host.</param>
    /// <param name="environment">The app's settings; what a program needs of its machine comes beside them.</param>
    public ProcessStartInfo Start(Uri host, string workerId, IEnumerable<KeyValuePair<string, string>> environment)
    {
        var description = Read("worker.config.json").GetProperty("description");
        var start = new ProcessStartInfo(description.GetProperty("defaultExecutablePath").GetString()!, [Path.Combine(Folder, description.GetProperty("defaultWorkerPath").GetString()!)])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
            WorkingDirectory = Folder,
        };
        var request = Guid.NewGuid().ToString();
        foreach (var argument in new[]
        {
            "--host", host.Host, "--port", $"{host.Port}", "--workerId", workerId, "--requestId", request, "--grpcMaxMessageLength", MaxMessageLength,
            "--functions-uri", host.AbsoluteUri, "--functions-worker-id", workerId, "--functions-request-id", request, "--functions-grpc-max-message-length", MaxMessageLength,
        })
            start.ArgumentList.Add(argument);
        foreach (var name in start.Environment.Keys.Except(OfTheMachine, StringComparer.Ordinal).ToList())
            start.Environment.Remove(name);
        foreach (var (name, value) in environment)
            start.Environment[name] = value;
        start.Environment["FUNCTIONS_WORKER_DIRECTORY"] = Folder;
        start.Environment["FUNCTIONS_APPLICATION_DIRECTORY"] = Folder;
        return start;
    }

    private static async Task<PublishedApp> PublishAsync()
    {
        if (TestContext.Parameters["PublishedApp"] is { Length: > 0 } given)
            return new PublishedApp(given);
        var folder = Path.Combine(Repository.Root, "artifacts", "tests", "published");
        if (Directory.Exists(folder))
            Directory.Delete(folder, recursive: true);
        var start = new ProcessStartInfo("dotnet", ["publish", Path.Combine(Repository.Root, "functions"), "--no-build", "-c", new DirectoryInfo(AppContext.BaseDirectory).Name, "-p:AzurePackages=Official", "-nodeReuse:false", "-o", folder])
        {
            RedirectStandardOutput = true,
            UseShellExecute = false,
        };
        using var publish = Process.Start(start)!;
        var output = await publish.StandardOutput.ReadToEndAsync();
        await publish.WaitForExitAsync();
        return publish.ExitCode == 0 ? new PublishedApp(folder) : throw new InvalidOperationException($"The app was not published: {output}");
    }
}
