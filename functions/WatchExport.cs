using CloudmoreAutotask.Ledger;
using CloudmoreAutotask.Telemetry;
using Microsoft.Azure.Functions.Worker;

namespace CloudmoreAutotask.Functions;

/// <summary>Tells every five minutes how the export stands, so that an alert can be raised also when nothing runs, and proves what a run wrote once it is at rest.</summary>
public sealed class WatchExport(ExportWatch watch, RunProofs proofs)
{
    /// <summary>Runs every five minutes. It throws when storage does not answer.</summary>
    [Function(nameof(WatchExport))]
    public async Task Run([TimerTrigger("0 */5 * * * *")] TimerInfo timer, CancellationToken cancellation)
    {
        await watch.TellAsync(cancellation);
        await proofs.ProveDueAsync(cancellation);
    }
}
