using System.CommandLine;
using CloudmoreAutotask.LocalHost.CommandLine;
using CloudmoreAutotask.LocalHost.Output;
using CloudmoreAutotask.LocalHost.Running;

var parts = ExportParts.Create();
var root = HostCommandLine.Create(parts.Commands, parts.UseBillFile is not null, RunAsync);
return await root.Parse(args).InvokeAsync(new InvocationConfiguration { ProcessTerminationTimeout = TimeSpan.FromSeconds(30) });

Task<int> RunAsync(HostArguments arguments, CancellationToken stopping)
{
    var console = HostConsole.Create();
    return new HostRun(parts, new HostOutput(console, Console.Out, Console.Error)).RunAsync(arguments, stopping);
}
