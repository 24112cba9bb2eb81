using System.Text.RegularExpressions;
using CloudmoreAutotask.LocalHost.Settings;
using CloudmoreAutotask.Setup;
using NUnit.Framework;

namespace CloudmoreAutotask.Tests.Wholesome;

/// <summary>The settings are told in three places, the options classes, the README and the sample file: they say the same.</summary>
public sealed partial class SettingsTableTests
{
    /// <summary>The Functions host's own, not the product's.</summary>
    private static readonly string[] OfTheHost = ["FUNCTIONS_WORKER_RUNTIME"];

    private static readonly string Readme = File.ReadAllText(Path.Combine(Repository.Root, "README.md"));

    private static readonly IReadOnlyDictionary<string, string?> Sample = LocalSettingsFile.Read(Path.Combine(Repository.Root, "local.settings.sample.json"));

    private static IEnumerable<KnownSetting> Known => KnownSettings.All;

    private static Dictionary<string, (string Default, string Words)> Rows => Readme.Split("\n## Settings\n")[1].Split("\n## ")[0].Split('\n')
        .Select(line => Row().Match(line)).Where(match => match.Success)
        .ToDictionary(match => match.Groups["name"].Value, match => (match.Groups["default"].Value.Trim(), match.Groups["words"].Value.Trim()), StringComparer.OrdinalIgnoreCase);

    [Test]
    public void Readme_Table_NamesEverySettingAndNoOther() => Assert.That(Rows.Keys.Order(StringComparer.OrdinalIgnoreCase), Is.EqualTo(Known.Select(setting => setting.Name).Order(StringComparer.OrdinalIgnoreCase)).IgnoreCase);

    [TestCaseSource(nameof(Known))]
    public void Readme_Row_TellsTheDefaultAndWhetherItIsASecret(KnownSetting setting)
    {
        var (told, words) = Rows[setting.Name];

        if (setting.Default is { } value)
            Assert.That(told, Is.EqualTo($"`{value}`"));
        else
            Assert.That(told, Does.Not.Contain("`"), "there is no default; plain words may say what holds then");
        Assert.That(words, Is.Not.Empty);
        Assert.That(words.EndsWith("A secret.", StringComparison.Ordinal), Is.EqualTo(setting.IsSecret));
    }

    [Test]
    public void Sample_File_NamesKnownSettingsOnly() =>
        Assert.That(Sample.Keys.Select(First).Except(OfTheHost), Is.SubsetOf(Known.Select(setting => setting.Name)));

    [Test]
    public void Sample_File_LeavesOutOnlyWhatReplacesTheConnectionStringOrHasAnyName() =>
        Assert.That(
            Known.Select(setting => setting.Name).Except(Sample.Keys.Select(First), StringComparer.OrdinalIgnoreCase)
                .Where(name => !name.StartsWith("AzureWebJobsStorage:", StringComparison.Ordinal) && !name.EndsWith("<name>", StringComparison.Ordinal)),
            Is.Empty);

    [TestCaseSource(nameof(Known))]
    public void Sample_Value_IsTheDefault(KnownSetting setting)
    {
        if (setting.Default is null)
            Assert.That(Sample.GetValueOrDefault(setting.Name) ?? "", setting.IsSecret ? Is.Empty : Is.Not.Null);
        else
            Assert.That(Sample[setting.Name], Is.EqualTo(setting.Default));
    }

    /// <summary>Of the elements of a list, the first one's name.</summary>
    private static string First(string name) => Index().Replace(name, ":0:");

    [GeneratedRegex(@"^\| `(?<name>[^`]+)` \|(?<default>[^|]*)\|(?<words>[^|]*)\|$", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Row();

    [GeneratedRegex(@":\d+:", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Index();
}
