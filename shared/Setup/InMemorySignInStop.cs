namespace CloudmoreAutotask.Setup;

/// <summary>Remembers the stop as long as the process lives.</summary>
public sealed class InMemorySignInStop : ISignInStop
{
    private volatile string? stopped;
    private volatile string? doubted;

    /// <inheritdoc />
    public ValueTask<string?> GetStoppedFingerprintAsync(CancellationToken cancellation) => ValueTask.FromResult(stopped);

    /// <inheritdoc />
    public ValueTask<string?> GetDoubtedFingerprintAsync(CancellationToken cancellation) => ValueTask.FromResult(doubted);

    /// <inheritdoc />
    public ValueTask DoubtAsync(string fingerprint, CancellationToken cancellation)
    {
        doubted = fingerprint;
        return ValueTask.CompletedTask;
    }

    /// <inheritdoc />
    public ValueTask StopAsync(string fingerprint, CancellationToken cancellation)
    {
        stopped = fingerprint;
        return ValueTask.CompletedTask;
    }

    /// <inheritdoc />
    public ValueTask ClearAsync(CancellationToken cancellation)
    {
        stopped = null;
        doubted = null;
        return ValueTask.CompletedTask;
    }
}
