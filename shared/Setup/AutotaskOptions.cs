using System.ComponentModel.DataAnnotations;

namespace CloudmoreAutotask.Setup;

/// <summary>Section <c>Autotask</c>: where contracts and charges are written.</summary>
public sealed class AutotaskOptions
{
    /// <summary>The section's name.</summary>
    public const string Section = "Autotask";

    /// <summary>The zone look-up; its answer is the base of every other call.</summary>
    [Required]
    [SafeAddress]
    public Uri ZoneInformationUrl { get; set; } = new("https://webservices.autotask.net/atservicesrest/v1.0/zoneInformation");

    /// <summary>The API user's name (key).</summary>
    public Secret ApiUsername { get; set; } = new("");

    /// <summary>The API user's secret.</summary>
    public Secret ApiSecret { get; set; } = new("");

    /// <summary>The integration's tracking identifier.</summary>
    public Secret ApiIntegrationCode { get; set; } = new("");

    /// <summary>The billing code of contract services (use type Recurring Contract Service Code), by id or by name.</summary>
    [IdOrName]
    [SettingExample("29683001")]
    public string ServiceBillingCodeId { get; set; } = "";

    /// <summary>The billing code of contract charges (use type Material Cost Code or Product), by id or by name.</summary>
    [IdOrName]
    [SettingExample("29683002")]
    public string ProductBillingCodeId { get; set; } = "";

    /// <summary>The service level agreement of new contracts, by id or by name.</summary>
    [IdOrName]
    [SettingExample("4")]
    public string ServiceLevelAgreementId { get; set; } = "";

    /// <summary>The contract's user-defined field that holds the subscription id.</summary>
    [Required(AllowEmptyStrings = false)]
    [StringLength(45)]
    public string SubscriptionIdField { get; set; } = "Subscription ID";
}
