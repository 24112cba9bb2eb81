using System.Text.RegularExpressions;
using CloudmoreAutotask.Setup;
using Microsoft.Extensions.Configuration;
using NUnit.Framework;

namespace CloudmoreAutotask.Tests.Infra;

/// <summary>Names of resources, settings of the app, and the names that queries use.</summary>
public sealed partial class NamesAndSettingsTests
{
    // Set by the identity, the vault and the platform rather than by a person.
    private static readonly string[] OfPlatform = ["APPLICATIONINSIGHTS_CONNECTION_STRING", "APPLICATIONINSIGHTS_AUTHENTICATION_STRING", "AzureWebJobsDisableHomepage", "*"];

    private static readonly string[] BrokerIds =
    [
        "ab", "contoso", "9-to-5", "a-very-long-broker-id-of-forty-letters-xx", "a-very-long-broker-id-of-forty-letters-xy", "a-very-lo-ng", "averylong", "averylong-",
    ];

    [TestCase("storageName", 24, "^[a-z0-9]{3,}$")]
    [TestCase("vaultName", 24, "^[a-z][a-z0-9-]+[a-z0-9]$")]
    [TestCase("appName", 60, "^[a-z][a-z0-9-]+[a-z0-9]$")]
    [TestCase("planName", 40, "^[a-z0-9-]+$")]
    [TestCase("identityName", 128, "^[a-z][a-z0-9-]+$")]
    [TestCase("workspaceName", 63, "^[a-z][a-z0-9-]+[a-z0-9]$")]
    [TestCase("insightsName", 260, "^[a-z0-9-]+$")]
    [TestCase("networkName", 64, "^[a-z][a-z0-9-]+[a-z0-9]$")]
    [TestCase("actionGroupName", 260, "^[a-z0-9-]+$")]
    public void Name_AnyBroker_FitsAzureAndIsItsOwn(string name, int longest, string pattern)
    {
        var brokers = BrokerIds.SelectMany(id => new[] { (id, "one"), (id, "two") }).ToList();

        var names = InfraFiles.Names(brokers).Select(found => found[name]).ToList();

        Assert.That(names, Has.All.Length.LessThanOrEqualTo(longest).And.All.Matches(pattern));
        Assert.That(names, Is.Unique);
    }

    [Test]
    public void Name_OfMain_IsUnderTest()
    {
        var tested = typeof(NamesAndSettingsTests).GetMethod(nameof(Name_AnyBroker_FitsAzureAndIsItsOwn))!.GetCustomAttributes(typeof(TestCaseAttribute), false)
            .Cast<TestCaseAttribute>().Select(test => (string)test.Arguments[0]!);

        Assert.That(InfraFiles.Of("main.bicep").Variables.Select(variable => variable.Name).Where(name => name.EndsWith("Name", StringComparison.Ordinal)), Is.EquivalentTo(tested));
    }

    [Test]
    public void Settings_OfTheApp_AreKnownAndNoSecrets()
    {
        var known = KnownSettings.All.Where(setting => !setting.IsSecret).Select(setting => InAzure(setting.Name)).ToHashSet(StringComparer.OrdinalIgnoreCase);

        var unknown = OfApp().Concat(OfBroker().Select(setting => setting.Path)).Where(name => !OfPlatform.Contains(name, StringComparer.Ordinal) && !known.Contains(Index().Replace(name, "__0__")));

        Assert.That(unknown, Is.Empty);
    }

    [Test]
    public void Settings_WithoutDefault_AreAllInTheBrokersFile()
    {
        var present = OfApp().Concat(OfBroker().Select(setting => setting.Path)).ToHashSet(StringComparer.OrdinalIgnoreCase);
        var optional = new[] { "AzureWebJobsStorage", "AzureWebJobsStorage__AccountName" };

        var missing = KnownSettings.All.Where(setting => setting is { Default: null, IsSecret: false } && !setting.Name.Contains('<', StringComparison.Ordinal)).Select(setting => InAzure(setting.Name))
            .Where(name => !present.Contains(name) && !optional.Contains(name, StringComparer.Ordinal));

        Assert.That(missing, Is.Empty);
    }

    [Test]
    public void Settings_OfTheBrokersFile_AreThoseOfTheSample()
    {
        var sample = new ConfigurationBuilder().AddJsonFile(Path.Combine(InfraFiles.Root, "local.settings.sample.json")).Build().GetSection("Values").AsEnumerable(makePathsRelative: true)
            .Where(setting => setting.Value is not null && setting.Key.Contains(':', StringComparison.Ordinal));
        var secrets = KnownSettings.All.Where(setting => setting.IsSecret).Select(setting => setting.Name).ToHashSet(StringComparer.Ordinal);

        var expected = sample.Where(setting => !secrets.Contains(setting.Key)).Select(setting => (InAzure(setting.Key), setting.Value)).Where(setting => !OfApp().Contains(setting.Item1, StringComparer.Ordinal));

        Assert.That(OfBroker().Select(setting => (setting.Path, setting.Value)), Is.EquivalentTo(expected));
    }

    [Test]
    public void Secrets_List_IsThatOfTheProduct() =>
        Assert.That(Names("secrets.txt").Concat(Names("optional-secrets.txt")), Is.EquivalentTo(KnownSettings.All.Where(setting => setting.IsSecret).Select(setting => KeyVaultOptions.SecretName(setting.Name))));

    private static string[] Names(string file) => File.ReadAllLines(Path.Combine(InfraFiles.Infra, file));

    [Test]
    public void BrokersFile_Parameters_AreThoseOfMain()
    {
        var main = InfraFiles.Of("main.bicep").Parameters;
        var given = InfraFiles.Of("contoso.bicepparam").Variables.Select(variable => variable.Name).ToList();

        Assert.That(given, Is.SubsetOf(main.Select(parameter => parameter.Name)));
        Assert.That(main.Where(parameter => !parameter.IsOptional).Select(parameter => parameter.Name), Is.SubsetOf(given));
    }

    [Test]
    public void Queries_Names_AreThoseOfTheTelemetryTable()
    {
        var told = File.ReadLines(Path.Combine(InfraFiles.Infra, "README.md")).SelectMany(line => Quoted().Matches(line).Select(match => match.Groups["name"].Value)).ToHashSet(StringComparer.Ordinal);
        var used = QueryFiles().SelectMany(query => UsedName().Matches(query).Select(match => match.Groups["name"].Value)).Distinct().ToList();

        Assert.That(used, Is.SubsetOf(told).And.Contains("export.run.age").And.Contains("call Autotask").And.Contains("currency"));
    }

    [Test]
    public void Queries_Files_AreAllDeployed()
    {
        var loaded = InfraFiles.All.SelectMany(file => file.Loads).Select(Path.GetFileName);

        Assert.That(loaded, Is.EquivalentTo(Directory.GetFiles(Path.Combine(InfraFiles.Infra, "queries")).Select(Path.GetFileName)));
    }

    private static string InAzure(string setting) => setting.Replace(":", "__", StringComparison.Ordinal);

    private static IEnumerable<BicepProperty> OfBroker() => InfraFiles.Of("contoso.bicepparam").Variables.Single(variable => variable.Name == "settings").Paths;

    private static IEnumerable<string> OfApp() =>
        InfraFiles.Of("app.bicep").Resources.Single(resource => resource.Name == "appSettings").Properties.Where(property => property.Path.StartsWith("properties.", StringComparison.Ordinal))
            .Select(property => property.Path["properties.".Length..]);

    private static IEnumerable<string> QueryFiles() => Directory.GetFiles(Path.Combine(InfraFiles.Infra, "queries")).Select(file => File.ReadAllText(file).Replace("\\\"", "\"", StringComparison.Ordinal));

    [GeneratedRegex("__[0-9]+__", RegexOptions.None, 1000)]
    private static partial Regex Index();

    [GeneratedRegex("`(?<name>[^`]+)`", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Quoted();

    // A name in quotes after Name ==, in a list, or after Properties.
    [GeneratedRegex("""(Name == "|\("|", ")(?<name>[a-zA-Z_. ]+)(?=")|Properties\.(?<name>[a-z]+)|Properties\["(?<name>[^"]+)"\]""", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex UsedName();
}
