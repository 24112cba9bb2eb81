using System.Text.Json;
using System.Text.RegularExpressions;
using CloudmoreAutotask.LocalHost.Settings;
using NUnit.Framework;

namespace CloudmoreAutotask.Tests.Wholesome;

/// <summary>host.json is complete, and the README tells every value of it and why it is so.</summary>
public sealed partial class HostFileTableTests
{
    private static readonly string[] Needed =
    [
        "version", "functionTimeout", "logging:logLevel:default", "logging:applicationInsights:samplingSettings:isEnabled", "concurrency:dynamicConcurrencyEnabled",
        "extensions:queues:batchSize", "extensions:queues:newBatchThreshold", "extensions:queues:maxDequeueCount", "extensions:queues:visibilityTimeout",
        "extensions:queues:maxPollingInterval", "extensions:queues:messageEncoding",
    ];

    private static Dictionary<string, string> Values
    {
        get
        {
            using var file = JsonDocument.Parse(File.ReadAllText(Path.Combine(Repository.Root, "host.json")));
            return Leaves(file.RootElement, "").ToDictionary(leaf => leaf.Name, leaf => leaf.Value, StringComparer.Ordinal);
        }
    }

    private static Dictionary<string, (string Value, string Words)> Rows =>
        File.ReadAllText(Path.Combine(Repository.Root, "README.md")).Split("\n## Settings of the Functions host\n")[1].Split("\n## ")[0].Split('\n')
            .Select(line => Row().Match(line)).Where(match => match.Success)
            .ToDictionary(match => match.Groups["name"].Value, match => (match.Groups["value"].Value, match.Groups["words"].Value.Trim()), StringComparer.Ordinal);

    [Test]
    public void HostFile_Values_AreAllThatTheExportGoesBy() => Assert.That(Values.Keys, Is.SupersetOf(Needed));

    [Test]
    public void Readme_Table_TellsEveryValueOfTheHostFileAndNoOther()
    {
        Assert.That(Rows.ToDictionary(row => row.Key, row => row.Value.Value, StringComparer.Ordinal), Is.EquivalentTo(Values));
        Assert.That(Rows.Values.Select(row => row.Words), Is.All.Not.Empty);
    }

    private static IEnumerable<(string Name, string Value)> Leaves(JsonElement element, string path) => element.ValueKind == JsonValueKind.Object
        ? element.EnumerateObject().SelectMany(property => Leaves(property.Value, path.Length == 0 ? property.Name : $"{path}:{property.Name}"))
        : [(path, element.ValueKind is JsonValueKind.True or JsonValueKind.False ? element.GetRawText() : element.ToString())];

    [GeneratedRegex(@"^\| `(?<name>[^`]+)` \| `(?<value>[^`]*)` \|(?<words>[^|]+)\|$", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Row();
}
