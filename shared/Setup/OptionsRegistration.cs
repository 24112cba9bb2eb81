using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace CloudmoreAutotask.Setup;

/// <summary>Binds every section of the settings and checks all of them at start, so that every fault is named at once.</summary>
public static class OptionsRegistration
{
    /// <summary>Binds and validates the sections.</summary>
    public static IServiceCollection AddExportOptions(this IServiceCollection services, IConfiguration configuration)
    {
        Bind<StorageOptions>(services, configuration, StorageOptions.Section);
        Bind<KeyVaultOptions>(services, configuration, KeyVaultOptions.Section);
        Bind<CloudmoreOptions>(services, configuration, CloudmoreOptions.Section);
        Bind<AutotaskOptions>(services, configuration, AutotaskOptions.Section);
        Bind<ExportOptions>(services, configuration, ExportOptions.Section);
        Bind<FuseOptions>(services, configuration, FuseOptions.Section);
        Bind<LimitsOptions>(services, configuration, LimitsOptions.Section);
        Bind<OperatorOptions>(services, configuration, OperatorOptions.Section);
        Bind<NotifyOptions>(services, configuration, NotifyOptions.Section);
        return services;
    }

    private static void Bind<T>(IServiceCollection services, IConfiguration configuration, string section)
        where T : class
    {
        services.AddSingleton<IValidateOptions<T>>(new SettingsValidator<T>(section, configuration));
        services.AddOptions<T>().Bind(SettingsText.Readable(configuration.GetSection(section), typeof(T))).ValidateOnStart();
    }
}
