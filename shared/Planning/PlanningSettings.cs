using CloudmoreAutotask.Setup;

namespace CloudmoreAutotask.Planning;

/// <summary>The settings that planning goes by.</summary>
/// <param name="Export">The broker's choices.</param>
/// <param name="Fuses">What stops a plan.</param>
/// <param name="SubscriptionIdField">The contract's user-defined field for the subscription id.</param>
public sealed record PlanningSettings(ExportOptions Export, FuseOptions Fuses, string SubscriptionIdField);
