using System.Diagnostics;
using System.Text.Json;
using CloudmoreAutotask.LocalHost.Running;
using NUnit.Framework;

namespace CloudmoreAutotask.Tests.LocalHostTests;

/// <summary>The program as a process of its own, where it cannot begin.</summary>
[Parallelizable(ParallelScope.All)]
public sealed class ProgramTests
{
    [TestCase("", false)]
    [TestCase("--doctor", false)]
    [TestCase("--once", true)]
    public async Task Run_BuildFolderCopiedOutOfTheClone_SaysSoAndExitsWithOne(string line, bool hasLine)
    {
        var copy = Directory.CreateTempSubdirectory("copied-build-").FullName;
        try
        {
            var built = Path.GetDirectoryName(typeof(HostRun).Assembly.Location)!;
            foreach (var file in Directory.EnumerateFiles(built).Where(file => Path.GetExtension(file) is ".dll" or ".json"))
                File.Copy(file, Path.Combine(copy, Path.GetFileName(file)));

            var (exit, output, errors) = await RunAsync(Path.Combine(copy, Path.GetFileName(typeof(HostRun).Assembly.Location)), line);

            Assert.That(exit, Is.EqualTo(1));
            Assert.That(errors, Does.Contain("run the local host from a clone of the repository").And.Not.Contain("   at ").And.Not.Contain("Unhandled"));
            AssertLine(output, hasLine ? "run the local host from a clone" : null);
        }
        finally
        {
            Directory.Delete(copy, recursive: true);
        }
    }

    [TestCase("--once --port many", "'many' is no port")]
    [TestCase("--port many", null)]
    public async Task Run_OptionThatCannotBeUsed_NamesItAndExitsWithOne(string line, string? error)
    {
        var (exit, output, errors) = await RunAsync(typeof(HostRun).Assembly.Location, line);

        Assert.That(exit, Is.EqualTo(1));
        Assert.That(errors, Does.Contain("'many' is no port"));
        AssertLine(output, error);
    }

    private static void AssertLine(string output, string? error)
    {
        var last = output.TrimEnd().Split('\n')[^1];
        if (error is null)
        {
            Assert.That(last, Does.Not.StartWith("{"));
            return;
        }

        var line = JsonDocument.Parse(last).RootElement;
        Assert.That((line.GetProperty("runId").ValueKind, line.GetProperty("organizations").GetInt32()), Is.EqualTo((JsonValueKind.Null, 0)));
        Assert.That(line.GetProperty("error").GetString(), Does.Contain(error));
    }

    private static async Task<(int Exit, string Output, string Errors)> RunAsync(string program, string line)
    {
        var start = new ProcessStartInfo("dotnet", [program, .. line.Split(' ', StringSplitOptions.RemoveEmptyEntries)])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
        };
        using var process = Process.Start(start)!;
        var (output, errors) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        using var patience = new CancellationTokenSource(TimeSpan.FromMinutes(1));
        await process.WaitForExitAsync(patience.Token);
        return (process.ExitCode, await output, await errors);
    }
}
