using System.ComponentModel.DataAnnotations;
using System.Globalization;
using System.Reflection;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Options;

namespace CloudmoreAutotask.Setup;

/// <summary>Checks a section of the settings and names each fault by the setting's name, what was found and what is expected.</summary>
/// <param name="section">The section.</param>
/// <param name="configuration">Where the settings stand, to show what was found; secrets are never shown.</param>
internal sealed class SettingsValidator<T>(string section, IConfiguration configuration) : IValidateOptions<T>
    where T : class
{
    public ValidateOptionsResult Validate(string? name, T options)
    {
        var faults = Check(options, section).Concat(SettingsText.Unreadable(configuration.GetSection(section), typeof(T)).Select(Describe)).Distinct(StringComparer.Ordinal).ToList();
        if (options is ExportOptions export)
            faults.AddRange(ServiceFaults(export));
        return faults.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(faults);
    }

    private IEnumerable<string> Check(object value, string path)
    {
        foreach (var property in value.GetType().GetProperties(BindingFlags.Public | BindingFlags.Instance))
        {
            var setting = $"{path}:{property.Name}";
            var found = property.GetValue(value);
            if (property.PropertyType == typeof(Secret) && found is not Secret { IsEmpty: false })
                yield return $"{setting} is missing. Set it in Key Vault, or on one machine as the environment variable {setting.Replace(":", "__", StringComparison.Ordinal)}.";
            foreach (var rule in property.GetCustomAttributes<ValidationAttribute>().Where(rule => !rule.IsValid(found)))
                yield return Describe(setting, rule);
            if (found is PaymentFrequencyOptions or ContractNameOptions)
            {
                foreach (var fault in Check(found, setting))
                    yield return fault;
            }
        }
    }

    private static string Describe(UnreadableSetting setting)
    {
        var type = Nullable.GetUnderlyingType(setting.Type) ?? setting.Type;
        var expected = type switch
        {
            { IsEnum: true } => $"one of {string.Join(", ", Enum.GetNames(type))}",
            _ when type == typeof(bool) => "true or false",
            _ when type == typeof(TimeSpan) => "a time span such as 00:00:20",
            _ when type == typeof(Uri) => "an address such as https://api.cloudmore.com",
            _ => "a number",
        };
        return $"{setting.Path} is '{setting.Text}'; it must be {expected}.";
    }

    private string Describe(string setting, ValidationAttribute rule)
    {
        var text = configuration[setting];
        var found = string.IsNullOrWhiteSpace(text) ? "is missing" : $"is '{text}'";
        return rule switch
        {
            IdOrNameAttribute => $"{setting} {found}; it must be the id that the record has in Autotask, such as 29683001, or its name.",
            RangeAttribute range => string.Create(CultureInfo.InvariantCulture, $"{setting} {found}; it must lie between {range.Minimum} and {range.Maximum}."),
            RegularExpressionAttribute => $"{setting} {found}; write it as 2026-10.",
            _ => $"{setting} {found}; it needs a value.",
        };
    }

    private static IEnumerable<string> ServiceFaults(ExportOptions options)
    {
        foreach (var (index, service) in options.Services.Index())
        {
            if (string.IsNullOrWhiteSpace(service.Name))
                yield return $"Export:Services:{index}:Name is missing; write the service's name as Cloudmore shows it, such as Microsoft CSP.";
            if (service is { Enabled: true, Kind: null })
                yield return $"Export:Services:{index}:Kind of '{service.Name}' is missing; it must be Subscription, Consumption or OneTime.";
        }
    }
}
