using CloudmoreAutotask.Applying;
using CloudmoreAutotask.Storage;
using Microsoft.Azure.Functions.Worker;

namespace CloudmoreAutotask.Functions;

/// <summary>Applies one plan in Autotask and saves what became of it.</summary>
public sealed class ApplyPlan(PlanApplier applier)
{
    /// <summary>Takes a message of the queue of plans. It throws when the message is to be tried again.</summary>
    [Function(nameof(ApplyPlan))]
    public Task Run([QueueTrigger(ExportQueues.ExportPlansName)] ExportPlanMessage message, CancellationToken cancellation) =>
        applier.ApplyAsync(message, cancellation);
}
