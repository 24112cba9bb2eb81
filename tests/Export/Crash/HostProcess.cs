using System.Diagnostics;
using CloudmoreAutotask.LocalHost.Running;

namespace CloudmoreAutotask.Tests.Export.Crash;

/// <summary>A local host as a process of its own, <c>--once --no-simulators</c>, on the storage and the simulators of a harness.</summary>
internal sealed class HostProcess : IAsyncDisposable
{
    private readonly Process _process;
    private readonly Task<string> _output;
    private readonly Task<string> _errors;

    private HostProcess(Process process)
    {
        _process = process;
        _output = process.StandardOutput.ReadToEndAsync();
        _errors = process.StandardError.ReadToEndAsync();
    }

    public static HostProcess Start(ExportHarness export, string day)
    {
        var start = new ProcessStartInfo("dotnet", [typeof(HostRun).Assembly.Location, "--once", "--no-simulators", "--as-of", $"{day}T04:00:00Z"])
        {
            RedirectStandardError = true,
            RedirectStandardOutput = true,
            UseShellExecute = false,
        };
        foreach (var (name, value) in export.Settings)
            start.Environment[name.Replace(":", "__", StringComparison.Ordinal)] = value;
        return new HostProcess(Process.Start(start)!);
    }

    /// <summary>Ends it as SIGKILL does.</summary>
    public void Kill() => _process.Kill();

    /// <summary>Waits until it ends.</summary>
    /// <returns>Its exit code, the last line of its output, and what it wrote to standard error.</returns>
    public async Task<(int Exit, string LastLine, string Errors)> EndAsync(TimeSpan atMost)
    {
        using var patience = new CancellationTokenSource(atMost);
        await _process.WaitForExitAsync(patience.Token);
        var lines = (await _output).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        return (_process.ExitCode, lines.LastOrDefault("{}"), await _errors);
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            _process.Kill();
            await _process.WaitForExitAsync();
        }

        _process.Dispose();
    }
}
