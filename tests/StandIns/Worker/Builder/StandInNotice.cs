using Microsoft.Extensions.Hosting;

namespace Microsoft.Azure.Functions.Worker.Builder;

/// <summary>Ends a function app that was built with stand-ins and started by itself, and says why.</summary>
internal sealed class StandInNotice(IHostApplicationLifetime lifetime) : IHostedService
{
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        await Console.Error.WriteLineAsync(
            "This function app was built with stand-ins for Azure's packages (AzurePackages=StandIn), so no Functions host can run it. " +
            "Run it with: dotnet run --project tests/LocalHost");
        Environment.ExitCode = 1;
        lifetime.StopApplication();
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
