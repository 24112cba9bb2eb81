using CloudmoreAutotask.Autotask.Entities;

namespace CloudmoreAutotask.Autotask.Queries;

/// <summary>
/// Reads rows by a key, such as their contract's id. One call is under way at a time; what is asked meanwhile goes out together as the next call. So a read
/// begins after it was asked for, and organizations that are worked on side by side share their calls.
/// </summary>
/// <typeparam name="TKey">The key.</typeparam>
/// <typeparam name="T">The row.</typeparam>
/// <param name="read">Reads the rows of any number of keys.</param>
/// <param name="keysOf">The keys of a row; none for a row that belongs to nobody who asks.</param>
/// <param name="comparer">When two keys are the same; null for the key's own way.</param>
internal sealed class GatheredReads<TKey, T>(Func<IReadOnlyCollection<TKey>, Task<IReadOnlyList<T>>> read, Func<T, IEnumerable<TKey>> keysOf, IEqualityComparer<TKey>? comparer = null)
    where T : IAutotaskRow
{
    private readonly Lock guard = new();
    private List<Wanted> waiting = [];
    private bool isReading;

    /// <summary>The rows of the keys, read after this was asked for. No keys, no call.</summary>
    /// <remarks>A call that fails fails for all who share it. Ending the wait does not end the call.</remarks>
    public async Task<IReadOnlyList<T>> ReadAsync(IReadOnlyCollection<TKey> keys, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        if (keys.Count == 0)
            return [];
        var wanted = new Wanted(keys.ToHashSet(comparer));
        lock (guard)
        {
            waiting.Add(wanted);
            if (!isReading)
            {
                isReading = true;
                _ = ReadOnAsync();
            }
        }

        return await wanted.Rows.Task.WaitAsync(cancellation);
    }

    private async Task ReadOnAsync()
    {
        // Whoever asks must not be kept by the call.
        await Task.Yield();
        while (Take() is { Count: > 0 } taken)
        {
            try
            {
                var found = await read(taken.SelectMany(wanted => wanted.Keys).ToHashSet(comparer));
                var rows = found.SelectMany(row => keysOf(row).Select(key => (Key: key, Row: row))).ToLookup(entry => entry.Key, entry => entry.Row, comparer);
                foreach (var wanted in taken)
                    wanted.Rows.SetResult([.. wanted.Keys.SelectMany(key => rows[key]).DistinctBy(row => row.Id).OrderBy(row => row.Id)]);
            }
            catch (Exception failure)
            {
                foreach (var wanted in taken)
                    wanted.Rows.TrySetException(failure);
            }
        }
    }

    private List<Wanted> Take()
    {
        lock (guard)
        {
            var taken = waiting;
            waiting = [];
            isReading = taken.Count > 0;
            return taken;
        }
    }

    private sealed record Wanted(HashSet<TKey> Keys)
    {
        public TaskCompletionSource<IReadOnlyList<T>> Rows { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
