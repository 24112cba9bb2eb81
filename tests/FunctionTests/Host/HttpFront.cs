using System.Collections.Concurrent;
using System.Net;
using CloudmoreAutotask.Tests.FunctionTests.Host.Protocol;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Logging;

namespace CloudmoreAutotask.Tests.FunctionTests.Host;

/// <summary>The port that the world calls. As a Functions host does for a worker with a port of its own, it finds the function, forwards the request there and sends the call beside it.</summary>
internal sealed class HttpFront : IAsyncDisposable
{
    /// <summary>What the host itself shows at its root where no function answers.</summary>
    public const string OwnPage = "Your Functions app is up and running";

    private static readonly string[] OfOneConnection = ["Connection", "Host", "Keep-Alive", "Transfer-Encoding", "Upgrade"];

    private readonly FunctionsHost _host;
    private readonly Uri _worker;
    private readonly WebApplication _app;
    private readonly HttpClient _forward = new(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false });

    private HttpFront(FunctionsHost host, WebApplication app)
    {
        (_host, _app) = (host, app);
        _worker = new Uri(host.Capabilities["HttpUri"]);
        Client = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false });
    }

    /// <summary>Calls this port.</summary>
    public HttpClient Client { get; }

    /// <summary>From where requests come, as the host sees it.</summary>
    public IPAddress Caller { get; set; } = IPAddress.Loopback;

    /// <summary>The functions that were called, in their order, and how each call ended.</summary>
    public ConcurrentQueue<(string Function, StatusResult Result)> Called { get; } = new();

    public static async Task<HttpFront> StartAsync(FunctionsHost host, string routePrefix)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        var front = new HttpFront(host, builder.Build());
        foreach (var function in host.Functions.Where(function => function.Kind == "httpTrigger"))
        {
            var route = function.Trigger.TryGetProperty("route", out var given) && given.GetString() is { Length: > 0 } text ? text : function.Name;
            var methods = function.Trigger.GetProperty("methods").EnumerateArray().Select(method => method.GetString()!);
            front._app.MapMethods(routePrefix.Length == 0 ? route : $"{routePrefix}/{route}", methods, (HttpContext context) => front.ForwardAsync(context, function.Name));
        }

        front._app.MapFallback((HttpContext context) => context.Request.Path == "/" ? Results.Text(OwnPage) : Results.NotFound());
        await front._app.StartAsync();
        front.Client.BaseAddress = new Uri(front._app.Urls.First());
        return front;
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        _forward.Dispose();
        await _app.DisposeAsync();
    }

    private async Task ForwardAsync(HttpContext context, string function)
    {
        var invocation = Guid.NewGuid().ToString();
        using var request = Forwarded(context, invocation);
        var forwarding = _forward.SendAsync(request, context.RequestAborted);
        var call = _host.InvokeAsync(function, TriggerData.Http(context.Request), invocation);
        using var answer = await forwarding;
        var body = await answer.Content.ReadAsByteArrayAsync(context.RequestAborted);
        Called.Enqueue((function, await call));
        context.Response.StatusCode = (int)answer.StatusCode;
        foreach (var (name, values) in answer.Headers.Concat(answer.Content.Headers).Where(header => !OfOneConnection.Contains(header.Key, StringComparer.OrdinalIgnoreCase)))
            context.Response.Headers[name] = values.ToArray();
        await context.Response.Body.WriteAsync(body, context.RequestAborted);
    }

    private HttpRequestMessage Forwarded(HttpContext context, string invocation)
    {
        var from = context.Request;
        var to = new HttpRequestMessage(new HttpMethod(from.Method), new Uri(_worker, context.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget));
        if (context.Features.GetRequiredFeature<IHttpRequestBodyDetectionFeature>().CanHaveBody)
            to.Content = new StreamContent(from.Body);
        foreach (var (name, values) in from.Headers.Where(header => !OfOneConnection.Contains(header.Key, StringComparer.OrdinalIgnoreCase)))
        {
            if (!to.Headers.TryAddWithoutValidation(name, (IEnumerable<string>)values!))
                to.Content?.Headers.TryAddWithoutValidation(name, (IEnumerable<string>)values!);
        }

        to.Headers.Add("X-Forwarded-For", Caller.ToString());
        to.Headers.Add("X-Forwarded-Host", from.Host.Value);
        to.Headers.Add("X-Forwarded-Proto", from.Scheme);
        to.Headers.Add("x-ms-invocation-id", invocation);
        return to;
    }
}
