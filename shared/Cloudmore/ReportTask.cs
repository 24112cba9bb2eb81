using System.Net;
using System.Text.Json;
using CloudmoreAutotask.Setup;

namespace CloudmoreAutotask.Cloudmore;

/// <summary>One report that Cloudmore makes: asked for and waited for. Source: API assumptions, "Billing report".</summary>
internal sealed class ReportTask
{
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(10);

    /// <summary>How long an answer that nobody told us about is taken for a report in the making.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly CloudmoreCalls calls;
    private readonly CloudmoreOptions options;
    private readonly TimeProvider time;
    private readonly long start;
    private TimeSpan nextWait;
    private TimeSpan? askedWait;
    private string lastAnswer = "nothing";

    private ReportTask(string id, CloudmoreCalls calls, CloudmoreOptions options, TimeProvider time, long start)
    {
        Id = id;
        this.calls = calls;
        this.options = options;
        this.time = time;
        this.start = start;
        nextWait = options.ReportFirstWait;
    }

    /// <summary>Cloudmore's id of the task.</summary>
    public string Id { get; }

    /// <summary>What is left of the time that one report may take.</summary>
    public TimeSpan Left => options.ReportTimeLimit - Waited;

    /// <summary>Whether an odd answer need not be taken for a report in the making any longer.</summary>
    public bool IsPatienceOver => Waited >= Patience;

    private TimeSpan Waited => time.GetElapsedTime(start);

    /// <summary>Asks for the report of a window.</summary>
    /// <exception cref="MustFixException">The request is refused, or its answer names no task.</exception>
    /// <exception cref="TryLaterException">No answer.</exception>
    public static async Task<ReportTask> AskAsync(
        BillWindow window, CloudmoreCalls calls, CloudmoreOptions options, FieldNames names, TimeProvider time, CancellationToken cancellation)
    {
        var asked = time.GetTimestamp();
        var address = CloudmoreRoutes.Reports(options.BaseUrl, options.ResellerId);
        using var response = await calls.AskAsync(address, CloudmoreRoutes.ReportBody(window), cancellation);
        if (!response.IsSuccessStatusCode)
            throw await CloudmoreCalls.RefusedAsync(response, cancellation);
        var id = IdFromLocation(response.Headers.Location) ?? await IdFromBodyAsync(response, names, cancellation)
            ?? throw new MustFixException(
                $"Cloudmore answered POST {address.AbsolutePath} with status {(int)response.StatusCode} but names no report task, neither in a Location header " +
                $"nor as '{ReportFields.TaskId}'. If the id stands under another name, set Cloudmore:FieldAliases:{ReportFields.TaskId}.");
        return new ReportTask(id, calls, options, time, asked) { askedWait = calls.RetryAfter(response) };
    }

    /// <summary>Waits, longer each time, and asks until Cloudmore answers with a body that may be the report.</summary>
    /// <returns>The answer with its body still on the line; the caller disposes it.</returns>
    /// <exception cref="TryLaterException">The report is not ready in time, or Cloudmore does not know the task.</exception>
    public async Task<HttpResponseMessage> NextAnswerAsync(CancellationToken cancellation)
    {
        while (true)
        {
            await WaitAsync(cancellation);
            var response = await calls.GetStreamAsync(CloudmoreRoutes.ReportTask(options.BaseUrl, options.ResellerId, Id), cancellation);
            if (response.StatusCode == HttpStatusCode.OK)
                return response;
            using (response)
                NotReady($"status {(int)response.StatusCode}", calls.RetryAfter(response));
            if (response.StatusCode == HttpStatusCode.NotFound && IsPatienceOver)
                throw new TryLaterException($"Cloudmore does not know report {Id} that it took on {Waited} ago. The next run asks for a new one.");
        }
    }

    /// <summary>Notes that the last answer was no report.</summary>
    public void NotReady(string answer, TimeSpan? wait = null)
    {
        lastAnswer = answer;
        askedWait = wait;
    }

    private async Task WaitAsync(CancellationToken cancellation)
    {
        var left = Left;
        if (left <= TimeSpan.Zero)
        {
            var limit = $"{options.ReportTimeLimit} (Cloudmore:ReportTimeLimit)";
            throw new TryLaterException($"Report {Id} is not ready after {limit}; the last answer was {lastAnswer}.");
        }

        var wait = askedWait > nextWait ? askedWait.Value : nextWait;
        await Task.Delay(wait < left ? wait : left, time, cancellation);
        nextWait = nextWait * 2 < LongestWait ? nextWait * 2 : LongestWait;
        askedWait = null;
    }

    private static string? IdFromLocation(Uri? location)
    {
        var path = location?.OriginalString.Split('?', '#')[0].TrimEnd('/');
        return string.IsNullOrEmpty(path) ? null : RawField.Clean(Uri.UnescapeDataString(path[(path.LastIndexOf('/') + 1)..]));
    }

    private static async Task<string?> IdFromBodyAsync(HttpResponseMessage response, FieldNames names, CancellationToken cancellation)
    {
        try
        {
            using var body = await JsonDocument.ParseAsync(await response.Content.ReadAsStreamAsync(cancellation), cancellationToken: cancellation);
            var id = body.RootElement.ValueKind == JsonValueKind.Object ? JsonLine.Raw(names.Find(body.RootElement, ReportFields.TaskId)) : default;
            return id.Usable ? id.Text : null;
        }
        catch (JsonException)
        {
            // No body, or none that could name a task; the caller says so.
            return null;
        }
    }
}
