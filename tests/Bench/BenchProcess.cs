using System.Diagnostics;
using System.Text.Json;

namespace CloudmoreAutotask.Bench;

/// <summary>Runs programs, above all the product in a process of its own, so that the peak of its memory is the product's; simulators and storage emulator run outside it.</summary>
internal static class BenchProcess
{
    /// <summary>Starts this program with a command, gives it the settings, and waits for its result.</summary>
    public static async Task<T> RunAsync<T>(string command, Dictionary<string, string?> settings, CancellationToken cancellation) =>
        JsonSerializer.Deserialize<T>(LastLine(await RunAsync(new ProcessStartInfo("dotnet", [typeof(BenchProcess).Assembly.Location, command]), cancellation, JsonSerializer.Serialize(settings))))!;

    /// <summary>Runs a program to its end; what it wrote to standard output.</summary>
    /// <param name="start">The program.</param>
    /// <param name="cancellation">Ends it.</param>
    /// <param name="input">What it reads from standard input.</param>
    /// <exception cref="InvalidOperationException">It failed.</exception>
    public static async Task<string> RunAsync(ProcessStartInfo start, CancellationToken cancellation, string input = "")
    {
        (start.UseShellExecute, start.RedirectStandardInput, start.RedirectStandardOutput, start.RedirectStandardError) = (false, true, true, true);
        using var process = Process.Start(start)!;
        try
        {
            var (output, errors) = (process.StandardOutput.ReadToEndAsync(cancellation), process.StandardError.ReadToEndAsync(cancellation));
            await process.StandardInput.WriteAsync(input);
            process.StandardInput.Close();
            await process.WaitForExitAsync(cancellation);
            return process.ExitCode == 0
                ? await output
                : throw new InvalidOperationException($"'{start.FileName} {string.Join(' ', start.ArgumentList)}' ended with {process.ExitCode}: {await output}{await errors}");
        }
        finally
        {
            if (!process.HasExited)
                process.Kill(entireProcessTree: true);
        }
    }

    /// <summary>The last line of an output.</summary>
    public static string LastLine(string output) => output.Trim().Split('\n')[^1];

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
