using CloudmoreAutotask.Applying;
using CloudmoreAutotask.Billing;
using CloudmoreAutotask.Ledger;
using CloudmoreAutotask.Mapping;
using CloudmoreAutotask.Planning;
using CloudmoreAutotask.Setup;
using CloudmoreAutotask.Storage;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace CloudmoreAutotask.Operating;

/// <summary>Registers what a person looks at and does.</summary>
internal static class OperatingServices
{
    /// <summary>Adds the views and the changes.</summary>
    public static IServiceCollection AddOperating(this IServiceCollection services)
    {
        services.AddSingleton(provider => new BillViews(provider.GetRequiredService<ExportTables>(), provider.GetRequiredService<BillCalendar>(), provider.GetRequiredService<ProductClock>()));
        services.AddSingleton(provider => new OrganizationBillViews(
            provider.GetRequiredService<BillViews>(), provider.GetRequiredService<ExportTables>(), provider.GetRequiredService<ExportBlobs>(),
            provider.GetRequiredService<BillAggregator>(), provider.GetRequiredService<SubscriptionLocks>()));
        services.AddSingleton(provider => new PlanViews(
            provider.GetRequiredService<ExportBlobs>(), provider.GetRequiredService<PlanDecisions>(), provider.GetRequiredService<BillCalendar>(),
            provider.GetRequiredService<ExportTables>()));
        services.AddSingleton(provider => new MonthProofs(
            provider.GetRequiredService<ExportTables>(), provider.GetRequiredService<ExportBlobs>(), provider.GetRequiredService<StateReader>(),
            provider.GetRequiredService<BillCalendar>(), provider.GetRequiredService<PlanningSettings>(), provider.GetRequiredService<ProductClock>()));
        services.AddSingleton(provider => new RunProofs(
            provider.GetRequiredService<MonthProofs>(), provider.GetRequiredService<ExportTables>(), provider.GetRequiredService<ExportQueues>(), provider.GetRequiredService<ExporterLease>(),
            provider.GetRequiredService<ISignInStop>(), provider.GetRequiredService<AllowanceShare>(), provider.GetRequiredService<ProductClock>(), provider.GetRequiredService<ILogger<RunProofs>>()));
        services.AddSingleton(provider => new PoisonMessages(
            provider.GetRequiredService<StorageConnection>(), provider.GetRequiredService<ExportTables>(), provider.GetRequiredService<ExportQueues>(), provider.GetRequiredService<RunIdentity>()));
        services.AddSingleton(provider => new OperatorKey(provider.GetRequiredService<IOptionsMonitor<OperatorOptions>>(), provider.GetService<KeyVaultSecrets>()));
        services.AddSingleton(provider => new OperatorActions(
            provider.GetRequiredService<AuditTrail>(), provider.GetRequiredService<BillCalendar>(), provider.GetRequiredService<ExportQueues>(), provider.GetRequiredService<PlanDecisions>(),
            provider.GetRequiredService<FuseReleases>(), provider.GetRequiredService<SubscriptionLocks>(), provider.GetRequiredService<CompanyMappings>(),
            provider.GetRequiredService<PoisonMessages>(), provider.GetRequiredService<BillUndos>(), provider.GetRequiredService<KnownSubscriptions>(), provider.GetRequiredService<ProductClock>()));
        services.AddSingleton<AuditTrail>();
        services.AddSingleton<ExportHealth>();
        return services;
    }
}
