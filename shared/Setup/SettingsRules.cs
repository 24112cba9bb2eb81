using System.Text.RegularExpressions;
using CloudmoreAutotask.Cloudmore;
using Microsoft.Extensions.Configuration;
using NCrontab;

namespace CloudmoreAutotask.Setup;

/// <summary>Rules that a range on one setting cannot say.</summary>
internal static partial class SettingsRules
{
    // App Service sets it on every app in Azure and nowhere else.
    private const string InAzure = "WEBSITE_SITE_NAME";

    /// <summary>Whether secrets are settings: no vault is named, and the app runs on one machine.</summary>
    public static bool KeepsSecretsInSettings(IConfiguration configuration) => !configuration.UsesKeyVault() && string.IsNullOrEmpty(configuration[InAzure]);

    /// <summary>The faults of a section, as sentences.</summary>
    public static IEnumerable<string> Check(object options, IConfiguration configuration) => options switch
    {
        ExportOptions export => [.. Schedule(export), .. Services(export), .. Frequencies(export.PaymentFrequencies), .. Names(export.ContractNames)],
        CloudmoreOptions cloudmore => Aliases(cloudmore),
        KeyVaultOptions vault => Vault(vault, configuration),
        StorageOptions storage => Storage(storage, configuration),
        OperatorOptions { Key: { IsEmpty: false } key } when key.Reveal().Length < OperatorOptions.LeastKeyLength =>
            [$"Operator:Key is shorter than {OperatorOptions.LeastKeyLength} characters and could be guessed; take a long random one."],
        _ => [],
    };

    private static IEnumerable<string> Schedule(ExportOptions options)
    {
        if (CrontabSchedule.TryParse(options.Schedule, new CrontabSchedule.ParseOptions { IncludingSeconds = true }) is null)
            yield return $"Export:Schedule is '{options.Schedule}'; write it as six cron fields (second, minute, hour, day, month, day of week; UTC), such as 0 0 4 * * *.";
    }

    private static IEnumerable<string> Services(ExportOptions options)
    {
        var first = new Dictionary<string, int>(StringComparer.OrdinalIgnoreCase);
        foreach (var (index, service) in options.Services.Index())
        {
            if (string.IsNullOrWhiteSpace(service.Name))
                yield return $"Export:Services:{index}:Name is missing; write the service's name as Cloudmore shows it, such as Microsoft CSP.";
            else if (!first.TryAdd(service.Name.Trim(), index))
                yield return $"Export:Services:{index}:Name is '{service.Name}', as Export:Services:{first[service.Name.Trim()]}:Name is; list each service once.";
            if (service is { Enabled: true, Kind: null })
                yield return $"Export:Services:{index}:Kind of '{service.Name}' is missing; it must be Subscription, Consumption or OneTime.";
        }
    }

    private static IEnumerable<string> Frequencies(PaymentFrequencyOptions options)
    {
        var words = new[] { (nameof(options.Monthly), options.Monthly), (nameof(options.Yearly), options.Yearly), (nameof(options.OneTime), options.OneTime) }
            .SelectMany(list => list.Item2.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries), (list, word) => (List: list.Item1, Word: word));
        foreach (var shared in words.GroupBy(entry => entry.Word, StringComparer.OrdinalIgnoreCase).Where(group => group.Select(entry => entry.List).Distinct(StringComparer.Ordinal).Count() > 1))
        {
            var lists = shared.Select(entry => $"Export:PaymentFrequencies:{entry.List}").Distinct(StringComparer.Ordinal);
            yield return $"{string.Join(" and ", lists)} both hold '{shared.Key}'; a word may mean one frequency only, such as Monthly.";
        }
    }

    private static IEnumerable<string> Names(ContractNameOptions options)
    {
        foreach (var (kind, template) in new[] { (nameof(options.Subscription), options.Subscription), (nameof(options.Consumption), options.Consumption), (nameof(options.OneTime), options.OneTime) })
        {
            if (Placeholder().Replace(template, "").AsSpan().ContainsAny('{', '}'))
                yield return $"Export:ContractNames:{kind} is '{template}'; the only placeholder is {{SubscriptionName}}, such as in Microsoft 365 - {{SubscriptionName}}.";
        }
    }

    private static IEnumerable<string> Aliases(CloudmoreOptions options)
    {
        string? fault = null;
        try
        {
            FieldNames.From(options);
        }
        catch (MustFixException wrong)
        {
            fault = wrong.Message;
        }

        if (fault is not null)
            yield return fault;
    }

    private static IEnumerable<string> Vault(KeyVaultOptions options, IConfiguration configuration)
    {
        if (options.Uri is null && !configuration.UsesKeyVault())
        {
            if (!string.IsNullOrEmpty(configuration[InAzure]))
                yield return "KeyVault:Uri is missing; in Azure, secrets are read from Key Vault only. Set it to the vault's address, such as https://contoso-export.vault.azure.net.";
            if (!string.IsNullOrEmpty(options.ManagedIdentityClientId))
                yield return $"KeyVault:ManagedIdentityClientId is '{options.ManagedIdentityClientId}', but KeyVault:Uri is missing; set the vault's address, such as https://contoso-export.vault.azure.net.";
        }
        else if (options.Uri is { IsAbsoluteUri: true, PathAndQuery: not "/" } deep)
        {
            yield return $"KeyVault:Uri is '{deep.OriginalString}'; it must be the address of the vault itself, such as {deep.GetLeftPart(UriPartial.Authority)}.";
        }
    }

    private static IEnumerable<string> Storage(StorageOptions options, IConfiguration configuration)
    {
        var hasConnectionString = !string.IsNullOrWhiteSpace(configuration[StorageOptions.Section]);
        if (hasConnectionString && options.IsUsed)
            yield return "AzureWebJobsStorage is a connection string, and AzureWebJobsStorage:accountName or an address is set too; keep one of the two, such as AzureWebJobsStorage:accountName alone.";
        if (!hasConnectionString && options.IsUsed && string.IsNullOrWhiteSpace(options.AccountName))
        {
            foreach (var (name, address) in new[] { ("blobServiceUri", options.BlobServiceUri), ("queueServiceUri", options.QueueServiceUri), ("tableServiceUri", options.TableServiceUri) })
            {
                if (address is null)
                    yield return $"AzureWebJobsStorage:{name} is missing; set all three addresses, or AzureWebJobsStorage:accountName alone, such as contosoexport.";
            }
        }

        if (!string.IsNullOrEmpty(options.Credential) && !string.Equals(options.Credential, "managedidentity", StringComparison.OrdinalIgnoreCase))
            yield return $"AzureWebJobsStorage:credential is '{options.Credential}'; the only value is managedidentity.";
    }

    [GeneratedRegex(@"\{SubscriptionName\}", RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Placeholder();
}
