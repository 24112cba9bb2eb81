using System.Diagnostics;
using CloudmoreAutotask.LocalHost.Settings;
using NUnit.Framework;

namespace CloudmoreAutotask.Tests.Wholesome;

/// <summary>A build with stand-ins for Azure's packages must not be published, whichever way it is tried.</summary>
public sealed class PublishTests
{
    [TestCase("-p:_IsPublishing=true", Description = "dotnet publish")]
    [TestCase("-p:NoBuild=true", Description = "dotnet publish --no-build")]
    public async Task Publish_StandInBuild_IsRefusedWithTheReasonAndTheWayOut(string how)
    {
        var project = Path.Combine(Repository.Root, "functions", "CloudmoreAutotask.Functions.csproj");
        var start = new ProcessStartInfo("dotnet", ["msbuild", project, "-t:Publish", "-p:AzurePackages=StandIn", how, "-nologo", "-terminalLogger:off", "-nodeReuse:false"])
        {
            RedirectStandardOutput = true,
            UseShellExecute = false,
        };
        using var build = Process.Start(start)!;
        var output = await build.StandardOutput.ReadToEndAsync();
        await build.WaitForExitAsync();

        Assert.That(build.ExitCode, Is.Not.Zero);
        Assert.That(output.Split('\n').Where(line => line.Contains("error", StringComparison.Ordinal)).Distinct(), Has.Exactly(1).Items, output);
        Assert.That(output, Does.Contain("only official packages go to Azure").And.Contain("delete artifacts/AzurePackages.txt and try again"));
    }
}
