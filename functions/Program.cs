#if OFFICIAL_AZURE_PACKAGES
using CloudmoreAutotask.Functions.Telemetry;
#endif
using CloudmoreAutotask.Functions.Page;
using CloudmoreAutotask.Setup;
using Microsoft.Azure.Functions.Worker.Builder;
using Microsoft.Extensions.Hosting;

var builder = CreateBuilder(args);
await RunAsync(builder);
return;

static FunctionsApplicationBuilder CreateBuilder(string[] args)
{
    var builder = FunctionsApplication.CreateBuilder(args);
    builder.ConfigureFunctionsWebApplication();
    builder.Services.AddExport(builder.Configuration);
    builder.Services.AddOperatorPage();
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
