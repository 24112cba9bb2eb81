using System.Collections.Immutable;

namespace CloudmoreAutotask.Simulators.Cloudmore;

/// <summary>How a report that is not ready is answered.</summary>
public enum NotReadyAnswer
{
    /// <summary>202 without a body.</summary>
    Accepted,

    /// <summary>204.</summary>
    NoContent,

    /// <summary>200 with <c>{"status":"Running"}</c>.</summary>
    Running,

    /// <summary>404, as of a task that is not known yet.</summary>
    NotFound,
}

/// <summary>Where the task id is given.</summary>
public enum TaskIdPlace
{
    /// <summary>As the last part of an absolute Location header.</summary>
    Location,

    /// <summary>As the last part of a Location header without scheme and host.</summary>
    RelativeLocation,

    /// <summary>As <c>taskId</c> in the body.</summary>
    Body,

    /// <summary>Nowhere.</summary>
    Nowhere,
}

/// <summary>The switches for what Cloudmore's documents leave open, and for what can go wrong with a report. Each may be changed at any time.</summary>
public sealed class CloudmoreBehaviour
{
    /// <summary>How long a token lasts, by the simulator's clock.</summary>
    public TimeSpan TokenLifetime { get; set; } = TimeSpan.FromHours(24);

    /// <summary>How often a report is not ready before it is.</summary>
    public int PollsUntilReady { get; set; } = 1;

    /// <summary>How a report that is not ready is answered.</summary>
    public NotReadyAnswer NotReady { get; set; }

    /// <summary>Where the task id is given.</summary>
    public TaskIdPlace TaskIdPlace { get; set; }

    /// <summary>The status that answers the request for a report: 202, 200 or 201.</summary>
    public int StartStatus { get; set; } = 202;

    /// <summary>The Retry-After that goes with the answer to the request for a report; null for none.</summary>
    public TimeSpan? StartRetryAfter { get; set; }

    /// <summary>Other names for documented fields.</summary>
    public ImmutableDictionary<string, string> Renamed { get; set; } = ImmutableDictionary<string, string>.Empty;

    /// <summary>Whether numbers are written as text.</summary>
    public bool NumbersAsText { get; set; }

    /// <summary>Whether billing dates carry a time.</summary>
    public bool DatesWithTime { get; set; }

    /// <summary>Whether the report is the bare list of organizations.</summary>
    public bool BareList { get; set; }

    /// <summary>A text to answer in place of the report.</summary>
    public string? ReportText { get; set; }

    /// <summary>After how many bytes the report ends; null for its true end.</summary>
    public long? CutReportAfter { get; set; }

    /// <summary>Whether a report that is cut ends with the connection, too; else the answer itself looks whole.</summary>
    public bool CutDropsConnection { get; set; }

    internal string Name(string field) => Renamed.GetValueOrDefault(field, field);
}
