using System.ComponentModel.DataAnnotations;
using System.Text.Json.Serialization;

namespace CloudmoreAutotask.Setup;

/// <summary>What a Cloudmore service is (export rules, "Which lines").</summary>
public enum ServiceKind
{
    /// <summary>Seats: contract services.</summary>
    Subscription,

    /// <summary>Usage, such as Azure: one contract charge a month.</summary>
    Consumption,

    /// <summary>Paid once: a contract charge, never recurring.</summary>
    OneTime,
}

/// <summary>Whether a plan is applied at once; each mode is stricter than the one before it.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<ExportMode>))]
public enum ExportMode
{
    /// <summary>Applied at once unless a fuse trips.</summary>
    Automatic,

    /// <summary>Each plan waits for a person.</summary>
    Approve,

    /// <summary>Planned and reported, never written.</summary>
    Shadow,
}

/// <summary>The mode of a run that asked for one of its own.</summary>
public static class ExportModes
{
    /// <summary>The stricter of the setting and what a run asked for: a run never loosens the setting.</summary>
    /// <param name="setting">The setting as it is now.</param>
    /// <param name="asked">What the run asked for; null for the setting.</param>
    public static ExportMode Of(ExportMode setting, ExportMode? asked) => asked > setting ? asked.Value : setting;
}

/// <summary>What becomes of the difference between pro-rata lines and the line that is exported.</summary>
public enum ProRataChoice
{
    /// <summary>Reported, not billed.</summary>
    Combine,

    /// <summary>Billed as one contract charge.</summary>
    Charge,
}

/// <summary>What becomes of a person's change in Autotask.</summary>
public enum ManualEditsChoice
{
    /// <summary>It is overwritten, and the report says so.</summary>
    Overwrite,

    /// <summary>It stays, and the report says so.</summary>
    Keep,

    /// <summary>The subscription waits for a person.</summary>
    Hold,
}

/// <summary>What becomes of a subscription that is billed no longer.</summary>
public enum EndedSubscriptionsChoice
{
    /// <summary>It is reported.</summary>
    Report,

    /// <summary>Its units go to 0 and its contract ends.</summary>
    EndContract,
}

/// <summary>What becomes of a subscription whose contract is gone.</summary>
public enum MissingContractChoice
{
    /// <summary>It waits for a person.</summary>
    Hold,

    /// <summary>A new contract is made.</summary>
    Recreate,
}

/// <summary>What becomes of the money of a period that can no longer change.</summary>
public enum ClosedPeriodsChoice
{
    /// <summary>It is reported.</summary>
    Report,

    /// <summary>It is billed as one contract charge.</summary>
    Charge,
}

/// <summary>What becomes of a change in the middle of a yearly term.</summary>
public enum YearlyMidTermChoice
{
    /// <summary>It is billed as one contract charge.</summary>
    Charge,

    /// <summary>It waits for a person.</summary>
    Hold,
}

/// <summary>One Cloudmore service of the tick list.</summary>
public sealed class ServiceOptions
{
    /// <summary>The service's name in Cloudmore; upper and lower case are the same.</summary>
    [Required(AllowEmptyStrings = false)]
    [SettingExample("Microsoft CSP")]
    public string Name { get; set; } = "";

    /// <summary>What it is.</summary>
    public ServiceKind? Kind { get; set; }

    /// <summary>False: it is not exported, by choice, and nobody is asked.</summary>
    public bool Enabled { get; set; } = true;
}

/// <summary>The words by which a payment frequency is known; each setting is a list split by commas.</summary>
public sealed class PaymentFrequencyOptions
{
    /// <summary>Words for a monthly payment.</summary>
    [Required(AllowEmptyStrings = false)]
    public string Monthly { get; set; } = "Monthly,Month,1 Month,P1M";

    /// <summary>Words for a yearly payment.</summary>
    [Required(AllowEmptyStrings = false)]
    public string Yearly { get; set; } = "Yearly,Year,Annual,Annually,1 Year,P1Y";

    /// <summary>Words for a payment made once.</summary>
    [Required(AllowEmptyStrings = false)]
    public string OneTime { get; set; } = "OneTime,One Time,One-Time,Once";
}

/// <summary>The names of new contracts, one template per kind; <c>{SubscriptionName}</c> is replaced.</summary>
public sealed class ContractNameOptions
{
    /// <summary>For seats.</summary>
    [Required(AllowEmptyStrings = false)]
    public string Subscription { get; set; } = "Microsoft 365 - {SubscriptionName}";

    /// <summary>For usage.</summary>
    [Required(AllowEmptyStrings = false)]
    public string Consumption { get; set; } = "Microsoft Azure - {SubscriptionName}";

    /// <summary>For what is paid once.</summary>
    [Required(AllowEmptyStrings = false)]
    public string OneTime { get; set; } = "Microsoft software - {SubscriptionName}";
}

/// <summary>Section <c>Export</c>: what the broker decides (design/export-rules.md).</summary>
public sealed class ExportOptions
{
    /// <summary>The section's name.</summary>
    public const string Section = "Export";

    /// <summary>When new bills are looked for: six cron fields, UTC.</summary>
    [Required(AllowEmptyStrings = false)]
    public string Schedule { get; set; } = "0 0 4 * * *";

    /// <summary>The first month that is exported, as <c>2026-10</c>; empty: the month of the first run.</summary>
    [SettingExample("2026-10")]
    [RegularExpression(@"^\d{4}-(0[1-9]|1[0-2])$", ErrorMessage = "The setting {0} must be a month such as 2026-10.")]
    public string? FirstMonth { get; set; }

    /// <summary>The day of the month from which on the running month's bill is planned.</summary>
    [Range(1, 28)]
    public int SettleDay { get; set; } = 9;

    /// <summary>How many months before this one are read again.</summary>
    [Range(0, 12)]
    public int LookBackMonths { get; set; } = 1;

    /// <summary>Whether plans are applied at once.</summary>
    public ExportMode Mode { get; set; } = ExportMode.Automatic;

    /// <summary>What becomes of pro-rata differences.</summary>
    public ProRataChoice ProRata { get; set; } = ProRataChoice.Combine;

    /// <summary>What becomes of a person's change in Autotask.</summary>
    public ManualEditsChoice ManualEdits { get; set; } = ManualEditsChoice.Overwrite;

    /// <summary>What becomes of ended subscriptions.</summary>
    public EndedSubscriptionsChoice EndedSubscriptions { get; set; } = EndedSubscriptionsChoice.Report;

    /// <summary>What becomes of a subscription whose contract is gone.</summary>
    public MissingContractChoice MissingContract { get; set; } = MissingContractChoice.Hold;

    /// <summary>What becomes of the money of a closed period.</summary>
    public ClosedPeriodsChoice ClosedPeriods { get; set; } = ClosedPeriodsChoice.Report;

    /// <summary>What becomes of a change in the middle of a yearly term.</summary>
    public YearlyMidTermChoice YearlyMidTerm { get; set; } = YearlyMidTermChoice.Charge;

    /// <summary>The length of new contracts, in months.</summary>
    [Range(1, 120)]
    public int ContractMonths { get; set; } = 36;

    /// <summary>How long a plan may be applied after it was made.</summary>
    [Range(typeof(TimeSpan), "00:10:00", "31.00:00:00")]
    public TimeSpan PlanExpiry { get; set; } = TimeSpan.FromDays(7);

    /// <summary>The Cloudmore services and what they are.</summary>
    public IList<ServiceOptions> Services { get; } = [];

    /// <summary>The words for payment frequencies.</summary>
    public PaymentFrequencyOptions PaymentFrequencies { get; set; } = new();

    /// <summary>The names of new contracts.</summary>
    public ContractNameOptions ContractNames { get; set; } = new();
}
