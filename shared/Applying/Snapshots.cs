using CloudmoreAutotask.Billing;
using CloudmoreAutotask.Planning;
using CloudmoreAutotask.Setup;
using CloudmoreAutotask.Storage;

namespace CloudmoreAutotask.Applying;

/// <summary>The broker-wide snapshot of the run at hand: taken once, shared by all organizations, dropped when another process wrote in between.</summary>
internal sealed class Snapshots : IDisposable
{
    // Older than this, a snapshot says too little about what people did meanwhile. Real time.
    private static readonly TimeSpan Age = TimeSpan.FromHours(1);

    private readonly StateReader reader;
    private readonly ExportTables tables;
    private readonly ProductClock clock;
    private readonly TimeProvider time;
    private readonly SemaphoreSlim gate = new(1, 1);
    private Taken? taken;

    public Snapshots(StateReader reader, ExportTables tables, ExporterLease lease, ProductClock clock, TimeProvider time)
    {
        (this.reader, this.tables, this.clock, this.time) = (reader, tables, clock, time);
        lease.TakenOver = () => Volatile.Write(ref taken, null);
    }

    public async Task<Snapshot> GetAsync(string runId, BillMonth month, CancellationToken cancellation)
    {
        await gate.WaitAsync(cancellation);
        try
        {
            if (Volatile.Read(ref taken) is { } known && known.RunId == runId && month >= known.From && time.GetUtcNow() - known.At < Age)
                return known.Snapshot ?? throw new MustFixException(known.Refusal!);
            var today = BillMonth.Of(clock.Today);
            var from = month < today.AddMonths(-1) ? month : today.AddMonths(-1);
            var mappings = await tables.Companies.ListAsync(ExportTables.Only, cancellation);
            var companies = mappings.Select(mapping => mapping.CompanyId).OfType<long>().Distinct().ToList();
            var at = time.GetUtcNow();
            try
            {
                var snapshot = await reader.ReadBrokerAsync(from, today.AddMonths(1), companies, mappings.Any(mapping => mapping.CompanyId is null), cancellation);
                Volatile.Write(ref taken, new Taken(runId, from, at, snapshot, null));
                return snapshot;
            }
            catch (MustFixException refused) when (!refused.SignInStopped)
            {
                // What Autotask refuses one organization of a run it refuses all: asking again for each would only spend the allowance.
                Volatile.Write(ref taken, new Taken(runId, from, at, null, refused.Message));
                throw;
            }
        }
        finally
        {
            gate.Release();
        }
    }

    public void Dispose() => gate.Dispose();

    private sealed record Taken(string RunId, BillMonth From, DateTimeOffset At, Snapshot? Snapshot, string? Refusal);
}
