using System.Globalization;
using CloudmoreAutotask.Setup;
using CloudmoreAutotask.Simulators.Autotask;
using CloudmoreAutotask.Simulators.Cloudmore;
using CloudmoreAutotask.Simulators.Samples;

namespace CloudmoreAutotask.LocalHost.Demo;

/// <summary>Both simulators with the sample broker.</summary>
public sealed class DemoApis : IDemoApis
{
    private readonly CloudmoreSimulator cloudmore;
    private readonly AutotaskSimulator autotask;

    private DemoApis(CloudmoreSimulator cloudmore, AutotaskSimulator autotask)
    {
        this.cloudmore = cloudmore;
        this.autotask = autotask;
    }

    /// <inheritdoc />
    public Uri AutotaskPage => autotask.StatePageUrl;

    /// <inheritdoc />
    public IReadOnlyDictionary<string, string?> Settings => new Dictionary<string, string?>(StringComparer.OrdinalIgnoreCase)
    {
        ["KeyVault:Uri"] = "",
        [$"{CloudmoreOptions.Section}:{nameof(CloudmoreOptions.BaseUrl)}"] = cloudmore.BaseUrl.ToString(),
        [$"{CloudmoreOptions.Section}:{nameof(CloudmoreOptions.ResellerId)}"] = cloudmore.Broker.ResellerId,
        [$"{CloudmoreOptions.Section}:{nameof(CloudmoreOptions.ClientId)}"] = cloudmore.Broker.ClientId,
        [$"{CloudmoreOptions.Section}:{nameof(CloudmoreOptions.ClientSecret)}"] = cloudmore.Broker.ClientSecret,
        [$"{CloudmoreOptions.Section}:{nameof(CloudmoreOptions.Username)}"] = cloudmore.Broker.Username,
        [$"{CloudmoreOptions.Section}:{nameof(CloudmoreOptions.Password)}"] = cloudmore.Broker.Password,
        [$"{AutotaskOptions.Section}:{nameof(AutotaskOptions.ZoneInformationUrl)}"] = autotask.ZoneInformationUrl.ToString(),
        [$"{AutotaskOptions.Section}:{nameof(AutotaskOptions.ApiUsername)}"] = autotask.Tenant.ApiUser.UserName,
        [$"{AutotaskOptions.Section}:{nameof(AutotaskOptions.ApiSecret)}"] = autotask.Tenant.ApiUser.Secret,
        [$"{AutotaskOptions.Section}:{nameof(AutotaskOptions.ApiIntegrationCode)}"] = autotask.Tenant.ApiUser.IntegrationCode,
        [$"{AutotaskOptions.Section}:{nameof(AutotaskOptions.ServiceBillingCodeId)}"] = Number(autotask.Tenant.ServiceBillingCodeId),
        [$"{AutotaskOptions.Section}:{nameof(AutotaskOptions.ProductBillingCodeId)}"] = Number(autotask.Tenant.ProductBillingCodeId),
        [$"{AutotaskOptions.Section}:{nameof(AutotaskOptions.ServiceLevelAgreementId)}"] = Number(autotask.Tenant.ServiceLevelAgreementId),
        [$"{AutotaskOptions.Section}:{nameof(AutotaskOptions.SubscriptionIdField)}"] = AutotaskTenant.SubscriptionIdField,
    };

    /// <summary>Starts the simulators. The simulated Autotask goes on from where the last run on that storage account left it.</summary>
    /// <param name="connectionString">The storage account.</param>
    /// <param name="time">The demo's clock.</param>
    /// <param name="cancellation">Gives up.</param>
    public static async Task<IDemoApis> StartAsync(string connectionString, TimeProvider time, CancellationToken cancellation)
    {
        var state = new DemoState(connectionString);
        var sample = SampleBroker.Create();
        var fresh = SampleTenant.Create(sample, time);
        var tenant = await state.FindAsync(time, cancellation) ?? fresh.Tenant;
        var simulator = await AutotaskSimulator.StartAsync(tenant, time: time);
        simulator.Written = () => state.SaveAsync(tenant);
        return new DemoApis(await CloudmoreSimulator.StartAsync(SampleCloudmore.Create(sample, fresh.CompanyIds), time), simulator);
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        await autotask.DisposeAsync();
        await cloudmore.DisposeAsync();
    }

    private static string Number(long number) => number.ToString(CultureInfo.InvariantCulture);
}
