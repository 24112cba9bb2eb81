using CloudmoreAutotask.Billing;
using CloudmoreAutotask.Ledger;
using CloudmoreAutotask.Storage;

namespace CloudmoreAutotask.LocalHost.Running;

/// <summary>Looks after due bills that this process's run has not got to. Real time.</summary>
/// <param name="bills">Finds them.</param>
/// <param name="lease">Says whether another process is exporting.</param>
/// <param name="queues">Tell whether another process has messages.</param>
/// <param name="postponed">The messages that this process has hidden itself.</param>
/// <param name="identity">Knows the run.</param>
/// <param name="time">Real time.</param>
internal sealed class UnfinishedBills(UnreachedBills bills, ExporterLease lease, ExportQueues queues, PostponedMessages postponed, RunIdentity identity, TimeProvider time) : IUnfinishedWork
{
    // A process that does not get the lease hides a message for five seconds.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(8);

    private int left = -1;
    private int rounds;
    private bool othersSeen;
    private DateTimeOffset since;

    public async Task<Unfinished> LookAsync(CancellationToken cancellation)
    {
        if (identity.Latest is not { } runId || await bills.ListAsync(runId, cancellation) is not { Count: > 0 } found)
            return Unfinished.Nothing;
        if (found.Count != left)
            (left, rounds, since) = (found.Count, 0, time.GetUtcNow());
        if (await lease.IsHeldElsewhereAsync(cancellation))
        {
            (othersSeen, since) = (true, time.GetUtcNow());
            return Unfinished.InWorkElsewhere;
        }

        var othersHaveMessages = await queues.CountAsync(cancellation) > postponed.Hidden;
        if (othersHaveMessages && time.GetUtcNow() - since < Patience)
            return Unfinished.InWorkElsewhere;
        if (rounds == MostRounds(othersHaveMessages))
            return Unfinished.Nothing;
        (rounds, since) = (rounds + 1, time.GetUtcNow());
        await bills.SendAgainAsync(found, runId, cancellation);
        return Unfinished.SentAgain;
    }

    /// <summary>How often the same bills are sent. Bills that only wait, as for Autotask's allowance, are not sent for ever, whoever else is there.</summary>
    private int MostRounds(bool othersHaveMessages) => (othersSeen, othersHaveMessages) switch
    {
        (true, _) => 3,
        (false, true) => 2,
        // Another process may just have taken a message, and be about to take the lease.
        (false, false) => 1,
    };
}
