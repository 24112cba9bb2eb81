using Azure.Core;
using Azure.Core.Pipeline;
using CloudmoreAutotask.Ledger;
using CloudmoreAutotask.Simulators.Cloudmore;
using CloudmoreAutotask.Tests.Export;
using Microsoft.Extensions.DependencyInjection;
using NUnit.Framework;

namespace CloudmoreAutotask.Tests.Shared.Applying;

/// <summary>What is known of a bill is read at once: in a row these reads would be most of the time from a message to its plan.</summary>
public sealed class BillInputsTests
{
    // The bill, the one before it, the company, contracts, writes, outcomes, intents, releases, undo, fuse and locks are eleven; half of them in a row would be seen here.
    private const int AtOnce = 8;

    [Test]
    public async Task LoadAsync_KnownBill_ReadsStorageSideBySide()
    {
        var storage = new SlowStorage();
        await using var export = await ExportHarness.StartAsync();
        export.Organization("Contoso").Bill(BrokerLine.Of(new DateOnly(2026, 10, 8), "S1", "P1", 10, 16.90m, 20.60m));
        await export.RunAsync("2026-10-09");
        export.Cloudmore.Broker.Organization("Contoso").Bill(BrokerLine.Of(new DateOnly(2026, 11, 8), "S1", "P1", 10, 16.90m, 20.60m));
        export.Before = services => services.AddSingleton<HttpPipelineTransport>(storage);

        var report = await export.RunAsync("2026-11-09");

        Assert.That(report.Outcomes, Is.EqualTo(new Dictionary<Outcome, int> { [Outcome.Unchanged] = 1 }));
        Assert.That(storage.Most, Is.AtLeast(AtOnce));
    }

    /// <summary>Storage whose answers take a while; it sees how many calls wait at once.</summary>
    private sealed class SlowStorage : HttpPipelineTransport
    {
        private static readonly TimeSpan Latency = TimeSpan.FromMilliseconds(50);
        private readonly HttpClientTransport _inner = new();
        private readonly Lock _guard = new();
        private int _waiting;

        public int Most { get; private set; }

        public override Request CreateRequest() => _inner.CreateRequest();

        public override void Process(HttpMessage message) => throw new NotSupportedException("The product calls storage asynchronously.");

        public override async ValueTask ProcessAsync(HttpMessage message)
        {
            lock (_guard)
                Most = Math.Max(Most, ++_waiting);
            await Task.Delay(Latency, message.CancellationToken);
            lock (_guard)
                _waiting--;
            await _inner.ProcessAsync(message);
        }
    }
}
