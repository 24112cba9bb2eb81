using CloudmoreAutotask.Telemetry;
using Microsoft.Azure.Functions.Worker;

namespace CloudmoreAutotask.Functions;

/// <summary>Tells every five minutes how the export stands, so that an alert can be raised also when nothing runs.</summary>
public sealed class WatchExport(ExportWatch watch)
{
    /// <summary>Runs every five minutes. It throws when storage does not answer.</summary>
    [Function(nameof(WatchExport))]
    public Task Run([TimerTrigger("0 */5 * * * *")] TimerInfo timer, CancellationToken cancellation) => watch.TellAsync(cancellation);
}
