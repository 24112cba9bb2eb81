using System.ComponentModel.DataAnnotations;
using System.Globalization;
using System.Reflection;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Options;

namespace CloudmoreAutotask.Setup;

/// <summary>Checks a section of the settings and names each fault by the setting's name, what was found, what is expected and an example.</summary>
/// <param name="section">The section.</param>
/// <param name="configuration">Where the settings stand, to show what was found; secrets are never shown.</param>
internal sealed class SettingsValidator<T>(string section, IConfiguration configuration) : IValidateOptions<T>
    where T : class
{
    public ValidateOptionsResult Validate(string? name, T options)
    {
        var found = configuration.GetSection(section);
        List<string> faults =
        [
            .. Check(options, section),
            .. SettingsText.Unreadable(found, typeof(T)).Select(Describe),
            // The Functions host reads more of its own section than this product does.
            .. section == StorageOptions.Section ? [] : SettingsText.Unknown(found, typeof(T)),
            .. SettingsRules.Check(options, configuration),
        ];
        return faults.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(faults.Distinct(StringComparer.Ordinal));
    }

    private IEnumerable<string> Check(object value, string path)
    {
        foreach (var property in value.GetType().GetProperties(BindingFlags.Public | BindingFlags.Instance))
        {
            if (value is CloudmoreOptions { IsOptional: true, HasKey: false } && CloudmoreOptions.OfAccount.Contains(property.Name, StringComparer.Ordinal))
                continue;
            var setting = $"{path}:{property.Name}";
            var found = property.GetValue(value);
            if (property.PropertyType == typeof(Secret) && found is not Secret { IsEmpty: false } && !property.IsDefined(typeof(OptionalSecretAttribute)) && SettingsRules.KeepsSecretsInSettings(configuration))
                yield return $"{setting} is missing. Set it in Key Vault, or on one machine as the environment variable {setting.Replace(":", "__", StringComparison.Ordinal)}.";
            foreach (var rule in property.GetCustomAttributes<ValidationAttribute>().Where(rule => !rule.IsValid(found)))
                yield return Describe(setting, rule);
            if (found is not null && KnownSettings.IsGroup(property.PropertyType))
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
            _ when type == typeof(TimeSpan) => "a time span",
            _ when type == typeof(Uri) => "a web address",
            _ => "a number",
        };
        var example = type.IsEnum || type == typeof(bool) ? "" : SuchAs(setting.Path);
        return $"{setting.Path} is '{setting.Text}'; it must be {expected}{example}.";
    }

    private string Describe(string setting, ValidationAttribute rule)
    {
        var text = configuration[setting];
        var found = string.IsNullOrWhiteSpace(text) ? "is missing" : $"is '{text}'";
        var expected = rule switch
        {
            IdOrNameAttribute => "it must be the id that the record has in Autotask, or its name",
            SafeAddressAttribute => "it must be a web address that begins with https://",
            ClientIdAttribute => "it must be the client id of an identity",
            RangeAttribute range => string.Create(CultureInfo.InvariantCulture, $"it must lie between {range.Minimum} and {range.Maximum}"),
            RegularExpressionAttribute => "write it as 2026-10",
            _ => "it needs a value",
        };
        return $"{setting} {found}; {expected}{(rule is RegularExpressionAttribute ? "" : SuchAs(setting))}.";
    }

    private static string SuchAs(string setting) =>
        KnownSettings.All.FirstOrDefault(known => string.Equals(known.Name, setting, StringComparison.OrdinalIgnoreCase))?.Example is { } example ? $", such as {example}" : "";
}
