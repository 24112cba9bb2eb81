using System.Diagnostics;
using System.Text.Json;

namespace CloudmoreAutotask.Bench;

/// <summary>Runs the product in a process of its own, so that the peak of its memory is the product's; simulators and storage emulator run outside it.</summary>
internal static class BenchProcess
{
    /// <summary>Starts this program with a command, gives it the settings, and waits for its result.</summary>
    public static async Task<T> RunAsync<T>(string command, Dictionary<string, string?> settings, CancellationToken cancellation)
    {
        var start = new ProcessStartInfo("dotnet", [typeof(BenchProcess).Assembly.Location, command]) { UseShellExecute = false, RedirectStandardInput = true, RedirectStandardOutput = true };
        using var child = Process.Start(start)!;
        try
        {
            await child.StandardInput.WriteAsync(JsonSerializer.Serialize(settings));
            child.StandardInput.Close();
            var output = await child.StandardOutput.ReadToEndAsync(cancellation);
            await child.WaitForExitAsync(cancellation);
            return child.ExitCode == 0
                ? JsonSerializer.Deserialize<T>(output.Trim().Split('\n')[^1])!
                : throw new InvalidOperationException($"The process of '{command}' ended with {child.ExitCode}: {output}");
        }
        finally
        {
            if (!child.HasExited)
                child.Kill();
        }
    }

    /// <summary>The settings that the process was given.</summary>
    public static async Task<Dictionary<string, string?>> SettingsAsync(CancellationToken cancellation) =>
        JsonSerializer.Deserialize<Dictionary<string, string?>>(await Console.In.ReadToEndAsync(cancellation))!;

    /// <summary>Hands the result to the process that started this one.</summary>
    public static void Return<T>(T result) => Console.WriteLine(JsonSerializer.Serialize(result));

    /// <summary>The processor time of this process so far.</summary>
    public static TimeSpan Processor()
    {
        using var self = Process.GetCurrentProcess();
        return self.TotalProcessorTime;
    }

    /// <summary>The largest working set of this process so far, in bytes.</summary>
    public static long Peak()
    {
        using var self = Process.GetCurrentProcess();
        return self.PeakWorkingSet64;
    }
}
