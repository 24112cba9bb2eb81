using CloudmoreAutotask.Ledger;
using CloudmoreAutotask.LocalHost.CommandLine;
using CloudmoreAutotask.LocalHost.Demo;
using CloudmoreAutotask.LocalHost.Output;
using CloudmoreAutotask.LocalHost.Settings;
using CloudmoreAutotask.LocalHost.Storage;
using CloudmoreAutotask.LocalHost.Timers;
using CloudmoreAutotask.Setup;
using CloudmoreAutotask.Storage;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace CloudmoreAutotask.LocalHost.Running;

/// <summary>Does what the command line asks for, from the settings to the exit code.</summary>
/// <param name="parts">What the host is put together from.</param>
/// <param name="output">Where it writes.</param>
public sealed class HostRun(HostParts parts, HostOutput output)
{
    private RunIdentity? identity;

    /// <summary>Runs. With <c>--once</c>, standard output ends with the line of the run, also when it failed.</summary>
    /// <returns>The exit code (local host, "Exit code").</returns>
    public async Task<int> RunAsync(HostArguments arguments, CancellationToken stopping)
    {
        try
        {
            return await StartAsync(arguments, stopping);
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            await output.Errors.WriteLineAsync("Ended before the run was done.");
        }
        catch (Exception failure)
        {
            var told = HostFailure.Of(failure);
            await output.Errors.WriteLineAsync(told.Message);
            if (arguments is { Once: true, Command: null })
                await output.Lines.WriteLineAsync(RunLine.WriteFailure(identity?.Latest, AsOf(arguments), told.Short));
        }

        return ExitCode.Failed;
    }

    private static DateTimeOffset AsOf(HostArguments arguments) => arguments.AsOf ?? (arguments.NoSimulators ? TimeProvider.System.GetUtcNow() : DemoDefaults.Clock);

    private Task<int> StartAsync(HostArguments arguments, CancellationToken stopping)
    {
        foreach (var file in new[] { arguments.BillFile, arguments.MappingsFile }.OfType<string>().Where(file => !File.Exists(file)))
            throw new MustFixException($"Cannot read {file}: there is no such file. Nothing was done.");
        return arguments.NoSimulators ? StartRealAsync(arguments, stopping) : StartDemoAsync(arguments, stopping);
    }

    private async Task<int> StartRealAsync(HostArguments arguments, CancellationToken stopping)
    {
        var named = HostSettings.Build(arguments.SettingsFile, parts.Environment, HostSettings.Suggested);
        Check(arguments, named);
        var clock = arguments.AsOf is { } start ? new ShiftedTime(start, TimeProvider.System) : TimeProvider.System;
        if (StorageConnection.IsByIdentity(named, HostSettings.Storage))
            return await RunAsync(arguments, named, clock, stopping);
        await using var storage = await StorageAccount.OpenAsync(named, Path.Combine(parts.DataFolder, "storage"), stopping);
        var settings = HostSettings.Build(arguments.SettingsFile, parts.Environment, HostSettings.Suggested, Insist(storage, []));
        return await RunAsync(arguments, settings, clock, stopping);
    }

    private async Task<int> StartDemoAsync(HostArguments arguments, CancellationToken stopping)
    {
        var named = HostSettings.Build(arguments.SettingsFile, parts.Environment, DemoDefaults.Suggested);
        DemoDefaults.RefuseRealStorage(named);
        // Bills and mappings from files are another broker than the demo's: what one run did would hide what the other shows.
        await using var storage = await StorageAccount.OpenAsync(named, Path.Combine(parts.DataFolder, arguments.MappingsFile is null ? "demo" : "demo-files"), stopping);
        var clock = new ShiftedTime(arguments.AsOf ?? DemoDefaults.Clock, TimeProvider.System);
        await using var apis = await parts.StartDemoApis(storage.ConnectionString, clock, stopping);
        var settings = HostSettings.Build(arguments.SettingsFile, parts.Environment, DemoDefaults.Suggested, Insist(storage, Settings(apis, arguments)));
        Check(arguments, settings);
        if (!arguments.Once && arguments.Command is null)
            output.Say($"What the simulated Autotask holds is on {apis.AutotaskPage}");
        return await RunAsync(arguments, settings, clock, stopping);
    }

    /// <summary>With a bill and its mappings from files the demo does without Cloudmore, as a broker does who has no key yet.</summary>
    private static IEnumerable<KeyValuePair<string, string?>> Settings(IDemoApis apis, HostArguments arguments) => arguments.MappingsFile is null
        ? apis.Settings
        : apis.Settings.Select(setting => setting.Key.StartsWith("Cloudmore:", StringComparison.OrdinalIgnoreCase) ? KeyValuePair.Create(setting.Key, (string?)"") : setting);

    private static Dictionary<string, string?> Insist(StorageAccount storage, IEnumerable<KeyValuePair<string, string?>> apis) =>
        new(apis, StringComparer.OrdinalIgnoreCase) { [HostSettings.Storage] = storage.ConnectionString };

    private void Check(HostArguments arguments, IConfiguration settings)
    {
        if (parts.Find(arguments) is not { NeedsValidSettings: false })
            SettingsCheck.Run((services, read) => parts.AddAll(services, read, arguments), settings);
    }

    private async Task<int> RunAsync(HostArguments arguments, IConfigurationRoot settings, TimeProvider clock, CancellationToken stopping)
    {
        var stays = !arguments.Once && arguments.Command is null;
        if (stays && PageKey.Make(settings) is { } key)
            output.Say($"Changes on the page ask for this key: {key}");
        await using var services = ExportServices.Build(parts, arguments, settings, clock, output.OnTerminal);
        identity = services.GetService<RunIdentity>();
        if (parts.Find(arguments) is { } command)
            return await command.RunAsync(services, output, stopping);
        if (arguments.MappingsFile is { } mappings)
            await parts.SaveMappings(services, mappings, output.Lines, stopping);
        var export = new ExportRun(parts, output, services, settings);
        return arguments.Once ? await export.OnceAsync(stopping) : await export.StayUpAsync(arguments.Port, stopping);
    }
}
