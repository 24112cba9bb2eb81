using CloudmoreAutotask.Billing;
using CloudmoreAutotask.Storage;
using Microsoft.Azure.Functions.Worker;

namespace CloudmoreAutotask.Functions.Exports;

/// <summary>Runs the export that a person asked for: it finds new bills now, as the timer does.</summary>
public sealed class RunExport(BillDetector detector)
{
    /// <summary>Takes a message of the queue of requests. It throws when the run failed.</summary>
    [Function(nameof(RunExport))]
    public Task Run([QueueTrigger(ExportQueues.ExportRequestsName)] ExportRequestMessage message, CancellationToken cancellation) => detector.DetectAsync(message.Mode, cancellation);
}
