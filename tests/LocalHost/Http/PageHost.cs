using System.Net;
using System.Net.Sockets;
using CloudmoreAutotask.LocalHost.Functions;
using CloudmoreAutotask.Setup;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.HostFiltering;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace CloudmoreAutotask.LocalHost.Http;

/// <summary>The port of the local host on 127.0.0.1: HTTP functions, the operator's page among them.</summary>
public sealed class PageHost : IAsyncDisposable
{
    private readonly WebApplication app;

    private PageHost(WebApplication app) => this.app = app;

    /// <summary>Where the page is.</summary>
    public Uri Address => new(app.Urls.First());

    /// <summary>Opens the port.</summary>
    /// <param name="port">The port; 0 for a free one.</param>
    /// <param name="functions">The functions; only those with an HTTP trigger are served.</param>
    /// <param name="routePrefix">What stands before their routes.</param>
    /// <param name="services">The services of an export.</param>
    /// <exception cref="MustFixException">The port is in use.</exception>
    public static async Task<PageHost> OpenAsync(int port, IReadOnlyList<FunctionEntry> functions, string routePrefix, IServiceProvider services)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, port));
        builder.Logging.ClearProviders();
        builder.Services.AddSingleton(services.GetRequiredService<ILoggerFactory>());
        // A page elsewhere must not reach this one through a name that it controls.
        builder.Services.Configure<HostFilteringOptions>(options => options.AllowedHosts = ["127.0.0.1", "localhost"]);
        var page = builder.Build();
        page.UseHostFiltering();
        HttpFunctions.Map(page, functions, routePrefix, new FunctionInvoker(services));
        await StartAsync(page, port);
        return new PageHost(page);
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync() => await app.DisposeAsync();

    private static async Task StartAsync(WebApplication page, int port)
    {
        try
        {
            await page.StartAsync();
        }
        catch (IOException inUse) when (inUse.InnerException is not null)
        {
            await page.DisposeAsync();
            throw new MustFixException($"The port {port} of 127.0.0.1 cannot be opened, probably because it is in use. Choose another one with --port (0 takes a free one).", inUse);
        }
        catch (SocketException refused)
        {
            await page.DisposeAsync();
            throw new MustFixException($"The port {port} of 127.0.0.1 cannot be opened: {refused.Message}. Choose another one with --port (0 takes a free one).", refused);
        }
    }
}
