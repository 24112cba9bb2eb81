using System.Threading.RateLimiting;
using CloudmoreAutotask.Setup;
using Microsoft.Extensions.Options;

namespace CloudmoreAutotask.Autotask.Calls;

/// <summary>
/// Keeps the calls in flight per entity below what Autotask allows. Autotask frees a slot slightly after its answer, so a call that was just answered still
/// counts among the three. Source: Autotask facts, "Limits", threads and slot release.
/// </summary>
internal sealed class CallGate : IDisposable
{
    private const int Slots = 3;

    private static readonly TimeSpan Freeing = TimeSpan.FromMilliseconds(25);

    private readonly PartitionedRateLimiter<string> inFlight;
    private readonly PartitionedRateLimiter<string> slots = PerEntity(Slots);

    public CallGate(IOptions<LimitsOptions> limits) => inFlight = PerEntity(limits.Value.CallsPerEntity);

    /// <summary>Waits for a free place; disposing the result gives it back.</summary>
    public async ValueTask<IDisposable> EnterAsync(string entity, CancellationToken cancellation)
    {
        var call = await inFlight.AcquireAsync(entity, 1, cancellation);
        try
        {
            return new Place(call, await slots.AcquireAsync(entity, 1, cancellation));
        }
        catch
        {
            call.Dispose();
            throw;
        }
    }

    public void Dispose()
    {
        inFlight.Dispose();
        slots.Dispose();
    }

    private static PartitionedRateLimiter<string> PerEntity(int permits)
    {
        var options = new ConcurrencyLimiterOptions { PermitLimit = permits, QueueLimit = int.MaxValue, QueueProcessingOrder = QueueProcessingOrder.OldestFirst };
        return PartitionedRateLimiter.Create<string, string>(entity => RateLimitPartition.GetConcurrencyLimiter(entity, _ => options), StringComparer.OrdinalIgnoreCase);
    }

    private sealed class Place(RateLimitLease call, RateLimitLease slot) : IDisposable
    {
        public void Dispose()
        {
            call.Dispose();
            _ = FreeSlotAsync();
        }

        private async Task FreeSlotAsync()
        {
            await Task.Delay(Freeing);
            slot.Dispose();
        }
    }
}
