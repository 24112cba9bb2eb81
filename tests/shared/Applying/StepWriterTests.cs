using CloudmoreAutotask.Billing;
using CloudmoreAutotask.Planning;
using CloudmoreAutotask.Simulators.Cloudmore;
using CloudmoreAutotask.Simulators.Faults;
using CloudmoreAutotask.Storage;
using CloudmoreAutotask.Tests.Export;
using Microsoft.Extensions.DependencyInjection;
using NUnit.Framework;

namespace CloudmoreAutotask.Tests.Applying;

[Parallelizable]
public sealed class StepWriterTests
{
    private const int Several = 3;

    // What an intent may wait for, and what a busy machine takes.
    private static readonly TimeSpan Late = TimeSpan.FromSeconds(2);

    /// <summary>One call at a time, each taking long: the last write waits for its place far longer than its effect is waited for.</summary>
    [Test]
    public async Task Run_WritesWaitForTheirPlace_EachIntentBeginsWithItsCall()
    {
        await using var export = await ExportHarness.StartAsync();
        export.Settings["Limits:CallsPerEntity"] = "1";
        export.Organization("Contoso").Bill(Enumerable.Range(0, Several).Select(number => BrokerLine.Of(new DateOnly(2026, 10, 8), $"S{number}", "P1", 1, 16.90m, 20.60m)));
        export.Autotask.Faults.On(call => call is { Entity: "Contracts", IsWrite: true }, Fault.DelayBefore(Late + TimeSpan.FromSeconds(1)), times: Several);

        await export.RunAsync("2026-10-09");

        await using var provider = export.Build("2026-10-10");
        var tables = provider.GetRequiredService<ExportTables>();
        var organization = export.Cloudmore.Broker.Organization("Contoso").Id;
        var begun = (await tables.Intents.ListAsync(ExportTables.BillKey(new BillMonth(2026, 10), organization), CancellationToken.None))
            .Where(intent => intent.Kind == StepKind.CreateContract).Select(intent => intent.StartedAt).Order().ToList();
        var sent = export.Autotask.Calls.Writes.Where(call => call.Entity == "Contracts").Select(call => call.Time).Order().ToList();
        Assert.That(sent, Has.Count.EqualTo(Several));
        Assert.That(begun.Zip(sent, (intent, call) => call - intent), Is.All.InRange(TimeSpan.Zero, Late));
    }
}
