using System.ComponentModel.DataAnnotations;

namespace CloudmoreAutotask.Setup;

/// <summary>Section <c>Cloudmore</c>: where the bills come from.</summary>
public sealed class CloudmoreOptions
{
    /// <summary>The section's name.</summary>
    public const string Section = "Cloudmore";

    /// <summary>Root of the Cloudmore API.</summary>
    [Required]
    [SafeAddress]
    public Uri BaseUrl { get; set; } = new("https://api.cloudmore.com");

    /// <summary>The broker's reseller id, a GUID that Cloudmore hands out.</summary>
    [Required(AllowEmptyStrings = false)]
    [SettingExample("5f0c7a52-6f0b-4f6e-9d1e-0f3f4f6f8a01")]
    public string ResellerId { get; set; } = "";

    /// <summary>The OAuth client id.</summary>
    [Required(AllowEmptyStrings = false)]
    public string ClientId { get; set; } = "ro.customer.client";

    /// <summary>The OAuth client secret.</summary>
    public Secret ClientSecret { get; set; } = new("");

    /// <summary>The API user's name.</summary>
    [Required(AllowEmptyStrings = false)]
    [SettingExample("api@contoso.com")]
    public string Username { get; set; } = "";

    /// <summary>The API user's password.</summary>
    public Secret Password { get; set; } = new("");

    /// <summary>The organization's custom property that holds the Autotask company id.</summary>
    [Required(AllowEmptyStrings = false)]
    public string CompanyIdProperty { get; set; } = "AutotaskCompanyID";

    /// <summary>Other names under which the report may give a field: documented name to a list of names, split by commas.</summary>
    public IDictionary<string, string> FieldAliases { get; } = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);

    /// <summary>The wait before a report that was asked for is looked at; it doubles each time. Real time.</summary>
    [Range(typeof(TimeSpan), "00:00:00.001", "00:00:10")]
    public TimeSpan ReportFirstWait { get; set; } = TimeSpan.FromSeconds(0.1);

    /// <summary>How long one report may take in all before the run gives up.</summary>
    [Range(typeof(TimeSpan), "00:00:05", "02:00:00")]
    public TimeSpan ReportTimeLimit { get; set; } = TimeSpan.FromMinutes(15);

    /// <summary>What an account consists of.</summary>
    internal static readonly string[] OfAccount = [nameof(ResellerId), nameof(Username), nameof(ClientSecret), nameof(Password)];

    /// <summary>Whether there is an account to sign in with. Only a run with a bill from a file does without.</summary>
    internal bool HasKey => !string.IsNullOrWhiteSpace(ResellerId) || !string.IsNullOrWhiteSpace(Username);

    /// <summary>Whether the run can do without Cloudmore, so that an account need not be set.</summary>
    internal bool IsOptional { get; set; }
}
