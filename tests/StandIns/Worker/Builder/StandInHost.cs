using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Microsoft.Azure.Functions.Worker.Builder;

/// <summary>A function app that was built with stand-ins. Started by itself, it says why it does not run, before it looks at its settings, and ends.</summary>
internal sealed class StandInHost(IHost host) : IHost
{
    public IServiceProvider Services => host.Services;

    public async Task StartAsync(CancellationToken cancellationToken = default)
    {
        await Console.Error.WriteLineAsync(
            "This function app was built with stand-ins for Azure's packages (AzurePackages=StandIn), so no Functions host can run it. " +
            "Run it with: dotnet run --project tests/LocalHost");
        Environment.ExitCode = 1;
        Services.GetRequiredService<IHostApplicationLifetime>().StopApplication();
    }

    public Task StopAsync(CancellationToken cancellationToken = default) => Task.CompletedTask;

    public void Dispose() => host.Dispose();
}
