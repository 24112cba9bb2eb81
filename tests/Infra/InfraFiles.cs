using System.Diagnostics;
using System.Text.Json;

namespace CloudmoreAutotask.Tests.Infra;

/// <summary>A property path of a resource, with its value where it is a plain one.</summary>
internal sealed record BicepProperty(string Path, string? Value);

/// <summary>A resource of a Bicep file.</summary>
internal sealed record BicepResource(string Name, string Type, bool IsExisting, IReadOnlyList<BicepProperty> Properties);

/// <summary>A module that a Bicep file uses.</summary>
internal sealed record BicepModule(string Name, string File, IReadOnlyList<string> Parameters);

/// <summary>A parameter that a Bicep file declares.</summary>
internal sealed record BicepParameter(string Name, bool IsOptional);

/// <summary>A variable of a Bicep file, or what a parameter file gives a parameter.</summary>
internal sealed record BicepVariable(string Name, string? Value, IReadOnlyList<BicepProperty> Paths);

/// <summary>A Bicep file as its grammar reads it.</summary>
internal sealed record BicepFile(
    string File,
    IReadOnlyList<string> Errors,
    IReadOnlyList<BicepParameter> Parameters,
    IReadOnlyList<BicepVariable> Variables,
    IReadOnlyList<string> Outputs,
    IReadOnlyList<string> Reads,
    IReadOnlyList<string> Members,
    IReadOnlyList<string> Loads,
    IReadOnlyList<BicepResource> Resources,
    IReadOnlyList<BicepModule> Modules)
{
    /// <inheritdoc />
    public override string ToString() => File;
}

/// <summary>The files of <c>infra/</c>.</summary>
internal static class InfraFiles
{
    private static readonly Lazy<IReadOnlyList<BicepFile>> Read = new(ReadAll);

    /// <summary>The repository.</summary>
    public static string Root { get; } = FindRoot();

    /// <summary>The folder <c>infra/</c>.</summary>
    public static string Infra { get; } = Path.Combine(Root, "infra");

    /// <summary>All Bicep files.</summary>
    public static IReadOnlyList<BicepFile> All => Read.Value;

    /// <summary>One Bicep file.</summary>
    public static BicepFile Of(string name) => All.Single(file => file.File == name);

    /// <summary>The names that <c>main.bicep</c> gives, per broker and resource group.</summary>
    public static IReadOnlyList<IReadOnlyDictionary<string, string>> Names(IEnumerable<(string BrokerId, string GroupId)> brokers) =>
        Parse<IReadOnlyList<IReadOnlyDictionary<string, string>>>(
            Node(["names", Path.Combine(Infra, "main.bicep")], JsonSerializer.Serialize(brokers.Select(broker => new { brokerId = broker.BrokerId, groupId = broker.GroupId }))));

    /// <summary>Runs a program to its end.</summary>
    public static (int ExitCode, string Output) Run(ProcessStartInfo start, string input)
    {
        (start.RedirectStandardInput, start.RedirectStandardOutput, start.RedirectStandardError, start.UseShellExecute) = (true, true, true, false);
        using var process = Process.Start(start)!;
        var (output, error) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        try
        {
            process.StandardInput.Write(input);
            process.StandardInput.Close();
        }
        catch (IOException)
        {
            // It ended without reading all of it.
        }

        if (!process.WaitForExit(TimeSpan.FromMinutes(1)))
        {
            process.Kill(entireProcessTree: true);
            throw new TimeoutException($"{start.FileName} did not end.");
        }

        return (process.ExitCode, output.GetAwaiter().GetResult() + error.GetAwaiter().GetResult());
    }

    private static IReadOnlyList<BicepFile> ReadAll() => Parse<IReadOnlyList<BicepFile>>(Node(["facts", Infra], ""));

    private static string Node(IEnumerable<string> arguments, string input)
    {
        var (exitCode, output) = Run(new ProcessStartInfo("node", [Path.Combine(Root, "tests/Infra/read-bicep.js"), .. arguments]), input);
        return exitCode == 0 ? output : throw new InvalidOperationException($"read-bicep.js: {output} (npm ci in tests/Infra brings what it needs)");
    }

    private static T Parse<T>(string json) => JsonSerializer.Deserialize<T>(json, JsonSerializerOptions.Web)!;

    private static string FindRoot()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "CloudmoreAutotask.sln")))
            folder = folder.Parent;
        return folder?.FullName ?? throw new DirectoryNotFoundException("The tests run outside of the repository.");
    }
}
