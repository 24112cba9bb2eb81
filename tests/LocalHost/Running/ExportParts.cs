using CloudmoreAutotask.Cloudmore;
using CloudmoreAutotask.Functions;
using CloudmoreAutotask.LocalHost.Demo;
using CloudmoreAutotask.LocalHost.Output;
using CloudmoreAutotask.LocalHost.Settings;
using CloudmoreAutotask.Setup;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace CloudmoreAutotask.LocalHost.Running;

/// <summary>Puts the local host together from the product.</summary>
internal static class ExportParts
{
    public static HostParts Create() => new()
    {
        FunctionClasses = typeof(DetectNewBills).Assembly.GetTypes(),
        HostFile = HostFile.Read(Path.Combine(Repository.Root, "host.json")),
        AddServices = AddServices,
        StartDemoApis = DemoApis.StartAsync,
        DataFolder = Repository.LocalHostFolder,
        Environment = HostSettings.Environment(),
        UseBillFile = UseBillFile,
    };

    private static void AddServices(IServiceCollection services, IConfiguration settings)
    {
        services.AddExport(settings);
        services.AddSingleton<IRunReports, LedgerReports>();
    }

    private static void UseBillFile(IServiceCollection services, string path) => services.AddSingleton<IBillSource>(provider => new CsvBillSource(
        path,
        provider.GetRequiredService<CloudmoreClient>().GetOrganizationsAsync,
        provider.GetRequiredService<IOptions<CloudmoreOptions>>().Value,
        provider.GetRequiredService<ILogger<CsvBillSource>>()));
}
