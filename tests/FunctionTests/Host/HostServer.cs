using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace CloudmoreAutotask.Tests.FunctionTests.Host;

/// <summary>The port that a worker calls.</summary>
internal sealed class HostServer : IAsyncDisposable
{
    private readonly WebApplication _app;

    private HostServer(WebApplication app) => _app = app;

    public Uri Address => new(_app.Urls.First());

    public WorkerChannel Worker => _app.Services.GetRequiredService<WorkerChannel>();

    public static async Task<HostServer> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0, listen => listen.Protocols = HttpProtocols.Http2));
        builder.Services.AddSingleton<WorkerChannel>();
        builder.Services.AddGrpc(grpc => grpc.MaxReceiveMessageSize = null);
        var server = new HostServer(builder.Build());
        server._app.MapGrpcService<FunctionRpcService>();
        await server._app.StartAsync();
        return server;
    }

    public async ValueTask DisposeAsync()
    {
        using var atOnce = new CancellationTokenSource(TimeSpan.FromMilliseconds(100));
        await _app.StopAsync(atOnce.Token);
        await _app.DisposeAsync();
    }
}
