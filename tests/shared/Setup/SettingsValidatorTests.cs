using CloudmoreAutotask.Setup;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using NUnit.Framework;

namespace CloudmoreAutotask.Tests.Setup;

public sealed class SettingsValidatorTests
{
    private const string Password = "hunter2-and-more";

    // What has no default: everything else may be left out.
    private static readonly Dictionary<string, string?> Least = new(StringComparer.OrdinalIgnoreCase)
    {
        ["Cloudmore:ResellerId"] = "1f0c2d",
        ["Cloudmore:ClientSecret"] = Password,
        ["Cloudmore:Username"] = "api@example.com",
        ["Cloudmore:Password"] = Password,
        ["Autotask:ApiUsername"] = Password,
        ["Autotask:ApiSecret"] = Password,
        ["Autotask:ApiIntegrationCode"] = Password,
        ["Autotask:ServiceBillingCodeId"] = "29683001",
        ["Autotask:ProductBillingCodeId"] = "29683002",
        ["Autotask:ServiceLevelAgreementId"] = "1",
    };

    [Test]
    public void Validate_Defaults_AreValid() => Assert.That(Faults([]), Is.Empty);

    [TestCase(true)]
    [TestCase(false)]
    public void Validate_NothingSet_NamesEverySettingThatIsMissingAtOnce(bool written)
    {
        var faults = Faults(written ? Least.ToDictionary(setting => setting.Key, _ => (string?)null) : [], []);

        Assert.That(faults.Select(Name), Is.EquivalentTo(Least.Keys));
        Assert.That(faults, Has.All.Contains("is missing"));
    }

    [Test]
    public void Validate_MissingSecret_SaysWhereToSetIt() =>
        Assert.That(Faults(new() { ["Autotask:ApiSecret"] = " " }).Single(), Does.Contain("Key Vault").And.Contain("environment variable Autotask__ApiSecret"));

    [TestCase("Export:SettleDay", "29", "'29'; it must lie between 1 and 28")]
    [TestCase("Export:LookBackMonths", "13", "'13'; it must lie between 0 and 12")]
    [TestCase("Export:FirstMonth", "October", "'October'; write it as 2026-10")]
    [TestCase("Export:FirstMonth", "2026-13", "'2026-13'; write it as 2026-10")]
    [TestCase("Export:ContractMonths", "0", "'0'; it must lie between 1 and 120")]
    [TestCase("Export:PlanExpiry", "00:01:00", "'00:01:00'; it must lie between 00:10:00 and 31.00:00:00")]
    [TestCase("Fuses:ShrinkPercent", "0", "'0'; it must lie between 1 and 100")]
    [TestCase("Fuses:GrowthAmount", "-0.01", "'-0.01'; it must lie between 0 and 1000000000")]
    [TestCase("Limits:CallsPerEntity", "4", "'4'; it must lie between 1 and 3")]
    [TestCase("Limits:UnansweredWait", "00:11:00", "'00:11:00'; it must lie between 00:00:00 and 00:10:00")]
    [TestCase("Autotask:ServiceBillingCodeId", "0", "'0'; it must be the id that the record has in Autotask")]
    [TestCase("Autotask:ServiceLevelAgreementId", "-1", "'-1'; it must be the id that the record has in Autotask")]
    [TestCase("Cloudmore:ResellerId", "", "is missing; it needs a value")]
    public void Validate_OneFault_NamesTheSettingWhatWasFoundAndWhatIsExpected(string setting, string value, string expected)
    {
        var fault = Faults(new() { [setting] = value }).Single();

        Assert.That(Name(fault), Is.EqualTo(setting));
        Assert.That(fault, Does.Contain(expected));
    }

    [TestCase("Export:Mode", "Automatically", "'Automatically'; it must be one of Automatic, Approve, Shadow")]
    [TestCase("Export:SettleDay", "ninth", "'ninth'; it must be a number")]
    [TestCase("Fuses:Enabled", "yes", "'yes'; it must be true or false")]
    [TestCase("Limits:CallTimeout", "fast", "'fast'; it must be a time span")]
    [TestCase("Export:Services:0:Kind", "Seats", "'Seats'; it must be one of Subscription, Consumption, OneTime")]
    public void Validate_ValueOfAnotherKind_IsAFaultLikeAnyOther(string setting, string value, string expected)
    {
        var faults = Faults(new() { [setting] = value, ["Export:Services:0:Name"] = "Microsoft CSP", ["Export:Services:0:Enabled"] = "false", ["Export:LookBackMonths"] = "13" });

        Assert.That(faults.Select(Name), Is.EquivalentTo(new[] { setting, "Export:LookBackMonths" }));
        Assert.That(faults.Single(fault => Name(fault) == setting), Does.Contain(expected));
    }

    [TestCase("Export:SettleDay", "29", "must lie between 1 and 28, such as 9.")]
    [TestCase("Limits:CallTimeout", "fast", "must be a time span, such as 00:01:40.")]
    [TestCase("Cloudmore:BaseUrl", "http://api.example.com", "must be a web address that begins with https://, such as https://api.cloudmore.com.")]
    [TestCase("Autotask:ZoneInformationUrl", "ftp://example.com", "must be a web address that begins with https://")]
    [TestCase("Cloudmore:ResellerId", "", "is missing; it needs a value, such as 5f0c7a52-")]
    [TestCase("Autotask:ServiceBillingCodeId", "", "is missing; it must be the id that the record has in Autotask, or its name, such as 29683001.")]
    [TestCase("Autotask:ProductBillingCodeId", "0.5", "it must be the id that the record has in Autotask, or its name")]
    [TestCase("Export:Schedule", "0 4 * * *", "write it as six cron fields")]
    [TestCase("Export:Schedule", "0 0 25 * * *", "write it as six cron fields (second, minute, hour, day, month, day of week; UTC), such as 0 0 4 * * *.")]
    [TestCase("Export:ContractNames:OneTime", "Software {Subscription}", "the only placeholder is {SubscriptionName}")]
    [TestCase("AzureWebJobsStorage:credential", "key", "'key'; the only value is managedidentity.")]
    [TestCase("AzureWebJobsStorage:clientId", "me", "'me'; it must be the client id of an identity, such as 7d3c5a52-")]
    public void Validate_OneFault_GivesAnExample(string setting, string value, string expected)
    {
        var fault = Faults(new() { [setting] = value }).Single();

        Assert.That(Name(fault), Is.EqualTo(setting).IgnoreCase);
        Assert.That(fault, Does.Contain(expected));
    }

    [TestCase("http://127.0.0.1:5000")]
    [TestCase("http://localhost:5000")]
    public void Validate_AddressOnThisMachine_NeedsNoEncryption(string address) => Assert.That(Faults(new() { ["Cloudmore:BaseUrl"] = address }), Is.Empty);

    [TestCase("Export:SetleDay", "Is Export:SettleDay meant?")]
    [TestCase("Export:Shadow", "Take it out")]
    [TestCase("Export:Mode:Now", "Is Export:Mode meant?")]
    [TestCase("Export:Services:0:Knd", "Is Export:Services:0:Kind meant?")]
    [TestCase("Fuses:Enable", "Is Fuses:Enabled meant?")]
    public void Validate_NameThatIsNoSetting_IsAFault(string setting, string expected)
    {
        var faults = Faults(new() { [setting] = "true", ["Export:Services:0:Name"] = "Microsoft CSP", ["Export:Services:0:Enabled"] = "false" });

        Assert.That(faults.Single(), Does.StartWith($"{setting} is no setting. {expected}"));
    }

    [Test]
    public void Validate_AliasesOfFields_TakeDocumentedFieldsAndEachNameOnce()
    {
        Assert.That(Faults(new() { ["Cloudmore:FieldAliases:quantity"] = "amount" }), Is.Empty);
        Assert.That(Faults(new() { ["Cloudmore:FieldAliases:quantities"] = "amount" }).Single(), Does.StartWith("Cloudmore:FieldAliases names 'quantities', which is no documented field."));
    }

    [Test]
    public void Validate_ServiceListedTwice_NamesBoth()
    {
        var fault = Faults(new()
        {
            ["Export:Services:0:Name"] = "Microsoft CSP",
            ["Export:Services:0:Kind"] = "Subscription",
            ["Export:Services:1:Name"] = " microsoft csp",
            ["Export:Services:1:Kind"] = "Consumption",
        }).Single();

        Assert.That(fault, Does.StartWith("Export:Services:1:Name").And.Contain("Export:Services:0:Name"));
    }

    [Test]
    public void Validate_WordOfTwoFrequencies_NamesBoth() =>
        Assert.That(Faults(new() { ["Export:PaymentFrequencies:OneTime"] = "Once, month" }).Single(), Does.StartWith("Export:PaymentFrequencies:Monthly and Export:PaymentFrequencies:OneTime both hold 'Month'"));

    [Test]
    public void Validate_VaultNamed_SecretsNeedNotBeSettings()
    {
        var settings = Least.Where(setting => setting.Value != Password).ToDictionary(StringComparer.OrdinalIgnoreCase);
        settings["KeyVault:Uri"] = "https://contoso-export.vault.azure.net";

        Assert.That(Faults([], settings), Is.Empty);
    }

    [TestCase("http://127.0.0.1:8443", "begins with https://")]
    [TestCase("https://contoso-export.vault.azure.net/secrets/Autotask--ApiSecret", "the address of the vault itself, such as https://contoso-export.vault.azure.net.")]
    [TestCase("contoso-export", "begins with https://")]
    public void Validate_VaultThatIsNone_IsAFault(string uri, string expected)
    {
        var faults = Faults(new() { ["KeyVault:Uri"] = uri });

        Assert.That(faults.Select(Name), Is.All.EqualTo("KeyVault:Uri"));
        Assert.That(faults, Has.Some.Contains(expected));
    }

    [Test]
    public void Validate_IdentityWithoutAVault_IsAFault() =>
        Assert.That(Faults(new() { ["KeyVault:ManagedIdentityClientId"] = "7d3c5a52-6f0b-4f6e-9d1e-0f3f4f6f8a01" }).Single(), Does.Contain("but KeyVault:Uri is missing"));

    [Test]
    public void Validate_InAzureWithoutAVault_AsksForTheVaultAndForNoSecret() =>
        Assert.That(Faults(new() { ["WEBSITE_SITE_NAME"] = "contoso-export", ["Autotask:ApiSecret"] = "" }).Single(), Does.StartWith("KeyVault:Uri is missing; in Azure, secrets are read from Key Vault only."));

    [Test]
    public void Validate_StorageByIdentity_NeedsTheNameOrAllAddressesAndNoConnectionString()
    {
        Assert.That(Faults(new() { ["AzureWebJobsStorage:accountName"] = "contosoexport", ["AzureWebJobsStorage:credential"] = "managedidentity" }), Is.Empty);
        Assert.That(Faults(new() { ["AzureWebJobsStorage:blobServiceUri"] = "https://contosoexport.blob.core.windows.net" }).Select(Name),
            Is.EqualTo(new[] { "AzureWebJobsStorage:queueServiceUri", "AzureWebJobsStorage:tableServiceUri" }));
        Assert.That(Faults(new() { ["AzureWebJobsStorage"] = "UseDevelopmentStorage=true", ["AzureWebJobsStorage:accountName"] = "contosoexport" }).Single(), Does.Contain("keep one of the two"));
    }

    [TestCase("Export:Schedule")]
    [TestCase("Export:FirstMonth")]
    [TestCase("Export:PaymentFrequencies:Monthly")]
    [TestCase("Export:ContractNames:Consumption")]
    [TestCase("Cloudmore:CompanyIdProperty")]
    [TestCase("Limits:UnansweredWait")]
    public void Validate_EmptyValue_MeansTheDefault(string setting) => Assert.That(Faults(new() { [setting] = " " }), Is.Empty);

    [Test]
    public void Validate_Services_NeedANameAndAKind()
    {
        var faults = Faults(new()
        {
            ["Export:Services:0:Name"] = "Microsoft CSP",
            ["Export:Services:1:Name"] = "Backup",
            ["Export:Services:1:Enabled"] = "false",
            ["Export:Services:2:Kind"] = "Subscription",
        });

        Assert.That(faults.Select(Name), Is.EqualTo(new[] { "Export:Services:0:Kind", "Export:Services:2:Name" }));
    }

    [Test]
    public void Validate_FaultsOfSeveralSections_AreNamedTogetherAndShowNoSecret()
    {
        var faults = Faults(new() { ["Export:SettleDay"] = "31", ["Fuses:ShrinkPercent"] = "0", ["Cloudmore:Username"] = "", ["Autotask:ServiceBillingCodeId"] = "0", ["Limits:ReadAttempts"] = "0" });

        Assert.That(faults.Select(Name), Is.EquivalentTo(new[] { "Export:SettleDay", "Fuses:ShrinkPercent", "Cloudmore:Username", "Autotask:ServiceBillingCodeId", "Limits:ReadAttempts" }));
        Assert.That(faults, Has.None.Contains(Password));
    }

    private static string Name(string fault) => fault.Split(' ')[0];

    private static List<string> Faults(Dictionary<string, string?> settings) => Faults(settings, Least);

    private static List<string> Faults(Dictionary<string, string?> settings, Dictionary<string, string?> least)
    {
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(least).AddInMemoryCollection(settings).Build();
        using var services = new ServiceCollection().AddExportOptions(configuration).BuildServiceProvider();
        try
        {
            services.GetRequiredService<IStartupValidator>().Validate();
            return [];
        }
        catch (OptionsValidationException one)
        {
            return [.. one.Failures];
        }
        catch (AggregateException several) when (several.InnerExceptions.All(inner => inner is OptionsValidationException))
        {
            return [.. several.InnerExceptions.Cast<OptionsValidationException>().SelectMany(inner => inner.Failures)];
        }
    }
}
