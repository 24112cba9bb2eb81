using System.ComponentModel;
using System.Diagnostics;
using CloudmoreAutotask.Setup;

namespace CloudmoreAutotask.LocalHost.Storage;

/// <summary>Azurite as its lock file names it, in <c>tests/LocalHost/node_modules</c>.</summary>
internal static class AzuriteInstall
{
    /// <summary>The program to hand to <c>node</c>, after installing Azurite when it is missing or older than the lock file.</summary>
    /// <exception cref="MustFixException">Node.js is missing, or <c>npm ci</c> failed.</exception>
    public static async Task<string> EnsureAsync(CancellationToken cancellation)
    {
        var folder = FindFolder();
        if (!IsCurrent(folder))
        {
            await using var held = await HoldLockAsync(folder, cancellation);
            if (!IsCurrent(folder))
                await InstallAsync(folder, cancellation);
        }

        return Path.Combine(folder, "Storage", "azurite.js");
    }

    /// <summary>Starts a program of Node.js.</summary>
    /// <exception cref="MustFixException">It is not installed.</exception>
    public static Process Start(ProcessStartInfo start)
    {
        try
        {
            return Process.Start(start) ?? throw NodeIsMissing(start);
        }
        catch (Win32Exception notFound)
        {
            throw NodeIsMissing(start, notFound);
        }
    }

    private static MustFixException NodeIsMissing(ProcessStartInfo start, Exception? cause = null) =>
        new($"The storage emulator Azurite needs Node.js with npm, and '{start.FileName}' could not be started. Install Node.js and try again.", cause);

    private static string FindFolder()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            var candidate = Path.Combine(folder.FullName, "tests", "LocalHost");
            if (File.Exists(Path.Combine(candidate, "package-lock.json")))
                return candidate;
        }

        throw new MustFixException(
            $"tests/LocalHost/package-lock.json, which names the storage emulator, was not found above {AppContext.BaseDirectory}. " +
            "Run from a clone of the repository, or set AzureWebJobsStorage to a storage account.");
    }

    // npm writes this file last, so an interrupted installation does not count.
    private static bool IsCurrent(string folder)
    {
        var installed = new FileInfo(Path.Combine(folder, "node_modules", ".package-lock.json"));
        return installed.Exists && installed.LastWriteTimeUtc >= File.GetLastWriteTimeUtc(Path.Combine(folder, "package-lock.json"));
    }

    private static async Task<FileStream> HoldLockAsync(string folder, CancellationToken cancellation)
    {
        var path = Path.GetFullPath(Path.Combine(folder, "..", "..", "artifacts", "azurite-install.lock"));
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        while (true)
        {
            try
            {
                return new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            }
            catch (IOException)
            {
                // Another process installs; npm ci takes half a minute.
                await Task.Delay(TimeSpan.FromMilliseconds(200), cancellation);
            }
        }
    }

    private static async Task InstallAsync(string folder, CancellationToken cancellation)
    {
        await Console.Error.WriteLineAsync("Installing the storage emulator Azurite (npm ci), once.");
        var start = new ProcessStartInfo(OperatingSystem.IsWindows() ? "npm.cmd" : "npm", ["ci"])
        {
            WorkingDirectory = folder,
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using var npm = Start(start);
        npm.StandardInput.Close();
        try
        {
            var output = npm.StandardOutput.ReadToEndAsync(cancellation);
            var errors = npm.StandardError.ReadToEndAsync(cancellation);
            await npm.WaitForExitAsync(cancellation);
            if (npm.ExitCode != 0)
                throw new MustFixException($"'npm ci' in {folder} ended with {npm.ExitCode}: {await errors}{await output}");
        }
        catch (OperationCanceledException)
        {
            npm.Kill(entireProcessTree: true);
            throw;
        }
    }
}
