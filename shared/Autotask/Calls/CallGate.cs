using System.Threading.RateLimiting;
using CloudmoreAutotask.Setup;
using Microsoft.Extensions.Options;

namespace CloudmoreAutotask.Autotask.Calls;

/// <summary>Keeps the calls in flight per entity below what Autotask allows. Source: Autotask facts, "Limits", threads.</summary>
internal sealed class CallGate : IDisposable
{
    private readonly PartitionedRateLimiter<string> limiter;

    public CallGate(IOptions<LimitsOptions> limits)
    {
        var perEntity = new ConcurrencyLimiterOptions
        {
            PermitLimit = limits.Value.CallsPerEntity,
            QueueLimit = int.MaxValue,
            QueueProcessingOrder = QueueProcessingOrder.OldestFirst,
        };
        limiter = PartitionedRateLimiter.Create<string, string>(
            entity => RateLimitPartition.GetConcurrencyLimiter(entity, _ => perEntity), StringComparer.OrdinalIgnoreCase);
    }

    /// <summary>Waits for a free place; disposing the result gives it back.</summary>
    public ValueTask<RateLimitLease> EnterAsync(string entity, CancellationToken cancellation) => limiter.AcquireAsync(entity, 1, cancellation);

    public void Dispose() => limiter.Dispose();
}
