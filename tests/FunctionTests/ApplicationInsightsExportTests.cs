using System.Collections.Concurrent;
using CloudmoreAutotask.Functions.Telemetry;
using CloudmoreAutotask.Telemetry;
using Microsoft.ApplicationInsights;
using Microsoft.ApplicationInsights.Channel;
using Microsoft.ApplicationInsights.DataContracts;
using Microsoft.ApplicationInsights.Extensibility;
using Microsoft.Extensions.DependencyInjection;
using NUnit.Framework;

namespace CloudmoreAutotask.Tests.FunctionTests;

/// <summary>What reaches Application Insights, by its own SDK with a channel that keeps what is sent.</summary>
public sealed class ApplicationInsightsExportTests
{
    [Test]
    public async Task Export_SpansAndMetrics_BecomeDependenciesOfTheRunAndMetrics()
    {
        using var channel = new KeptChannel();
        using var configuration = new TelemetryConfiguration { TelemetryChannel = channel, ConnectionString = "InstrumentationKey=00000000-0000-0000-0000-000000000001" };
        using var export = new ApplicationInsightsExport(new TelemetryClient(configuration));
        await export.StartAsync(CancellationToken.None);
        await using var services = new ServiceCollection().AddMetrics().AddSingleton<ExportMetrics>().BuildServiceProvider();

        var trace = Send(services.GetRequiredService<ExportMetrics>());
        await export.StopAsync(CancellationToken.None);

        var calls = channel.Sent.OfType<DependencyTelemetry>().Where(sent => sent.Context.Operation.Id == trace).ToList();
        var outer = calls.Single(sent => sent.Name == "plan bill");
        var inner = calls.Single(sent => sent.Name == "call Autotask");
        Assert.Multiple(() =>
        {
            Assert.That((inner.Type, inner.ResultCode, inner.Success, inner.Properties["autotask.entity"]), Is.EqualTo(("Autotask", "500", (bool?)false, "Contracts")));
            Assert.That((outer.Type, outer.Success, outer.Properties["export.month"]), Is.EqualTo(("InProc", (bool?)true, "2026-10")));
            Assert.That(inner.Context.Operation.ParentId, Is.EqualTo(outer.Id));
            Assert.That(channel.Sent.OfType<MetricTelemetry>().Select(sent => (sent.Name, sent.Sum)), Does.Contain(("autotask.allowance.used", 0.25d)).And.Contain(("export.poison.messages", 3d)));
        });
    }

    private static string Send(ExportMetrics metrics)
    {
        using var bill = ExportTracing.Bill("plan bill", $"run {Guid.NewGuid():N}", new(2026, 10), "c1");
        using (var call = ExportTracing.Call("POST", "Contracts"))
        {
            call!.SetTag("http.response.status_code", 500);
            ExportTracing.Failed(call, "Business");
        }

        metrics.AllowanceUsed(0.25m);
        metrics.Poison("export-plans-poison", 3);
        return bill!.TraceId.ToHexString();
    }

    private sealed class KeptChannel : ITelemetryChannel
    {
        public ConcurrentQueue<ITelemetry> Sent { get; } = new();

        public bool? DeveloperMode { get; set; }

        public string EndpointAddress { get; set; } = "";

        public void Send(ITelemetry item) => Sent.Enqueue(item);

        public void Flush()
        {
        }

        public void Dispose()
        {
        }
    }
}
