using System.Diagnostics.Metrics;
using CloudmoreAutotask.Telemetry;

namespace CloudmoreAutotask.Cloudmore;

/// <summary>Counts the calls made to Cloudmore, tokens and repeated tries included; the metric is <c>cloudmore.calls</c>.</summary>
public sealed class CloudmoreCallCounter
{
    private readonly Counter<long> calls;
    private long total;

    /// <summary>Makes the metric.</summary>
    public CloudmoreCallCounter(IMeterFactory meters)
    {
        calls = meters.Create(ExportMetrics.MeterName).CreateCounter<long>("cloudmore.calls", "{call}", "Calls made to the Cloudmore API.");
    }

    /// <summary>The calls made since the process started.</summary>
    public long Total => Interlocked.Read(ref total);

    /// <summary>Counts one call.</summary>
    internal void Count()
    {
        Interlocked.Increment(ref total);
        calls.Add(1);
    }
}
