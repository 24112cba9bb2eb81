using CloudmoreAutotask.Functions;
using CloudmoreAutotask.Functions.Page;
using CloudmoreAutotask.LocalHost.CommandLine;
using CloudmoreAutotask.LocalHost.Demo;
using CloudmoreAutotask.LocalHost.Mappings;
using CloudmoreAutotask.LocalHost.Output;
using CloudmoreAutotask.LocalHost.Settings;
using CloudmoreAutotask.Setup;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

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
        Commands = [new DoctorCommand(createField: false), new DoctorCommand(createField: true), new SignInAgainCommand(), new ServicesCommand(), new MappingsOut(), new MappingsIn()],
        UseBillFile = (services, path) => services.UseBillFile(path),
        MakeCloudmoreOptional = services => services.MakeCloudmoreOptional(),
        SaveMappings = MappingsIn.SaveAsync,
    };

    private static void AddServices(IServiceCollection services, IConfiguration settings)
    {
        services.AddExport(settings);
        services.AddOperatorPage();
        services.AddSingleton<IRunReports, LedgerReports>();
        services.AddSingleton<IUnfinishedWork, UnfinishedBills>();
    }
}
