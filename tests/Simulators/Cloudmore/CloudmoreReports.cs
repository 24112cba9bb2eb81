using System.Collections.Concurrent;
using System.Globalization;
using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace CloudmoreAutotask.Simulators.Cloudmore;

/// <summary>The asynchronous billing report: asked for, polled, answered as a stream.</summary>
internal sealed class CloudmoreReports(CloudmoreBroker broker, CloudmoreBehaviour behaviour)
{
    private readonly ConcurrentDictionary<string, Running> tasks = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Answers the request for a report.</summary>
    public async Task<IResult> StartAsync(HttpRequest request)
    {
        if (await WindowAsync(request) is not var (from, to))
            return Results.BadRequest(new { message = "startDate and endDate are needed, as yyyy-MM-dd, in this order." });
        var id = Guid.NewGuid().ToString();
        tasks[id] = new Running(new BrokerReport(broker, from, to));
        return new Started(id, request, behaviour);
    }

    /// <summary>Answers a look at a report.</summary>
    public IResult Poll(string taskId)
    {
        if (!tasks.TryGetValue(taskId, out var running))
            return Results.NotFound();
        if (running.Look() > behaviour.PollsUntilReady)
            return new Ready(running.Report, behaviour);
        return behaviour.NotReady switch
        {
            NotReadyAnswer.NoContent => Results.NoContent(),
            NotReadyAnswer.Running => Results.Json(new { status = "Running" }),
            NotReadyAnswer.NotFound => Results.NotFound(),
            _ => Results.StatusCode(StatusCodes.Status202Accepted),
        };
    }

    private static async Task<(DateOnly From, DateOnly To)?> WindowAsync(HttpRequest request)
    {
        try
        {
            using var body = await JsonDocument.ParseAsync(request.Body, cancellationToken: request.HttpContext.RequestAborted);
            return Day(body.RootElement, "startDate") is { } from && Day(body.RootElement, "endDate") is { } to && from <= to ? (from, to) : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static DateOnly? Day(JsonElement body, string name)
    {
        var isText = body.ValueKind == JsonValueKind.Object && body.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String;
        var text = isText ? body.GetProperty(name).GetString() : null;
        return DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) ? day : null;
    }

    private sealed class Running(BrokerReport report)
    {
        private int looks;

        public BrokerReport Report => report;

        public int Look() => Interlocked.Increment(ref looks);
    }

    private sealed class Started(string id, HttpRequest request, CloudmoreBehaviour behaviour) : IResult
    {
        public Task ExecuteAsync(HttpContext httpContext)
        {
            var response = httpContext.Response;
            response.StatusCode = behaviour.StartStatus;
            if (behaviour.StartRetryAfter is { } wait)
                response.Headers.RetryAfter = wait.TotalSeconds.ToString("F0", CultureInfo.InvariantCulture);
            if (behaviour.TaskIdPlace is TaskIdPlace.Location or TaskIdPlace.RelativeLocation)
            {
                var root = behaviour.TaskIdPlace == TaskIdPlace.Location ? $"{request.Scheme}://{request.Host}" : "";
                response.Headers.Location = $"{root}{request.Path}/{id}";
            }

            var body = new Dictionary<string, string>(StringComparer.Ordinal) { [behaviour.Name("taskId")] = id };
            return behaviour.TaskIdPlace == TaskIdPlace.Body ? response.WriteAsJsonAsync(body, httpContext.RequestAborted) : Task.CompletedTask;
        }
    }

    private sealed class Ready(BrokerReport report, CloudmoreBehaviour behaviour) : IResult
    {
        public async Task ExecuteAsync(HttpContext httpContext)
        {
            var response = httpContext.Response;
            response.ContentType = "application/json; charset=utf-8";
            if (behaviour.ReportText is { } text)
            {
                await response.WriteAsync(text, httpContext.RequestAborted);
                return;
            }

            Action atEnd = behaviour.CutDropsConnection ? httpContext.Abort : () => { };
            var body = behaviour.CutReportAfter is { } length ? new CutStream(response.Body, length, atEnd) : response.Body;
            await report.WriteJsonAsync(body, behaviour, httpContext.RequestAborted);
        }
    }
}
