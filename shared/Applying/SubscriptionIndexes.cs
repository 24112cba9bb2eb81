using System.Collections.Concurrent;
using CloudmoreAutotask.Billing;
using CloudmoreAutotask.Ledger;
using CloudmoreAutotask.Storage;

namespace CloudmoreAutotask.Applying;

/// <summary>The subscription indexes of the months, each read once in a run.</summary>
internal sealed class SubscriptionIndexes(ExportBlobs blobs)
{
    private readonly ConcurrentDictionary<BillMonth, (string RunId, Task<SubscriptionIndex> Index)> read = new();

    public async Task<SubscriptionIndex> GetAsync(BillMonth month, string runId, CancellationToken cancellation)
    {
        var entry = read.AddOrUpdate(
            month,
            _ => (runId, blobs.ReadIndexAsync(month, cancellation)),
            (_, known) => known.RunId == runId && !known.Index.IsFaulted && !known.Index.IsCanceled ? known : (runId, blobs.ReadIndexAsync(month, cancellation)));
        return await entry.Index;
    }
}
