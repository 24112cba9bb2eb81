using System.Globalization;

namespace CloudmoreAutotask.Simulators.Faults;

/// <summary>Something that goes wrong with one call.</summary>
public sealed record Fault
{
    private Fault(string name) => Name = name;

    /// <summary>Its name, for messages.</summary>
    public string Name { get; private init; }

    /// <summary>The status to answer, instead of doing the work unless <see cref="DoesWork"/>; null to do the work and answer as it turned out.</summary>
    public int? Status { get; private init; }

    /// <summary>Whether the work is done although <see cref="Status"/> is answered.</summary>
    public bool DoesWork { get; private init; }

    /// <summary>The body that goes with <see cref="Status"/>; null for none.</summary>
    public string? Body { get; private init; }

    /// <summary>The media type of <see cref="Body"/>.</summary>
    public string ContentType { get; private init; } = "application/json; charset=utf-8";

    /// <summary>The value of the Retry-After header; null for none.</summary>
    public string? RetryAfter { get; private init; }

    /// <summary>How long, in real time, the call waits before its work is done; the work is done even when the caller has gone.</summary>
    public TimeSpan Before { get; private init; }

    /// <summary>How long, in real time, the answer is held back once the work is done.</summary>
    public TimeSpan After { get; private init; }

    /// <summary>Whether the work is left undone although no status is answered.</summary>
    public bool SkipsWork { get; private init; }

    /// <summary>Whether the connection is dropped before anything else.</summary>
    public bool DropsFirst { get; private init; }

    /// <summary>Whether the connection is dropped in place of the answer.</summary>
    public bool DropsAnswer { get; private init; }

    /// <summary>Whether rows are left out of the answer to a read.</summary>
    public bool HidesRows { get; private init; }

    /// <summary>The ids of the rows to leave out; empty for all.</summary>
    public IReadOnlyList<long> HiddenIds { get; private init; } = [];

    /// <summary>The connection is dropped; nothing was done.</summary>
    public static Fault DropBefore { get; } = new("drop before") { DropsFirst = true, SkipsWork = true };

    /// <summary>The work is done, then the connection is dropped: the caller never learns.</summary>
    public static Fault DropAfter { get; } = new("drop after") { DropsAnswer = true };

    /// <summary>401 without a body.</summary>
    public static Fault Unauthorized { get; } = new("401") { Status = 401 };

    /// <summary>500 whose body has no <c>errors</c>.</summary>
    public static Fault ServerError { get; } = new("500") { Status = 500, Body = """{"Message":"An error has occurred."}""" };

    /// <summary>500 with an HTML page.</summary>
    public static Fault HtmlError { get; } = new("500 HTML")
    {
        Status = 500,
        Body = "<!DOCTYPE html><html><head><title>Runtime Error</title></head><body><h1>Server Error in '/' Application.</h1></body></html>",
        ContentType = "text/html; charset=utf-8",
    };

    /// <summary>The connection is dropped at once, and the work is done only later.</summary>
    public static Fault DropThenDo(TimeSpan later) => new("drop, then do") { DropsFirst = true, Before = later, DropsAnswer = true };

    /// <summary>429, with or without Retry-After and an <c>errors</c> body.</summary>
    public static Fault TooManyCalls(TimeSpan? retryAfter = null, bool withErrors = true) => new("429")
    {
        Status = 429,
        RetryAfter = Seconds(retryAfter),
        Body = withErrors ? """{"errors":["The number of calls is over the limit."]}""" : null,
    };

    /// <summary>503 with Retry-After.</summary>
    public static Fault Unavailable(TimeSpan retryAfter) => new("503") { Status = 503, RetryAfter = Seconds(retryAfter) };

    /// <summary>Any answer, without the work being done.</summary>
    public static Fault Answer(int status, string? body = null, string contentType = "application/json; charset=utf-8", TimeSpan? retryAfter = null) =>
        new(status.ToString(CultureInfo.InvariantCulture)) { Status = status, Body = body, ContentType = contentType, RetryAfter = Seconds(retryAfter) };

    /// <summary>The work is done and answered late.</summary>
    public static Fault DelayBefore(TimeSpan delay) => new("delay before") { Before = delay };

    /// <summary>The work is done at once and answered late.</summary>
    public static Fault DelayAfter(TimeSpan delay) => new("delay after") { After = delay };

    /// <summary>A read leaves out these rows, or all rows when none is named.</summary>
    public static Fault HideRows(params long[] ids) => new("hide rows") { HidesRows = true, HiddenIds = ids };

    /// <summary>The same answer, but the work is done.</summary>
    public Fault OnceDone() => this with { Name = $"{Name} once done", DoesWork = true };

    private static string? Seconds(TimeSpan? time) => time is { } value ? Math.Ceiling(value.TotalSeconds).ToString(CultureInfo.InvariantCulture) : null;
}
