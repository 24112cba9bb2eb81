using System.Runtime.CompilerServices;
using Azure.Core.Pipeline;
using CloudmoreAutotask.Operating;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace CloudmoreAutotask.Setup;

/// <summary>Registers the doctor. Its parts are made when they are looked at, because wrong settings keep the clients from being made.</summary>
internal static class DoctorServices
{
    /// <summary>The settings that name records of Autotask.</summary>
    public static readonly string[] Records =
    [
        $"{AutotaskOptions.Section}:{nameof(AutotaskOptions.ServiceBillingCodeId)}",
        $"{AutotaskOptions.Section}:{nameof(AutotaskOptions.ProductBillingCodeId)}",
        $"{AutotaskOptions.Section}:{nameof(AutotaskOptions.ServiceLevelAgreementId)}",
    ];

    public static IServiceCollection AddDoctor(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddHttpClient(nameof(ClockCheck)).RemoveAllLoggers();
        services.AddSingleton<StorageCheck>();
        services.AddSingleton(provider => new SecretsCheck(provider.GetService<KeyVaultSecrets>()));
        services.AddSingleton(provider => new OperatorKeyCheck(provider.GetRequiredService<OperatorKey>(), provider.GetRequiredService<IOptionsMonitor<OperatorOptions>>(), configuration));
        services.AddSingleton<CloudmoreCheck>();
        services.AddSingleton<ServicesCheck>();
        services.AddSingleton<FirstMonthCheck>();
        services.AddSingleton<ContractFieldCheck>();
        services.AddSingleton<CompaniesCheck>();
        services.AddSingleton<AutotaskCheck>();
        var address = Uri.TryCreate(configuration[$"{AutotaskOptions.Section}:{nameof(AutotaskOptions.ZoneInformationUrl)}"], UriKind.Absolute, out var set) ? set : new AutotaskOptions().ZoneInformationUrl;
        services.AddSingleton(provider => new ClockCheck(provider.GetRequiredService<IHttpClientFactory>(), address, provider.GetRequiredService<TimeProvider>()));
        services.AddSingleton(provider => new SetupDoctor(
            provider.GetRequiredService<IStartupValidator>(),
            [
                new DoctorPart(StorageCheck.Name, [typeof(StorageOptions)], (_, token) => provider.GetRequiredService<StorageCheck>().LookAsync(token)),
                new DoctorPart(SecretsCheck.Name, [typeof(KeyVaultOptions)], (_, token) => provider.GetRequiredService<SecretsCheck>().LookAsync(token)),
                new DoctorPart(OperatorKeyCheck.Name, [typeof(KeyVaultOptions), typeof(OperatorOptions)], (_, token) => provider.GetRequiredService<OperatorKeyCheck>().LookAsync(token)),
                new DoctorPart(ClockCheck.Name, [], (_, token) => provider.GetRequiredService<ClockCheck>().LookAsync(token)),
                new DoctorPart(CloudmoreCheck.Name, [typeof(CloudmoreOptions), typeof(LimitsOptions)], (look, token) => provider.GetRequiredService<CloudmoreCheck>().LookAsync(look, token)),
                new DoctorPart(ServicesCheck.Name, [typeof(ExportOptions)], (look, _) => provider.GetRequiredService<ServicesCheck>().LookAsync(look)),
                new DoctorPart(FirstMonthCheck.Name, [typeof(ExportOptions)], (_, token) => provider.GetRequiredService<FirstMonthCheck>().LookAsync(token)),
                new DoctorPart(AutotaskCheck.Name, [typeof(LimitsOptions)], (look, token) => LookAtAutotaskAsync(provider, configuration, look, token)),
            ]));
        return services;
    }

    /// <summary>
    /// Looks at Autotask also while the settings do not name billing codes and service level agreement yet: the doctor is what finds them. The clients are made
    /// anew with those three filled in, and told apart from real ones before they are looked up.
    /// </summary>
    private static async IAsyncEnumerable<Finding> LookAtAutotaskAsync(
        IServiceProvider outer, IConfiguration configuration, DoctorLook look, [EnumeratorCancellation] CancellationToken cancellation)
    {
        var missing = Records.Where(name => string.IsNullOrWhiteSpace(configuration[name])).ToDictionary(name => name, _ => (string?)AutotaskCheck.NotNamed, StringComparer.OrdinalIgnoreCase);
        var filled = new ConfigurationBuilder().AddConfiguration(configuration).AddInMemoryCollection(missing).Build();
        var services = new ServiceCollection();
        services.AddSingleton(outer.GetRequiredService<ILoggerFactory>());
        services.AddLogging();
        services.AddSingleton(outer.GetRequiredService<TimeProvider>());
        services.AddSingleton(outer.GetRequiredService<ProductClock>());
        services.AddSingleton(outer.GetRequiredService<IAzureCredentials>());
        services.AddSingleton(outer.GetRequiredService<HttpPipelineTransport>());
        services.AddExport(filled);
        await using var inner = services.BuildServiceProvider();
        if (SettingsFaults.Find(inner.GetRequiredService<IStartupValidator>()).Any(fault => fault.OptionsType == typeof(AutotaskOptions)))
        {
            yield return Finding.NotChecked(AutotaskCheck.Name, "Its settings are not right yet.");
            yield break;
        }

        await foreach (var finding in inner.GetRequiredService<AutotaskCheck>().LookAsync(look, cancellation))
            yield return finding;
    }
}
