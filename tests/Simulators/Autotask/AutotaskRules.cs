namespace CloudmoreAutotask.Simulators.Autotask;

/// <summary>What becomes of an adjustment whose day lies in a posted period.</summary>
public enum PostedAdjustment
{
    /// <summary>It is refused with the documented text.</summary>
    Refuse,

    /// <summary>It is accepted and takes effect at the start of the next open period.</summary>
    Defer,
}

/// <summary>What becomes of a second adjustment of one contract service on one day.</summary>
public enum SecondAdjustment
{
    /// <summary>It is refused as a duplicate.</summary>
    Refuse,

    /// <summary>It is accepted; the last price counts.</summary>
    Accept,
}

/// <summary>A kind of access to an entity.</summary>
[Flags]
public enum EntityAccess
{
    /// <summary>None.</summary>
    None = 0,

    /// <summary>Read and query.</summary>
    Query = 1,

    /// <summary>Create.</summary>
    Create = 2,

    /// <summary>Change.</summary>
    Update = 4,

    /// <summary>Delete.</summary>
    Delete = 8,
}

/// <summary>
/// How the simulated Autotask behaves where tenants differ or where the public facts are silent. The defaults are the product's assumptions;
/// the other settings are what it must survive. Settings may be changed while the simulator runs.
/// </summary>
public sealed class AutotaskRules
{
    /// <summary>Whether the entity Services has the field <c>sku</c>.</summary>
    public bool ServicesHaveSku { get; set; } = true;

    /// <summary>Whether a period with 0 units has its row; otherwise such rows are not there to be read or posted.</summary>
    public bool ZeroUnitRows { get; set; } = true;

    /// <summary>What becomes of an adjustment in a posted period.</summary>
    public PostedAdjustment PostedAdjustments { get; set; } = PostedAdjustment.Refuse;

    /// <summary>What becomes of a second adjustment on the same day.</summary>
    public SecondAdjustment SecondAdjustments { get; set; } = SecondAdjustment.Refuse;

    /// <summary>Whether charges may be negative.</summary>
    public bool NegativeChargesAllowed { get; set; } = true;

    /// <summary>Whether a service must have its contract's period type.</summary>
    public bool SamePeriodType { get; set; } = true;

    /// <summary>Whether <c>POST /Contracts/{id}/Services</c> takes the price and cost it is given; otherwise the service's list price and cost are used.</summary>
    public bool ContractServiceTakesPrice { get; set; } = true;

    /// <summary>Whether an adjustment is answered with a number instead of null.</summary>
    public bool AdjustmentsAnswerId { get; set; }

    /// <summary>Whether the API user may read costs; otherwise cost fields are answered as null.</summary>
    public bool CanReadCosts { get; set; } = true;

    /// <summary>What follows a day in an answer; the facts know several forms.</summary>
    public string DaySuffix { get; set; } = "T00:00:00.000Z";

    /// <summary>After how many failed sign-ins in a row the user is locked.</summary>
    public int FailuresBeforeLock { get; set; } = 5;

    /// <summary>How many calls may be in flight per integration code and entity.</summary>
    public int ThreadLimit { get; set; } = 3;

    /// <summary>The status of a call over <see cref="ThreadLimit"/>: 429 or 500.</summary>
    public int ThreadLimitStatus { get; set; } = 429;

    /// <summary>How long, in real time, a slot stays taken after its answer.</summary>
    public TimeSpan SlotRelease { get; set; }

    /// <summary>The calls allowed in 60 minutes by the simulator's clock.</summary>
    public int RequestThreshold { get; set; } = 10_000;

    /// <summary>The real time that every call takes.</summary>
    public TimeSpan Latency { get; set; }

    /// <summary>The real time that every call takes in addition from half of <see cref="RequestThreshold"/> on.</summary>
    public TimeSpan LatencyAboveHalf { get; set; }

    /// <summary>What the API user is not allowed to do, by entity.</summary>
    public IDictionary<string, EntityAccess> Denied { get; } = new Dictionary<string, EntityAccess>(StringComparer.OrdinalIgnoreCase);
}
