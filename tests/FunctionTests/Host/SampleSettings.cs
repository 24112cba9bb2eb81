using System.Text.Json;
using CloudmoreAutotask.LocalHost.Settings;

namespace CloudmoreAutotask.Tests.FunctionTests.Host;

/// <summary>The settings of local.settings.sample.json, which Core Tools hand to the app under the names that the file has.</summary>
internal static class SampleSettings
{
    public static IEnumerable<KeyValuePair<string, string?>> Read()
    {
        using var file = JsonDocument.Parse(File.ReadAllText(Path.Combine(Repository.Root, "local.settings.sample.json")));
        return [.. file.RootElement.GetProperty("Values").EnumerateObject().Select(value => KeyValuePair.Create(value.Name, value.Value.GetString()))];
    }
}
