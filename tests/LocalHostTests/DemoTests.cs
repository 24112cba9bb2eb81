using System.Diagnostics;
using System.Text.Json;
using CloudmoreAutotask.LocalHost.CommandLine;
using CloudmoreAutotask.LocalHost.Demo;
using CloudmoreAutotask.LocalHost.Output;
using CloudmoreAutotask.LocalHost.Running;
using CloudmoreAutotask.LocalHost.Settings;
using CloudmoreAutotask.LocalHost.Storage;
using NUnit.Framework;

namespace CloudmoreAutotask.Tests.LocalHostTests;

/// <summary>The demo as a person runs it: the real functions, both simulators, a storage emulator with a folder.</summary>
[Parallelizable]
public sealed class DemoTests
{
    [Test]
    public async Task Once_TwiceOnTheSameStorage_ExportsBothMonthsAndThenWritesNothing()
    {
        await using var storage = await AzuriteServer.StartAsync();

        var (firstExit, first, said) = await RunAsync(storage.ConnectionString);
        var (secondExit, second, saidThen) = await RunAsync(storage.ConnectionString);

        var proofs = said.Where(line => line.StartsWith("Proof of ", StringComparison.Ordinal)).ToList();
        Assert.That(proofs, Has.Count.EqualTo(2).And.All.Match(@"^Proof of 2026-1[01], read back from Autotask: (\d+) of \1 agree\.$"));
        Assert.That(saidThen.Where(line => line.StartsWith("Proof of ", StringComparison.Ordinal)), Is.Empty, "nothing was written");
        Assert.That(firstExit, Is.EqualTo(2), "one organization has no company, one period is posted, two subscriptions ended");
        Assert.That(Outcome(first, "Created"), Is.AtLeast(50));
        Assert.That(Outcome(first, "Unmapped"), Is.EqualTo(8));
        Assert.That(Outcome(first, "Deferred"), Is.EqualTo(1));
        Assert.That(Outcome(first, "Ended"), Is.EqualTo(2));
        Assert.That(Outcome(first, "Failed") + Outcome(first, "Conflict") + Outcome(first, "Refused") + Outcome(first, "Held"), Is.Zero);
        Assert.That(first.GetProperty("organizations").GetInt32(), Is.EqualTo(13));
        Assert.That(secondExit, Is.EqualTo(2));
        Assert.That(second.GetProperty("outcomes").EnumerateObject().Select(outcome => outcome.Name), Is.EqualTo(["Unmapped"]));
    }

    [Test]
    public async Task Once_HostKilledInTheMiddle_NextRunsFinishWithoutDoubling()
    {
        await using var storage = await AzuriteServer.StartAsync();
        await KillAfterContractsAsync(storage.ConnectionString, contracts: 12);

        await RunAsync(storage.ConnectionString);
        await RunAsync(storage.ConnectionString);
        var (_, last, _) = await RunAsync(storage.ConnectionString);

        var tenant = await new DemoState(storage.ConnectionString).FindAsync(TimeProvider.System, CancellationToken.None);
        Assert.That(last.GetProperty("outcomes").EnumerateObject().Select(outcome => outcome.Name), Is.EqualTo(["Unmapped"]));
        Assert.That(tenant!.AllContracts.Select(contract => contract.SubscriptionId), Is.Unique.And.All.Not.Null);
        Assert.That(tenant.AllAdjustments.Select(adjustment => (adjustment.ContractServiceId, adjustment.EffectiveDate)), Is.Unique);
        Assert.That(tenant.AllCharges.Select(charge => charge.InternalPurchaseOrderNumber), Is.Unique.And.All.Not.Null);
    }

    private static async Task KillAfterContractsAsync(string connectionString, int contracts)
    {
        var start = new ProcessStartInfo("dotnet", [typeof(HostRun).Assembly.Location, "--once"]) { RedirectStandardError = true, RedirectStandardOutput = true, UseShellExecute = false };
        start.Environment[HostSettings.Storage] = connectionString;
        using var host = Process.Start(start)!;
        _ = host.StandardOutput.ReadToEndAsync();
        while (contracts > 0 && await host.StandardError.ReadLineAsync() is { } line)
            contracts -= line.Contains("POST Contracts was accepted", StringComparison.Ordinal) ? 1 : 0;
        host.Kill();
        await host.WaitForExitAsync();
        Assert.That(contracts, Is.Zero, "the host ended by itself");
    }

    private static int Outcome(JsonElement line, string outcome) => line.GetProperty("outcomes").TryGetProperty(outcome, out var count) ? count.GetInt32() : 0;

    private static async Task<(int Exit, JsonElement Line, string[] Said)> RunAsync(string connectionString)
    {
        using var output = new StringWriter();
        using var errors = new StringWriter();
        using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(3));
        var parts = ExportParts.Create() with { Environment = new Dictionary<string, string?> { [HostSettings.Storage] = connectionString } };
        var exit = await new HostRun(parts, new HostOutput(HostConsole.Plain(output), output, errors)).RunAsync(new HostArguments { Once = true }, limit.Token);
        Assert.That(output.ToString(), Is.Not.Empty, errors.ToString());
        var said = output.ToString().TrimEnd().Split('\n');
        return (exit, JsonDocument.Parse(said[^1]).RootElement, said);
    }
}
