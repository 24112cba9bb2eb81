using CloudmoreAutotask.Billing;
using Microsoft.Azure.Functions.Worker;

namespace CloudmoreAutotask.Functions;

/// <summary>Finds bills that are new or changed in Cloudmore and queues one message per organization.</summary>
public sealed class DetectNewBills(BillDetector detector)
{
    /// <summary>Runs on the schedule of <c>Export:Schedule</c>, UTC. It throws when the run failed.</summary>
    [Function(nameof(DetectNewBills))]
    public Task Run([TimerTrigger("%Export:Schedule%")] TimerInfo timer, CancellationToken cancellation) => detector.DetectAsync(cancellation);
}
