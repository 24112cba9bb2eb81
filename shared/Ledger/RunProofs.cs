using CloudmoreAutotask.Applying;
using CloudmoreAutotask.Billing;
using CloudmoreAutotask.Setup;
using CloudmoreAutotask.Storage;
using Microsoft.Extensions.Logging;

namespace CloudmoreAutotask.Ledger;

/// <summary>
/// Proves each month that a run wrote in, once the run has come to rest: one proof, whoever of several hosts looks first. What stands in the way postpones it. A month
/// that nothing was written in is not read.
/// </summary>
public sealed class RunProofs
{
    // A read that Autotask refuses is refused the next minute, too.
    private static readonly TimeSpan PauseAfterRefusal = TimeSpan.FromHours(1);

    // The log names so many of what does not agree; the page names all.
    private const int MostNamed = 20;

    private readonly MonthProofs proofs;
    private readonly ExportTables tables;
    private readonly ExportQueues queues;
    private readonly ExporterLease lease;
    private readonly ISignInStop signIn;
    private readonly AllowanceShare allowance;
    private readonly ProductClock clock;
    private readonly ILogger<RunProofs> logger;

    internal RunProofs(
        MonthProofs proofs, ExportTables tables, ExportQueues queues, ExporterLease lease, ISignInStop signIn, AllowanceShare allowance, ProductClock clock, ILogger<RunProofs> logger)
    {
        (this.proofs, this.tables, this.queues, this.lease) = (proofs, tables, queues, lease);
        (this.signIn, this.allowance, this.clock, this.logger) = (signIn, allowance, clock, logger);
    }

    /// <summary>What was found last, month by month.</summary>
    public Task<IReadOnlyList<KeptProof>> ListAsync(CancellationToken cancellation) => tables.Proofs.ListAsync(ExportTables.Only, cancellation);

    /// <summary>What was found last in a month; null when it was not proven yet.</summary>
    public Task<KeptProof?> FindAsync(BillMonth month, CancellationToken cancellation) => tables.Proofs.FindAsync(ExportTables.Only, month.ToString(), cancellation);

    /// <summary>Proves a month because a person asks. What was found takes the place of what was kept, unless the month is being written to: that says nothing of how it ends.</summary>
    /// <returns>Null when no bill of the month is recorded or the month is not exported.</returns>
    /// <exception cref="MustFixException">Autotask refuses a read.</exception>
    /// <exception cref="TryLaterException">Autotask does not answer.</exception>
    public async Task<MonthProof?> AskAsync(BillMonth month, CancellationToken cancellation)
    {
        var writes = await WritesAsync(month, cancellation);
        if (await proofs.ProveAsync(month, cancellation) is not { } proof)
            return null;
        var kept = await FindAsync(month, cancellation);
        if (writes is not null && kept is not null && (kept.Stamp == writes.Stamp || kept.Problem is not null) && await IsStillSoAsync(writes, cancellation))
            await SaveAsync(kept = kept.With(proof), cancellation);
        return proof with { Last = kept };
    }

    /// <summary>Proves what was written and is at rest.</summary>
    /// <exception cref="OperationCanceledException">The caller ended it.</exception>
    public async Task ProveDueAsync(CancellationToken cancellation)
    {
        if ((await DueAsync(cancellation)).Count == 0 || !await queues.AreAtRestAsync(cancellation) || await signIn.GetStoppedFingerprintAsync(cancellation) is not null)
            return;
        await using var hold = await lease.TryHoldAsync(cancellation);
        if (hold is null)
        {
            Log.ProofPostponed(logger, "another exporter holds the lease");
            return;
        }

        try
        {
            // Another host may have been faster.
            foreach (var writes in await DueAsync(hold.Token))
            {
                if (await FindObjectionAsync(writes, hold.Token) is not { } why)
                    continue;
                Log.ProofPostponed(logger, why);
                return;
            }
        }
        catch (OperationCanceledException) when (hold.IsLost && !cancellation.IsCancellationRequested)
        {
            Log.ProofPostponed(logger, "the lease was lost");
        }
    }

    private async Task<IReadOnlyList<MonthWrites>> DueAsync(CancellationToken cancellation)
    {
        var written = await tables.Writes.ListAsync(ExportTables.Only, cancellation);
        var kept = written.Count == 0 ? [] : (await ListAsync(cancellation)).ToDictionary(proof => proof.Month);
        return [.. written.Where(writes => !kept.TryGetValue(writes.Month, out var proof) || (proof.Stamp != writes.Stamp && !Waits(proof))).OrderBy(writes => writes.Month)];
    }

    private bool Waits(KeptProof proof) => proof.TriedAt is { } tried && clock.Now >= tried && clock.Now - tried < PauseAfterRefusal;

    /// <summary>Proves a month.</summary>
    /// <returns>Why that has to wait; null when it is done.</returns>
    private async Task<string?> FindObjectionAsync(MonthWrites writes, CancellationToken cancellation)
    {
        try
        {
            return await allowance.FindObjectionAsync(cancellation) ?? await KeepAsync(writes, await proofs.ProveAsync(writes.Month, cancellation), cancellation);
        }
        catch (TryLaterException busy)
        {
            return busy.Message;
        }
        catch (MustFixException stopped) when (stopped.SignInStopped)
        {
            return stopped.Message;
        }
        catch (MustFixException refused)
        {
            await SaveAsync(await LastAsync(writes, cancellation) with { Stamp = "", Problem = refused.Message, TriedAt = clock.Now }, cancellation);
            return refused.Message;
        }
    }

    private async Task<string?> KeepAsync(MonthWrites writes, MonthProof? proof, CancellationToken cancellation)
    {
        if (!await IsStillSoAsync(writes, cancellation))
            return "a run has begun meanwhile";
        var kept = await LastAsync(writes, cancellation) with { RunId = writes.RunId, Stamp = writes.Stamp, OwnAt = clock.Now, Problem = null, TriedAt = null };
        await SaveAsync(proof is null ? kept : kept.With(proof), cancellation);
        Tell(writes, proof);
        return null;
    }

    private void Tell(MonthWrites writes, MonthProof? proof)
    {
        // The first month that is exported has been moved past it.
        if (proof is null)
            return;
        if (proof.IsProven)
            Log.Proven(logger, writes.RunId, writes.Month, proof.Text);
        else
            Log.NotProven(logger, writes.RunId, writes.Month, proof.Text, string.Join(", ", proof.Differences.Take(MostNamed).Select(entry => $"{entry.OrganizationId}/{entry.SubscriptionKey}")));
    }

    /// <summary>Whether what was read is what the writes came to: nothing was written since, and nothing is about to be.</summary>
    private async Task<bool> IsStillSoAsync(MonthWrites writes, CancellationToken cancellation) =>
        await queues.AreAtRestAsync(cancellation) && (await WritesAsync(writes.Month, cancellation))?.Stamp == writes.Stamp;

    private async Task<KeptProof> LastAsync(MonthWrites writes, CancellationToken cancellation) =>
        await FindAsync(writes.Month, cancellation) ?? new KeptProof { Month = writes.Month, RunId = writes.RunId, Stamp = "" };

    private Task<MonthWrites?> WritesAsync(BillMonth month, CancellationToken cancellation) => tables.Writes.FindAsync(ExportTables.Only, month.ToString(), cancellation);

    private Task SaveAsync(KeptProof proof, CancellationToken cancellation) => tables.Proofs.SaveAsync(ExportTables.Only, proof.Month.ToString(), proof, cancellation);
}
