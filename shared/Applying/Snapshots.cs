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
                return known.Snapshot;
            var today = BillMonth.Of(clock.Today);
            var from = month < today.AddMonths(-1) ? month : today.AddMonths(-1);
            var companies = (await tables.Companies.ListAsync(ExportTables.Only, cancellation)).Select(mapping => mapping.CompanyId).OfType<long>().Distinct().ToList();
            var fresh = new Taken(runId, from, time.GetUtcNow(), await reader.ReadBrokerAsync(from, today.AddMonths(1), companies, cancellation));
            Volatile.Write(ref taken, fresh);
            return fresh.Snapshot;
        }
        finally
        {
            gate.Release();
        }
    }

    public void Dispose() => gate.Dispose();

    private sealed record Taken(string RunId, BillMonth From, DateTimeOffset At, Snapshot Snapshot);
}
