using Azure.Core.Pipeline;
using Azure.Storage.Queues;
using CloudmoreAutotask.Applying;
using CloudmoreAutotask.Autotask;
using CloudmoreAutotask.Billing;
using CloudmoreAutotask.Cloudmore;
using CloudmoreAutotask.Ledger;
using CloudmoreAutotask.Mapping;
using CloudmoreAutotask.Notifying;
using CloudmoreAutotask.Operating;
using CloudmoreAutotask.Planning;
using CloudmoreAutotask.Storage;
using CloudmoreAutotask.Telemetry;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace CloudmoreAutotask.Setup;

/// <summary>Registers the whole export, in named steps.</summary>
public static class ExportServices
{
    /// <summary>Adds everything that the functions call. What was registered before stays: a <see cref="TimeProvider"/>, a <see cref="ProductClock"/>, an <see cref="IBillSource"/>, storage clients, an <see cref="IAzureCredentials"/>.</summary>
    public static IServiceCollection AddExport(this IServiceCollection services, IConfiguration configuration)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton(provider => new ProductClock(provider.GetRequiredService<TimeProvider>()));
        services.AddExportOptions(configuration);
        services.AddExportStorage(configuration);
        services.AddSecrets(configuration);
        services.AddSingleton<ISignInStop>(provider => new TableSignInStop(provider.GetRequiredService<ExportTables>(), TableSignInStop.Autotask));
        services.AddKeyedSingleton<ISignInStop>(SignInStops.Cloudmore, (provider, _) => new TableSignInStop(provider.GetRequiredService<ExportTables>(), TableSignInStop.Cloudmore));
        services.AddCloudmore();
        services.AddAutotask();
        services.AddBilling();
        services.AddPlanning();
        services.AddApplying();
        services.AddTelemetry();
        services.AddOperating();
        services.AddNotifying(configuration);
        services.AddDoctor(configuration);
        return services;
    }

    /// <summary>Lets the export do without an account in Cloudmore: what is known of organizations is then what storage holds.</summary>
    public static IServiceCollection MakeCloudmoreOptional(this IServiceCollection services) =>
        services.PostConfigure<CloudmoreOptions>(options => options.IsOptional = true);

    /// <summary>Takes bills from the CSV of the General Billing Report instead of the API. An account in Cloudmore is then optional.</summary>
    /// <param name="services">The services of an export.</param>
    /// <param name="path">The file.</param>
    public static IServiceCollection UseBillFile(this IServiceCollection services, string path) => services
        .MakeCloudmoreOptional()
        .Replace(ServiceDescriptor.Singleton<IBillSource>(provider => new CsvBillSource(
            path,
            provider.GetRequiredService<KnownOrganizations>().ReadAsync,
            provider.GetRequiredService<IOptions<CloudmoreOptions>>().Value,
            provider.GetRequiredService<ILogger<CsvBillSource>>())));

    private static void AddExportStorage(this IServiceCollection services, IConfiguration configuration)
    {
        services.TryAddSingleton(provider => new StorageConnection(
            configuration, StorageOptions.Section, provider.GetRequiredService<IAzureCredentials>(), provider.GetRequiredService<HttpPipelineTransport>()));
        services.TryAddSingleton(provider => provider.GetRequiredService<StorageConnection>().Tables());
        services.TryAddSingleton(provider => provider.GetRequiredService<StorageConnection>().Queues(QueueMessageEncoding.Base64));
        services.TryAddSingleton(provider => provider.GetRequiredService<StorageConnection>().Blobs());
        services.AddSingleton<PostponedMessages>();
        services.AddSingleton<ExportTables>();
        services.AddSingleton<ExportQueues>();
        services.AddSingleton<ExportBlobs>();
        services.AddSingleton<ExporterLease>();
        services.AddSingleton<KeyedLock>();
    }

    private static void AddBilling(this IServiceCollection services)
    {
        services.AddSingleton(provider => new ServiceSelection(provider.GetRequiredService<IOptions<ExportOptions>>().Value.Services));
        services.AddSingleton(provider => new PaymentFrequencyWords(provider.GetRequiredService<IOptions<ExportOptions>>().Value.PaymentFrequencies));
        services.AddSingleton<BillAggregator>();
        services.AddSingleton<ServiceSurvey>();
        services.AddSingleton<BillCalendar>();
        services.AddSingleton<BillRecorder>();
        services.AddSingleton<KnownSubscriptions>();
        services.AddSingleton<FileReportCheck>();
        services.AddSingleton<CompanyRefresh>();
        services.AddSingleton<KnownOrganizations>();
        services.AddSingleton(provider => new CompanyMappings(
            provider.GetRequiredService<ExportTables>(),
            provider.GetRequiredService<KnownOrganizations>(),
            provider.GetRequiredService<CompanyRefresh>(),
            provider.GetRequiredService<AutotaskClient>(),
            provider.GetRequiredService<IOptions<CloudmoreOptions>>(),
            provider.GetRequiredService<ProductClock>()));
        services.AddSingleton<ShrinkFuse>();
        services.AddSingleton<RunIdentity>();
        services.AddSingleton(provider => new RunReports(
            provider.GetRequiredService<ExportTables>(), provider.GetRequiredService<BillCalendar>(), provider.GetRequiredService<ISignInStop>()));
        services.AddSingleton(provider => new UnreachedBills(
            provider.GetRequiredService<ExportTables>(), provider.GetRequiredService<BillCalendar>(), provider.GetRequiredService<ExportQueues>()));
        services.AddSingleton(provider => new BillDetector(
            provider.GetRequiredService<IBillSource>(),
            provider.GetRequiredService<BillRecorder>(),
            provider.GetRequiredService<BillCalendar>(),
            provider.GetRequiredService<CompanyRefresh>(),
            provider.GetRequiredService<ShrinkFuse>(),
            provider.GetRequiredService<ExportTables>(),
            provider.GetRequiredService<ExportQueues>(),
            provider.GetRequiredService<IOptions<ExportOptions>>(),
            provider.GetRequiredService<ExportWatch>(),
            provider.GetRequiredService<RunIdentity>(),
            provider.GetRequiredService<ProductClock>(),
            provider.GetRequiredService<ILogger<BillDetector>>()));
    }

    private static void AddPlanning(this IServiceCollection services)
    {
        services.AddSingleton(provider =>
        {
            var autotask = provider.GetRequiredService<IOptions<AutotaskOptions>>().Value;
            var export = provider.GetRequiredService<IOptions<ExportOptions>>().Value;
            var fuses = provider.GetRequiredService<IOptions<FuseOptions>>().Value;
            return new PlanningSettings(export, fuses, autotask.SubscriptionIdField);
        });
        services.AddSingleton<Planner>();
        services.AddSingleton<UndoPlanner>();
        services.AddSingleton<ReferenceResolver>();
        services.AddSingleton<StateReader>();
        services.AddSingleton<Snapshots>();
    }

    private static void AddTelemetry(this IServiceCollection services)
    {
        services.AddSingleton(provider => new ExportWatch(
            provider.GetRequiredService<ExportTables>(),
            provider.GetRequiredService<ExportQueues>(),
            provider.GetRequiredService<BillCalendar>(),
            provider.GetRequiredService<ISignInStop>(),
            provider.GetRequiredService<ExportMetrics>(),
            provider.GetRequiredService<ProductClock>()));
    }

    private static void AddApplying(this IServiceCollection services)
    {
        services.AddSingleton<SubscriptionIndexes>();
        services.AddSingleton<SubscriptionLocks>();
        services.AddSingleton(provider => new PlanDecisions(
            provider.GetRequiredService<ExportTables>(),
            provider.GetRequiredService<ExportBlobs>(),
            provider.GetRequiredService<ExportQueues>(),
            provider.GetRequiredService<BillCalendar>(),
            provider.GetRequiredService<ProductClock>()));
        services.AddSingleton(provider => new FuseReleases(
            provider.GetRequiredService<ExportTables>(),
            provider.GetRequiredService<ExportQueues>(),
            provider.GetRequiredService<BillCalendar>(),
            provider.GetRequiredService<RunIdentity>(),
            provider.GetRequiredService<ProductClock>()));
        services.AddSingleton<BillInputs>();
        services.AddSingleton<BillConclusion>();
        services.AddSingleton<AllowanceShare>();
        services.AddSingleton<BillWork>();
        services.AddSingleton<IntentJournal>();
        services.AddSingleton<StepWriter>();
        services.AddSingleton<PlanExecutor>();
        services.AddSingleton(provider => new ExportPlanner(
            provider.GetRequiredService<BillWork>(),
            provider.GetRequiredService<BillInputs>(),
            provider.GetRequiredService<BillCalendar>(),
            provider.GetRequiredService<BillConclusion>(),
            provider.GetRequiredService<Snapshots>(),
            provider.GetRequiredService<StateReader>(),
            provider.GetRequiredService<Planner>(),
            provider.GetRequiredService<ExportQueues>(),
            provider.GetRequiredService<ExportBlobs>(),
            provider.GetRequiredService<PlanDecisions>(),
            provider.GetRequiredService<RunIdentity>(),
            provider.GetRequiredService<IOptions<ExportOptions>>(),
            provider.GetRequiredService<ILogger<ExportPlanner>>()));
        services.AddSingleton(provider => new BillUndos(
            provider.GetRequiredService<BillWork>(),
            provider.GetRequiredService<BillCalendar>(),
            provider.GetRequiredService<BillInputs>(),
            provider.GetRequiredService<BillConclusion>(),
            provider.GetRequiredService<Snapshots>(),
            provider.GetRequiredService<StateReader>(),
            provider.GetRequiredService<UndoPlanner>(),
            provider.GetRequiredService<PlanExecutor>(),
            provider.GetRequiredService<PlanDecisions>(),
            provider.GetRequiredService<ExportTables>(),
            provider.GetRequiredService<ExportBlobs>(),
            provider.GetRequiredService<ExportQueues>(),
            provider.GetRequiredService<RunIdentity>(),
            provider.GetRequiredService<ProductClock>(),
            provider.GetRequiredService<IOptions<ExportOptions>>(),
            provider.GetRequiredService<ILogger<BillUndos>>()));
        services.AddSingleton(provider => new PlanApplier(
            provider.GetRequiredService<BillWork>(),
            provider.GetRequiredService<BillInputs>(),
            provider.GetRequiredService<BillConclusion>(),
            provider.GetRequiredService<Snapshots>(),
            provider.GetRequiredService<PlanExecutor>(),
            provider.GetRequiredService<ExportQueues>(),
            provider.GetRequiredService<ExportBlobs>(),
            provider.GetRequiredService<PlanDecisions>(),
            provider.GetRequiredService<RunIdentity>(),
            provider.GetRequiredService<ProductClock>(),
            provider.GetRequiredService<IOptions<ExportOptions>>(),
            provider.GetRequiredService<BillUndos>()));
    }
}
