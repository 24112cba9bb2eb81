#if OFFICIAL_AZURE_PACKAGES
using CloudmoreAutotask.Functions.Telemetry;
#endif
using CloudmoreAutotask.Functions.Page;
using CloudmoreAutotask.Setup;
using Microsoft.Azure.Functions.Worker.Builder;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

var builder = CreateBuilder(args);
await RunAsync(builder);
return;

static FunctionsApplicationBuilder CreateBuilder(string[] args)
{
    var builder = FunctionsApplication.CreateBuilder(args);
    builder.ConfigureFunctionsWebApplication();
    builder.Services.AddExport(builder.Configuration);
    builder.Services.AddOperatorPage();

    // ASP.NET Core would log every request with its query, where a caller may put the host's key.
    builder.Logging.AddFilter("Microsoft.AspNetCore", LogLevel.Warning);
#if OFFICIAL_AZURE_PACKAGES
    builder.AddApplicationInsights();
#endif
    return builder;
}

static async Task RunAsync(FunctionsApplicationBuilder builder)
{
    using var host = builder.Build();
    await host.RunAsync();
}
