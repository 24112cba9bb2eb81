using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using CloudmoreAutotask.Telemetry;

namespace CloudmoreAutotask.Autotask;

/// <summary>Counts the calls that went out to Autotask, repeated ones and the zone look-up included. Calls are the unit of cost (architecture, "Speed, as calls").</summary>
public sealed class CallCounter
{
    private readonly ConcurrentDictionary<string, long> perEntity = new(StringComparer.OrdinalIgnoreCase);
    private readonly Counter<long> metric;
    private long total;

    /// <summary>Starts at 0; the metric is <c>autotask.calls</c> of the meter <c>CloudmoreAutotask</c>, tagged with entity and HTTP method.</summary>
    public CallCounter(IMeterFactory meters)
    {
        ArgumentNullException.ThrowIfNull(meters);
        Meter = meters.Create(ExportMetrics.MeterName);
        metric = Meter.CreateCounter<long>("autotask.calls", "{call}", "Calls that went out to Autotask.");
    }

    /// <summary>All calls since the process began.</summary>
    public long Total => Interlocked.Read(ref total);

    /// <summary>The calls per entity as they stand now.</summary>
    public IReadOnlyDictionary<string, long> PerEntity => new Dictionary<string, long>(perEntity, StringComparer.OrdinalIgnoreCase);

    internal Meter Meter { get; }

    internal void Count(string entity, string method)
    {
        Interlocked.Increment(ref total);
        perEntity.AddOrUpdate(entity, 1, static (_, count) => count + 1);
        metric.Add(1, new KeyValuePair<string, object?>("entity", entity), new KeyValuePair<string, object?>("method", method));
    }
}
