using System.Diagnostics;
using System.Diagnostics.Metrics;
using System.Globalization;
using CloudmoreAutotask.Telemetry;
using Microsoft.ApplicationInsights;
using Microsoft.ApplicationInsights.DataContracts;
using Microsoft.Extensions.Hosting;

namespace CloudmoreAutotask.Functions.Telemetry;

/// <summary>
/// Sends the export's spans and metrics to Application Insights: a span becomes a dependency of the run's operation, a metric is aggregated by the minute.
/// The worker's own package sends logs and the worker's spans only.
/// </summary>
internal sealed class ApplicationInsightsExport(TelemetryClient client) : IHostedService, IDisposable
{
    private readonly ActivityListener spans = new()
    {
        ShouldListenTo = source => source.Name == ExportTracing.SourceName,
        Sample = static (ref _) => ActivitySamplingResult.AllDataAndRecorded,
    };

    private readonly MeterListener meters = new()
    {
        InstrumentPublished = (instrument, listener) =>
        {
            if (instrument.Meter.Name == ExportMetrics.MeterName)
                listener.EnableMeasurementEvents(instrument);
        },
    };

    /// <inheritdoc />
    public Task StartAsync(CancellationToken cancellationToken)
    {
        spans.ActivityStopped = span => client.TrackDependency(Dependency(span));
        ActivitySource.AddActivityListener(spans);
        meters.SetMeasurementEventCallback<long>((instrument, value, tags, _) => Track(instrument.Name, value, tags));
        meters.SetMeasurementEventCallback<decimal>((instrument, value, tags, _) => Track(instrument.Name, (double)value, tags));
        meters.Start();
        return Task.CompletedTask;
    }

    /// <inheritdoc />
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        Dispose();
        await client.FlushAsync(cancellationToken);
    }

    /// <inheritdoc />
    public void Dispose()
    {
        spans.Dispose();
        meters.Dispose();
    }

    private static DependencyTelemetry Dependency(Activity span)
    {
        var dependency = new DependencyTelemetry
        {
            Id = span.SpanId.ToHexString(),
            Name = span.DisplayName,
            Type = span.Kind == ActivityKind.Client ? "Autotask" : "InProc",
            Timestamp = new DateTimeOffset(span.StartTimeUtc),
            Duration = span.Duration,
            Success = span.Status != ActivityStatusCode.Error,
            ResultCode = Text(span.GetTagItem("http.response.status_code")),
        };
        dependency.Context.Operation.Id = span.TraceId.ToHexString();
        dependency.Context.Operation.ParentId = span.ParentSpanId.ToHexString();
        foreach (var (name, value) in span.TagObjects)
        {
            if (value is not null)
                dependency.Properties[name] = Text(value);
        }

        // The invocation that the span ran in, in the host's own trace.
        foreach (var link in span.Links)
            dependency.Properties["invocation"] = link.Context.TraceId.ToHexString();
        return dependency;
    }

    private void Track(string name, double value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        if (tags.Length == 0)
            client.GetMetric(name).TrackValue(value);
        else if (tags.Length == 1)
            client.GetMetric(name, tags[0].Key).TrackValue(value, Text(tags[0].Value));
        else
            client.GetMetric(name, tags[0].Key, tags[1].Key).TrackValue(value, Text(tags[0].Value), Text(tags[1].Value));
    }

    private static string Text(object? value) => Convert.ToString(value, CultureInfo.InvariantCulture) ?? "";
}
