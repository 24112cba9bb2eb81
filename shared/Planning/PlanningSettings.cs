using CloudmoreAutotask.Setup;

namespace CloudmoreAutotask.Planning;

/// <summary>The settings that planning goes by.</summary>
/// <param name="Export">The broker's choices.</param>
/// <param name="Fuses">What stops a plan.</param>
/// <param name="ServiceBillingCodeId">The billing code of catalogue services.</param>
/// <param name="ProductBillingCodeId">The billing code of charges.</param>
/// <param name="ServiceLevelAgreementId">The service level agreement of new contracts.</param>
/// <param name="SubscriptionIdField">The contract's user-defined field for the subscription id.</param>
public sealed record PlanningSettings(ExportOptions Export, FuseOptions Fuses, long ServiceBillingCodeId, long ProductBillingCodeId, long ServiceLevelAgreementId, string SubscriptionIdField);
