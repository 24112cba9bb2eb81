using System.Collections.Concurrent;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Logging;

namespace CloudmoreAutotask.Tests.Autotask;

/// <summary>A call as it came in.</summary>
internal sealed record ScriptedRequest(string Method, string Path, string Query, string Body, IReadOnlyDictionary<string, string> Headers)
{
    public JsonElement Json => JsonElement.Parse(Body);

    /// <summary>The highest id asked for by <c>id greater than</c>; 0 on a first page.</summary>
    public long After => Json.GetProperty("filter").EnumerateArray()
        .Where(filter => filter.GetProperty("op").GetString() == "gt").Select(filter => filter.GetProperty("value").GetInt64()).LastOrDefault();
}

/// <summary>What the server is to say.</summary>
internal sealed record ScriptedAnswer(int Status, string Body)
{
    public string ContentType { get; init; } = "application/json";

    public IReadOnlyDictionary<string, string> Headers { get; init; } = new Dictionary<string, string>();

    /// <summary>The connection is cut instead of an answer, or in the middle of it.</summary>
    public bool IsCut { get; init; }

    public static ScriptedAnswer Ok(object body) => new(200, JsonSerializer.Serialize(body));

    public static ScriptedAnswer Items(params IEnumerable<object> rows) => Ok(new { items = rows });

    public static ScriptedAnswer Errors(int status, params string[] texts) => new(status, JsonSerializer.Serialize(new { errors = texts }));

    public static ScriptedAnswer Html(int status, string title) =>
        new(status, $"<!DOCTYPE html><html><head><title>{title}</title></head><body>secret page</body></html>") { ContentType = "text/html" };

    public static ScriptedAnswer Cut(string begun = "") => new(200, begun) { IsCut = true };
}

/// <summary>An HTTP server that answers as a test says, on its own free port. The zone look-up works unless a test says otherwise.</summary>
internal sealed class ScriptedServer : IAsyncDisposable
{
    public const string ApiPath = "/ATServicesRest/V1.0/";

    private readonly WebApplication app;
    private readonly ConcurrentQueue<ScriptedRequest> requests = new();
    private readonly ConcurrentDictionary<string, int> inFlight = new();
    private readonly ConcurrentDictionary<string, int> mostInFlight = new();

    private ScriptedServer(WebApplication app) => this.app = app;

    /// <summary>Answers the calls of the API.</summary>
    public Func<ScriptedRequest, Task<ScriptedAnswer>> Script { get; set; } = _ => Task.FromResult(ScriptedAnswer.Items());

    /// <summary>Answers the zone look-up; the default names this server.</summary>
    public Func<ScriptedRequest, ScriptedAnswer>? ZoneScript { get; set; }

    public Uri ZoneUrl => new(app.Urls.First() + "/atservicesrest/v1.0/zoneInformation");

    public Uri OwnZone => new(app.Urls.First() + "/ATServicesRest/");

    /// <summary>The calls of the API, without zone look-ups.</summary>
    public IReadOnlyList<ScriptedRequest> Calls => [.. requests.Where(request => request.Path.StartsWith(ApiPath, StringComparison.Ordinal))];

    public int ZoneLookups => requests.Count(request => !request.Path.StartsWith(ApiPath, StringComparison.Ordinal));

    public IReadOnlyList<ScriptedRequest> All => [.. requests];

    public IReadOnlyDictionary<string, int> MostInFlight => mostInFlight;

    public static async Task<ScriptedServer> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var server = new ScriptedServer(builder.Build());
        server.app.Run(server.AnswerAsync);
        await server.app.StartAsync();
        return server;
    }

    /// <summary>Answers one after the other; the last one goes on for ever.</summary>
    public void Answer(params ScriptedAnswer[] answers)
    {
        var next = -1;
        Script = _ => Task.FromResult(answers[Math.Min(Interlocked.Increment(ref next), answers.Length - 1)]);
    }

    public void Answer(Func<ScriptedRequest, ScriptedAnswer> script) => Script = request => Task.FromResult(script(request));

    public async ValueTask DisposeAsync()
    {
        using var patience = new CancellationTokenSource(TimeSpan.Zero);
        await app.StopAsync(patience.Token);
        await app.DisposeAsync();
    }

    private async Task AnswerAsync(HttpContext context)
    {
        using var reader = new StreamReader(context.Request.Body);
        var request = new ScriptedRequest(
            context.Request.Method, context.Request.Path, context.Request.QueryString.Value ?? "", await reader.ReadToEndAsync(context.RequestAborted),
            context.Request.Headers.ToDictionary(header => header.Key, header => header.Value.ToString(), StringComparer.OrdinalIgnoreCase));
        requests.Enqueue(request);
        if (request.Path.StartsWith(ApiPath, StringComparison.Ordinal))
            await CountedAsync(context, request);
        else
            await SayAsync(context, ZoneScript?.Invoke(request) ?? ScriptedAnswer.Ok(new { zoneName = "Test", url = OwnZone, webUrl = "", ci = 1 }));
    }

    private async Task CountedAsync(HttpContext context, ScriptedRequest request)
    {
        var endpoint = request.Method + " " + request.Path;
        var now = inFlight.AddOrUpdate(endpoint, 1, (_, count) => count + 1);
        mostInFlight.AddOrUpdate(endpoint, now, (_, most) => Math.Max(most, now));
        try
        {
            await SayAsync(context, await Script(request));
        }
        finally
        {
            inFlight.AddOrUpdate(endpoint, 0, (_, count) => count - 1);
        }
    }

    private static async Task SayAsync(HttpContext context, ScriptedAnswer answer)
    {
        context.Response.StatusCode = answer.Status;
        context.Response.ContentType = answer.ContentType;
        foreach (var (name, value) in answer.Headers)
            context.Response.Headers[name] = value;
        if (answer.IsCut)
        {
            if (answer.Body.Length > 0)
            {
                context.Features.Get<IHttpResponseBodyFeature>()?.DisableBuffering();
                await context.Response.WriteAsync(answer.Body);
                await context.Response.Body.FlushAsync();
            }
            context.Abort();
            return;
        }
        if (answer.Status != StatusCodes.Status204NoContent)
            await context.Response.WriteAsync(answer.Body);
    }
}
