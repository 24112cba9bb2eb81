using CloudmoreAutotask.LocalHost.Settings;
using CloudmoreAutotask.Setup;
using NUnit.Framework;

namespace CloudmoreAutotask.Tests.LocalHostTests;

[Parallelizable(ParallelScope.All)]
public sealed class HostSettingsTests
{
    private static readonly Dictionary<string, string?> Nothing = [];

    [Test]
    public void Build_SameSettingInSeveralPlaces_TheLaterOneWins()
    {
        using var file = new SettingsFile("""{ "IsEncrypted": false, "Values": { "A:B": "file", "a__c": "file", "D": "file", "E": true, "F": 3 } }""");

        var settings = HostSettings.Build(
            file.Path,
            new Dictionary<string, string?> { ["A__B"] = "environment", ["G:H"] = "environment" },
            suggested: new Dictionary<string, string?> { ["A:B"] = "suggested", ["A:C"] = "suggested", ["I"] = "suggested" },
            insisted: new Dictionary<string, string?> { ["D"] = "insisted", ["G:H"] = "insisted" });

        Assert.That(settings["A:B"], Is.EqualTo("environment"));
        Assert.That(settings["A:C"], Is.EqualTo("file"));
        Assert.That(settings["D"], Is.EqualTo("insisted"));
        Assert.That(settings["E"], Is.EqualTo("True"));
        Assert.That(settings["F"], Is.EqualTo("3"));
        Assert.That(settings["G:H"], Is.EqualTo("insisted"));
        Assert.That(settings["I"], Is.EqualTo("suggested"));
    }

    [TestCase("not json")]
    [TestCase("[]")]
    [TestCase("{}")]
    [TestCase("""{ "Values": [] }""")]
    [TestCase("""{ "IsEncrypted": true, "Values": { "A": "b" } }""")]
    [TestCase("""{ "Values": { "Export": { "Mode": "Shadow" } } }""")]
    public void Build_FileOfAnotherShape_IsRefusedByName(string text)
    {
        using var file = new SettingsFile(text);

        Assert.That(() => HostSettings.Build(file.Path, Nothing), Throws.TypeOf<MustFixException>().With.Message.Contains(file.Path));
    }

    [Test]
    public void Build_FileMissing_IsRefusedByName()
    {
        Assert.That(() => HostSettings.Build("no/such/file.json", Nothing), Throws.TypeOf<MustFixException>().With.Message.Contains("no/such/file.json"));
    }

    private sealed class SettingsFile : IDisposable
    {
        public SettingsFile(string text)
        {
            Path = System.IO.Path.GetTempFileName();
            File.WriteAllText(Path, text);
        }

        public string Path { get; }

        public void Dispose() => File.Delete(Path);
    }
}
