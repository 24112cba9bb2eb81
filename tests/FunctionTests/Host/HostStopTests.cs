using CloudmoreAutotask.Simulators.Cloudmore;
using CloudmoreAutotask.Simulators.Faults;
using CloudmoreAutotask.Tests.FunctionTests.Host.Protocol;
using NUnit.Framework;

namespace CloudmoreAutotask.Tests.FunctionTests.Host;

/// <summary>A host that stops ends the published app: it has five seconds, then it is killed.</summary>
[Parallelizable]
public sealed class HostStopTests
{
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(5);
    private static readonly Fault Late = Fault.DelayAfter(TimeSpan.FromMinutes(5));

    private HostedExport _export = null!;

    [SetUp]
    public async Task StartAsync()
    {
        _export = await HostedExport.StartAsync();
        _export.Organization("Contoso").Bill(BrokerLine.Of(_export.Day, "S1", "P1", 10, 16.90m, 20.60m));
    }

    [TearDown]
    public async Task StopAsync() => await _export.DisposeAsync();

    [Test]
    public async Task Terminate_TimerWaitsForCloudmore_EndsCleanlyAndTheCallIsNoSuccess()
    {
        _export.Cloudmore.Faults.On("*", "*", Late, times: 1000);
        var running = _export.TickAsync("DetectNewBills");
        await _export.UntilAsync(() => _export.Cloudmore.Calls.Total > 0);

        var (exit, output) = await _export.Host.TerminateAsync(Grace);

        Assert.That(exit, Is.Zero, output);
        Assert.That(output, Does.Not.Contain("Unhandled exception"));
        Assert.That((await running).Status, Is.Not.EqualTo(StatusResult.Types.Status.Success));
    }

    [Test]
    public async Task Terminate_WriteIsOnItsWay_EndsCleanlyAndTheNextAppFinishesItOnce()
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        await _export.TickAsync("DetectNewBills");
        _export.Autotask.Faults.On(call => call.IsWrite, Late, times: 1000);
        using var listening = new CancellationTokenSource();
        var exporting = _export.Queues.DrainAsync(listening.Token);
        await _export.UntilAsync(() => _export.Autotask.Calls.Writes.Count > 0);

        await listening.CancelAsync();
        var (exit, output) = await _export.Host.TerminateAsync(Grace);
        await exporting.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _export.Autotask.Faults.Clear();
        await _export.StartAgainAsync();
        await _export.Queues.DrainAsync(patience.Token);

        Assert.That(exit, Is.Zero, output);
        Assert.That(_export.Tenant.AllContracts, Has.Count.EqualTo(1));
        Assert.That(_export.Tenant.AllUnits.Select(units => (units.Units, units.Price)).Distinct(), Is.EqualTo([(10, 206m)]));
    }
}
