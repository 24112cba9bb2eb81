using CloudmoreAutotask.LocalHost.CommandLine;
using CloudmoreAutotask.LocalHost.Output;

namespace CloudmoreAutotask.Tests.LocalHostTests;

internal sealed class SampleCommand(string option, int exitCode = 0, bool needsValidSettings = true, string? fileName = null) : IHostCommand
{
    public string Option => option;

    public string Description => "Does something else.";

    public string? FileName => fileName;

    public bool CanApply => fileName is not null;

    public bool NeedsValidSettings => needsValidSettings;

    public async Task<int> RunAsync(IServiceProvider services, HostOutput output, CancellationToken cancellation)
    {
        await output.Lines.WriteLineAsync($"{option} ran");
        return exitCode;
    }
}
