using CloudmoreAutotask.LocalHost.CommandLine;
using CloudmoreAutotask.LocalHost.Demo;
using CloudmoreAutotask.LocalHost.Settings;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace CloudmoreAutotask.LocalHost.Running;

/// <summary>What the local host is put together from.</summary>
public sealed record HostParts
{
    /// <summary>The classes that functions are looked for in.</summary>
    public required IReadOnlyList<Type> FunctionClasses { get; init; }

    /// <summary>The Functions app's host.json.</summary>
    public required HostFile HostFile { get; init; }

    /// <summary>Adds the services of an export, their validators and an <see cref="Output.IRunReports"/>.</summary>
    public required Action<IServiceCollection, IConfiguration> AddServices { get; init; }

    /// <summary>Starts the demo's APIs, by the demo's clock and with their state kept in the storage account of that connection string.</summary>
    public required Func<string, TimeProvider, CancellationToken, Task<IDemoApis>> StartDemoApis { get; init; }

    /// <summary>Where emulators that the host starts keep their data.</summary>
    public required string DataFolder { get; init; }

    /// <summary>Environment variables by name.</summary>
    public required IReadOnlyDictionary<string, string?> Environment { get; init; }

    /// <summary>What the host can do instead of an export.</summary>
    public IReadOnlyList<IHostCommand> Commands { get; init; } = [];

    /// <summary>Makes services that were added read the bill from a file; null when they cannot.</summary>
    public Action<IServiceCollection, string>? UseBillFile { get; init; }

    /// <summary>Makes services that were added do without an account in Cloudmore.</summary>
    public Action<IServiceCollection> MakeCloudmoreOptional { get; init; } = _ => { };

    /// <summary>Saves a mapping file before the bill is read; it throws a <see cref="Setup.MustFixException"/> when the file cannot be used.</summary>
    public Func<IServiceProvider, string, TextWriter, CancellationToken, Task> SaveMappings { get; init; } = (_, _, _, _) => Task.CompletedTask;

    /// <summary>Adds the services of what the command line asks for.</summary>
    internal void AddAll(IServiceCollection services, IConfiguration settings, HostArguments arguments)
    {
        AddServices(services, settings);
        if (arguments.BillFile is { } file)
            UseBillFile!(services, file);
        if (Find(arguments) is { WorksWithoutCloudmore: true })
            MakeCloudmoreOptional(services);
    }

    /// <summary>The command that is asked for; null for an export.</summary>
    internal IHostCommand? Find(HostArguments arguments) => Commands.SingleOrDefault(command => command.Option == arguments.Command);
}
