using CloudmoreAutotask.Applying;
using CloudmoreAutotask.Storage;
using Microsoft.Azure.Functions.Worker;

namespace CloudmoreAutotask.Functions;

/// <summary>Plans one organization bill and queues its plan.</summary>
public sealed class PlanExport(ExportPlanner planner)
{
    /// <summary>Takes a message of the queue of bills. It throws when the message is to be tried again.</summary>
    [Function(nameof(PlanExport))]
    public Task Run([QueueTrigger(ExportQueues.OrganizationBillsName)] OrganizationBillMessage message, CancellationToken cancellation) =>
        planner.PlanAsync(message, cancellation);
}
