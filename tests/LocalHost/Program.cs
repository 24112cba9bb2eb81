using System.CommandLine;
using CloudmoreAutotask.LocalHost.CommandLine;
using CloudmoreAutotask.LocalHost.Output;
using CloudmoreAutotask.LocalHost.Running;

try
{
    var parts = ExportParts.Create();
    var parsed = HostCommandLine.Create(parts.Commands, parts.UseBillFile is not null, (arguments, stopping) => RunAsync(parts, arguments, stopping)).Parse(args);
    var exit = await parsed.InvokeAsync(new InvocationConfiguration { ProcessTerminationTimeout = TimeSpan.FromSeconds(30) });
    if (parsed.Errors.Count > 0)
        TellFailure(string.Join(" ", parsed.Errors.Select(error => error.Message)));
    return exit;
}
catch (Exception failure)
{
    // Nothing could be put together: the program does not run from a clone, or the clone is damaged.
    var told = HostFailure.Of(failure);
    await Console.Error.WriteLineAsync(told.Message);
    TellFailure(told.Short);
    return ExitCode.Failed;
}

static Task<int> RunAsync(HostParts parts, HostArguments arguments, CancellationToken stopping)
{
    var console = HostConsole.Create();
    return new HostRun(parts, new HostOutput(console, Console.Out, Console.Error)).RunAsync(arguments, stopping);
}

void TellFailure(string error)
{
    if (args.Contains(HostCommandLine.OnceOption, StringComparer.Ordinal))
        Console.Out.WriteLine(RunLine.WriteFailure(runId: null, TimeProvider.System.GetUtcNow(), error));
}
