using System.Collections.Concurrent;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace CloudmoreAutotask.Tests.Notifying;

/// <summary>A webhook on this machine: keeps what it was sent.</summary>
internal sealed class WebhookReceiver : IAsyncDisposable
{
    private readonly WebApplication _app;

    private WebhookReceiver(WebApplication app) => _app = app;

    /// <summary>What every message is answered with.</summary>
    public int Status { get; set; } = StatusCodes.Status202Accepted;

    /// <summary>Whether messages are sent on to a page to sign in, which says that all is well.</summary>
    public bool IsElsewhere { get; set; }

    /// <summary>Called with each message before it is answered.</summary>
    public Func<Task> Taken { get; set; } = () => Task.CompletedTask;

    public ConcurrentQueue<JsonElement> Messages { get; } = new();

    public Uri Address => new($"{_app.Urls.Single()}/workflows/a-secret-part");

    public static async Task<WebhookReceiver> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var receiver = new WebhookReceiver(builder.Build());
        receiver._app.MapPost("/workflows/a-secret-part", async (HttpRequest request) =>
        {
            receiver.Messages.Enqueue((await JsonDocument.ParseAsync(request.Body)).RootElement.Clone());
            await receiver.Taken();
            return receiver.IsElsewhere ? Results.Redirect("/signin") : Results.StatusCode(receiver.Status);
        });
        receiver._app.MapGet("/signin", () => Results.Ok());
        await receiver._app.StartAsync();
        return receiver;
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();
}
