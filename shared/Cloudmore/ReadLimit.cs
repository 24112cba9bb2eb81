using System.IO.Pipelines;

namespace CloudmoreAutotask.Cloudmore;

/// <summary>Bounds the wait for a report's bytes: each wait for more, and all of them together.</summary>
/// <remarks>What the reader of the report does in between does not count.</remarks>
/// <param name="time">Measures all waits together.</param>
/// <param name="idle">The longest wait for more. Real time.</param>
/// <param name="total">The longest that all waits may last together.</param>
internal sealed class ReadLimit(TimeProvider time, TimeSpan idle, TimeSpan total)
{
    private TimeSpan waited;

    /// <summary>Reads what there is, or waits for more.</summary>
    /// <exception cref="TimeoutException">A limit was reached.</exception>
    public async ValueTask<ReadResult> ReadAsync(PipeReader pipe, CancellationToken cancellation)
    {
        var start = time.GetTimestamp();
        var result = await ReadOnceAsync(pipe, cancellation);
        waited += time.GetElapsedTime(start);
        return waited <= total ? result : throw new TimeoutException($"It was still arriving after {total}.");
    }

    private async ValueTask<ReadResult> ReadOnceAsync(PipeReader pipe, CancellationToken cancellation)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        stop.CancelAfter(idle);
        try
        {
            return await pipe.ReadAsync(stop.Token);
        }
        catch (OperationCanceledException stalled) when (!cancellation.IsCancellationRequested)
        {
            throw new TimeoutException($"Nothing arrived for {idle}.", stalled);
        }
    }
}
