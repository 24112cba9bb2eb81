using System.Collections.Concurrent;
using System.Diagnostics;
using System.Diagnostics.Metrics;
using System.Text.RegularExpressions;
using Azure.Storage.Queues;
using CloudmoreAutotask.Ledger;
using CloudmoreAutotask.LocalHost.Settings;
using CloudmoreAutotask.Simulators.Cloudmore;
using CloudmoreAutotask.Storage;
using CloudmoreAutotask.Telemetry;
using CloudmoreAutotask.Tests.Export;
using Microsoft.Extensions.DependencyInjection;
using NUnit.Framework;

namespace CloudmoreAutotask.Tests.Telemetry;

/// <summary>What an export emits, against the tables of infra/README.md.</summary>
public sealed partial class TelemetryTests
{
    private static readonly DateOnly October8 = new(2026, 10, 8);

    private ExportHarness _export = null!;

    [SetUp]
    public async Task SetUp() => _export = await ExportHarness.StartAsync();

    [TearDown]
    public async Task TearDown() => await _export.DisposeAsync();

    [Test]
    public async Task Run_Spans_AreOneTraceFromTheTimerToEachCall()
    {
        _export.Organization("Contoso").Bill(BrokerLine.Of(October8, "S1", "P1", 10, 16.90m, 20.60m));
        _export.Organization("Fabrikam").Bill(BrokerLine.Of(October8, "S2", "P1", 3, 16.90m, 20.60m));
        var spans = new ConcurrentQueue<Activity>();
        using var listener = Listen(spans);

        var report = await _export.RunAsync("2026-10-09");

        var trace = spans.First(span => span.OperationName == "detect bills" && report.RunId.Equals(span.GetTagItem("export.run"))).TraceId;
        var ours = spans.Where(span => span.TraceId == trace).ToList();
        Assert.Multiple(() =>
        {
            Assert.That(ours.Select(span => span.OperationName).Distinct(), Is.EquivalentTo(Documented("Span")));
            Assert.That(ours.Count(span => span.OperationName == "plan bill"), Is.EqualTo(2));
            Assert.That(ours.Count(span => span.OperationName == "write step"), Is.EqualTo(5));
            Assert.That(ours.Count(span => span.OperationName == "call Autotask"), Is.EqualTo(_export.Autotask.Calls.Total));
            Assert.That(ours.SelectMany(span => span.TagObjects.Select(tag => $"{span.OperationName}: {tag.Key}")).Distinct(), Is.SubsetOf(DocumentedAttributes("Span").Append("call Autotask: error.type")));
        });
    }

    [Test]
    public async Task Run_Metrics_HaveTheNamesUnitsAndAttributesOfTheTable()
    {
        var contoso = _export.Organization("Contoso");
        contoso.Bill(BrokerLine.Of(October8, "S1", "P1", 10, 16.90m, 20.60m), BrokerLine.Of(October8, "S1", "P1", 2, 1m, 1.50m));
        await using var provider = _export.Build("2026-10-09");
        var sums = new ConcurrentDictionary<string, decimal>(StringComparer.Ordinal);
        var seen = new ConcurrentDictionary<string, string>(StringComparer.Ordinal);
        using var listener = Listen(provider.GetRequiredService<IMeterFactory>(), sums, seen);

        await _export.RunAsync(provider);
        await provider.GetRequiredService<RunProofs>().ProveDueAsync(CancellationToken.None);
        await provider.GetRequiredService<ExportWatch>().TellAsync(CancellationToken.None);

        var rows = Rows("Metric").ToDictionary(row => row[0], row => $"{row[1]}|{row[2]}", StringComparer.Ordinal);
        Assert.Multiple(() =>
        {
            Assert.That(seen, Is.EquivalentTo(rows));
            Assert.That((sums["export.outcomes"], sums["export.billed"], sums["export.exported"], sums["export.difference"]), Is.EqualTo((1m, 209m, 206m, 3m)));
            Assert.That(sums["autotask.calls"], Is.EqualTo(_export.Autotask.Calls.Total));
            Assert.That((sums["export.run.age"], sums["autotask.sign_in.blocked"], sums["export.poison.messages"], sums["export.proof.differences"]), Is.EqualTo((0m, 0m, 0m, 0m)));
        });
    }

    [Test]
    public async Task Run_SpansAndTheirAttributes_HoldNoSecretNameOrAddress()
    {
        _export.Organization("Contoso Very Private").Bill(BrokerLine.Of(October8, "S1", "P1", 10, 16.90m, 20.60m));
        var spans = new ConcurrentQueue<Activity>();
        using var listener = Listen(spans);

        await _export.RunAsync("2026-10-09");

        var user = _export.Tenant.ApiUser;
        string[] forbidden = [user.UserName, user.Secret, user.IntegrationCode, _export.Cloudmore.Broker.ClientSecret, _export.Cloudmore.Broker.Password, "Contoso Very Private", "http://", "https://"];
        var texts = spans.SelectMany(span => span.TagObjects.Select(tag => $"{tag.Key}={tag.Value}").Append(span.DisplayName).Append(span.StatusDescription ?? ""));
        Assert.That(texts.Where(text => forbidden.Any(word => text.Contains(word, StringComparison.OrdinalIgnoreCase))), Is.Empty);
    }

    [Test]
    public async Task TellAsync_NeverRunAndNothingQueued_SaysSo()
    {
        await using var provider = _export.Build("2026-10-09");
        var sums = new ConcurrentDictionary<string, decimal>(StringComparer.Ordinal);
        using var listener = Listen(provider.GetRequiredService<IMeterFactory>(), sums, new());

        await provider.GetRequiredService<ExportWatch>().TellAsync(CancellationToken.None);

        Assert.That(sums, Does.Not.ContainKey("export.run.age"));
        Assert.That((sums["export.queue.messages"], sums["export.held.age"]), Is.EqualTo((0m, 0m)));
    }

    [TestCaseSource(typeof(ExportQueues), nameof(ExportQueues.Names))]
    public async Task TellAsync_PoisonMessage_IsTold(string queue)
    {
        var poison = new QueueClient(_export.ConnectionString, ExportQueues.PoisonOf(queue));
        await poison.CreateIfNotExistsAsync();
        await poison.SendMessageAsync("lost");
        await using var provider = _export.Build("2026-10-09");
        var sums = new ConcurrentDictionary<string, decimal>(StringComparer.Ordinal);
        using var listener = Listen(provider.GetRequiredService<IMeterFactory>(), sums, new());

        await provider.GetRequiredService<ExportWatch>().TellAsync(CancellationToken.None);

        Assert.That(sums["export.poison.messages"], Is.EqualTo(1m));
    }

    [Test]
    public async Task TellAsync_UnmappedBillOfYesterday_IsADayOld()
    {
        _export.Organization("Contoso", mapped: false).Bill(BrokerLine.Of(October8, "S1", "P1", 10, 16.90m, 20.60m));
        await _export.RunAsync("2026-10-09");
        await using var provider = _export.Build("2026-10-10");
        var sums = new ConcurrentDictionary<string, decimal>(StringComparer.Ordinal);
        using var listener = Listen(provider.GetRequiredService<IMeterFactory>(), sums, new());

        await provider.GetRequiredService<ExportWatch>().TellAsync(CancellationToken.None);

        Assert.That((sums["export.held.age"], sums["export.run.age"]), Is.EqualTo((86400m, 86400m)));
    }

    private static ActivityListener Listen(ConcurrentQueue<Activity> spans)
    {
        var listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name == ExportTracing.SourceName,
            Sample = static (ref _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = spans.Enqueue,
        };
        ActivitySource.AddActivityListener(listener);
        return listener;
    }

    private static MeterListener Listen(IMeterFactory factory, ConcurrentDictionary<string, decimal> sums, ConcurrentDictionary<string, string> seen)
    {
        var listener = new MeterListener
        {
            InstrumentPublished = (instrument, self) =>
            {
                if (instrument.Meter.Name == ExportMetrics.MeterName && instrument.Meter.Scope == factory)
                    self.EnableMeasurementEvents(instrument);
            },
        };
        listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) => Take(instrument, value, tags));
        listener.SetMeasurementEventCallback<decimal>((instrument, value, tags, _) => Take(instrument, value, tags));
        listener.Start();
        return listener;

        void Take(Instrument instrument, decimal value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
        {
            sums.AddOrUpdate(instrument.Name, value, (_, sum) => sum + value);
            seen[instrument.Name] = $"{instrument.Unit}|{string.Join(",", tags.ToArray().Select(tag => tag.Key).Order(StringComparer.Ordinal))}";
        }
    }

    private static IEnumerable<string> Documented(string table) => Rows(table).Select(row => row[0]);

    private static IEnumerable<string> DocumentedAttributes(string table) => Rows(table).SelectMany(row => row[1].Split(',').Select(attribute => $"{row[0]}: {attribute}"));

    /// <summary>The rows of the table whose first heading this is; of a list in a cell, the names in order.</summary>
    private static IEnumerable<string[]> Rows(string heading) =>
        File.ReadLines(Path.Combine(Repository.Root, "infra", "README.md"))
            .SkipWhile(line => !line.StartsWith($"| {heading} |", StringComparison.Ordinal)).Skip(2)
            .TakeWhile(line => line.StartsWith('|'))
            .Select(line => line.Trim('|').Split('|').Select(cell => string.Join(",", Quoted().Matches(cell).Select(match => match.Groups["name"].Value).Order(StringComparer.Ordinal))).ToArray());

    [GeneratedRegex("`(?<name>[^`]+)`", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Quoted();
}
