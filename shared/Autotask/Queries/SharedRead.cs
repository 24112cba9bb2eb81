namespace CloudmoreAutotask.Autotask.Queries;

/// <summary>
/// A read that answers everybody the same. One call is under way at a time; whoever asks meanwhile shares the next one. So a read begins after it was asked for.
/// </summary>
/// <typeparam name="T">The answer.</typeparam>
/// <param name="read">Reads.</param>
internal sealed class SharedRead<T>(Func<Task<T>> read)
{
    private readonly Lock guard = new();
    private Task underWay = Task.CompletedTask;
    private Task<T>? next;

    /// <summary>The answer to a call that begins after this was asked for.</summary>
    /// <remarks>A call that fails fails for all who share it. Ending the wait does not end the call.</remarks>
    public Task<T> ReadAsync(CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        lock (guard)
        {
            next ??= ReadAfterAsync(underWay);
            return next.WaitAsync(cancellation);
        }
    }

    private async Task<T> ReadAfterAsync(Task before)
    {
        // Whoever asks holds the lock.
        await Task.Yield();
        await before.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        lock (guard)
            (underWay, next) = (next!, null);
        return await read();
    }
}
