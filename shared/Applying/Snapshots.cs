using CloudmoreAutotask.Autotask.Entities;
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
    private readonly TimeProvider time;
    private readonly SemaphoreSlim gate = new(1, 1);
    private readonly HashSet<string> runs = new(StringComparer.Ordinal);
    private readonly List<Action<Snapshot>> learned = [];
    private Taken? taken;

    public Snapshots(StateReader reader, ExportTables tables, ExporterLease lease, TimeProvider time)
    {
        (this.reader, this.tables, this.time) = (reader, tables, time);
        lease.TakenOver = () => Volatile.Write(ref taken, null);
    }

    /// <summary>The snapshot that the run plans on: taken anew for a run that this process sees for the first time, or when it has grown old.</summary>
    public async Task<Snapshot> GetAsync(string runId, BillMonth month, CancellationToken cancellation)
    {
        await gate.WaitAsync(cancellation);
        try
        {
            var isNewRun = runs.Add(runId);
            if (Volatile.Read(ref taken) is not { } known || isNewRun || time.GetUtcNow() - known.At >= Age)
                return await TakeAsync(month, cancellation);
            var snapshot = known.Snapshot ?? throw new MustFixException(known.Refusal!);
            if (!snapshot.Has(month))
                await reader.AddMonthAsync(snapshot, month, cancellation);
            return snapshot;
        }
        finally
        {
            gate.Release();
        }
    }

    /// <summary>Takes over contracts that were read afresh, with their charges of the bill month.</summary>
    public void Update(BillMonth month, IReadOnlyList<ContractState> read) => Update(snapshot => snapshot.Update(month, read));

    /// <summary>Takes over catalogue services that were read or made.</summary>
    public ServiceCatalogue Update(IReadOnlyList<Service> read)
    {
        Update(snapshot => snapshot.Update(read));
        return Current.Catalogue;
    }

    /// <summary>The catalogue as it is known now.</summary>
    public ServiceCatalogue Catalogue => Current.Catalogue;

    private Snapshot Current => Volatile.Read(ref taken)?.Snapshot ?? throw new OperationCanceledException("Another exporter took over.");

    // What is learned while a new snapshot is being read may be missing in it, so it is taken over once more when it is there.
    private void Update(Action<Snapshot> update)
    {
        lock (learned)
        {
            learned.Add(update);
            if (Volatile.Read(ref taken)?.Snapshot is { } snapshot)
                update(snapshot);
        }
    }

    private async Task<Snapshot> TakeAsync(BillMonth month, CancellationToken cancellation)
    {
        lock (learned)
            learned.Clear();
        var mappings = await tables.Companies.ListAsync(ExportTables.Only, cancellation);
        var companies = mappings.Select(mapping => mapping.CompanyId).OfType<long>().Distinct().ToList();
        var at = time.GetUtcNow();
        try
        {
            var snapshot = await reader.ReadBrokerAsync(companies, mappings.Any(mapping => mapping.CompanyId is null), month, cancellation);
            lock (learned)
            {
                foreach (var update in learned)
                    update(snapshot);
                learned.Clear();
                Volatile.Write(ref taken, new Taken(at, snapshot, null));
            }

            return snapshot;
        }
        catch (MustFixException refused) when (!refused.SignInStopped)
        {
            // What Autotask refuses one organization of a run it refuses all: asking again for each would only spend the allowance.
            Volatile.Write(ref taken, new Taken(at, null, refused.Message));
            throw;
        }
    }

    public void Dispose() => gate.Dispose();

    private sealed record Taken(DateTimeOffset At, Snapshot? Snapshot, string? Refusal);
}
