using CloudmoreAutotask.Telemetry;

namespace CloudmoreAutotask.Autotask;

/// <summary>How much of the tenant's hourly allowance is used.</summary>
/// <param name="Limit">The calls allowed in an hour; 0 when Autotask names no limit.</param>
/// <param name="Used">The calls made, by all integrations.</param>
public sealed record AllowanceState(int Limit, long Used)
{
    /// <summary>Whether more than that share of the allowance is used.</summary>
    /// <param name="percent">The share in percent.</param>
    public bool IsAbove(int percent) => Limit > 0 && Used * 100 > (long)Limit * percent;
}

/// <summary>Watches the tenant's hourly allowance: asked now and then, own calls in between added (export rules, "Allowance").</summary>
public sealed class Allowance : IDisposable
{
    private const int MostOwnCalls = 200;

    private static readonly TimeSpan Kept = TimeSpan.FromMinutes(3);

    private readonly SemaphoreSlim one = new(1, 1);
    private readonly AutotaskClient client;
    private readonly CallCounter counter;
    private readonly ExportMetrics metrics;
    private readonly TimeProvider time;
    private Reading? last;

    /// <summary>Watches the allowance of the tenant that the client calls.</summary>
    public Allowance(AutotaskClient client, CallCounter counter, ExportMetrics metrics, TimeProvider time) =>
        (this.client, this.counter, this.metrics, this.time) = (client, counter, metrics, time);

    /// <summary>The present state. Asks Autotask when its last word is minutes or many own calls old.</summary>
    /// <exception cref="Setup.TryLaterException">Autotask gave no answer.</exception>
    /// <exception cref="Setup.MustFixException">The sign-in is stopped, or Autotask refused to say.</exception>
    public async ValueTask<AllowanceState> GetAsync(CancellationToken cancellation)
    {
        await one.WaitAsync(cancellation);
        try
        {
            if (last is null || IsStale(last))
            {
                var answer = await client.GetThresholdAsync(cancellation);
                last = new Reading(answer.ExternalRequestThreshold, answer.CurrentTimeframeRequestCount, counter.Total, time.GetUtcNow());
                if (last.Limit > 0)
                    metrics.AllowanceUsed(last.Used / (decimal)last.Limit);
            }
            return new AllowanceState(last.Limit, last.Used + OwnCallsSince(last));
        }
        finally
        {
            one.Release();
        }
    }

    /// <inheritdoc />
    public void Dispose() => one.Dispose();

    private bool IsStale(Reading reading) => time.GetUtcNow() - reading.At >= Kept || OwnCallsSince(reading) >= MostOwnCalls;

    private long OwnCallsSince(Reading reading) => counter.Total - reading.OwnCalls;

    private sealed record Reading(int Limit, int Used, long OwnCalls, DateTimeOffset At);
}
