using System.Collections.Concurrent;

namespace CloudmoreAutotask.Storage;

/// <summary>Lets one piece of work at a time through per key, within this process.</summary>
public sealed class KeyedLock
{
    private readonly ConcurrentDictionary<string, SemaphoreSlim> gates = new(StringComparer.Ordinal);

    /// <summary>Waits for its turn; disposing the answer ends it.</summary>
    public async Task<IDisposable> EnterAsync(string key, CancellationToken cancellation)
    {
        var gate = gates.GetOrAdd(key, static _ => new SemaphoreSlim(1, 1));
        await gate.WaitAsync(cancellation);
        return new Turn(gate);
    }

    /// <summary>Waits for its turn with each of the keys; disposing the answer ends them all. Whoever waits for several takes them in the same order.</summary>
    public async Task<IDisposable> EnterAllAsync(IEnumerable<string> keys, CancellationToken cancellation)
    {
        var turns = new Turns();
        try
        {
            foreach (var key in keys.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal))
                turns.Add(await EnterAsync(key, cancellation));
            return turns;
        }
        catch
        {
            turns.Dispose();
            throw;
        }
    }

    private sealed class Turns : IDisposable
    {
        private readonly List<IDisposable> held = [];

        public void Add(IDisposable turn) => held.Add(turn);

        public void Dispose()
        {
            foreach (var turn in held)
                turn.Dispose();
        }
    }

    private sealed class Turn(SemaphoreSlim gate) : IDisposable
    {
        public void Dispose() => gate.Release();
    }
}
