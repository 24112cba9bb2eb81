using System.Text.RegularExpressions;
using CloudmoreAutotask.Functions;
using CloudmoreAutotask.LocalHost.Settings;
using CloudmoreAutotask.Tests.FunctionTests.Host;
using Microsoft.Azure.Functions.Worker;
using NUnit.Framework;

namespace CloudmoreAutotask.Tests.FunctionTests;

/// <summary>What a publish puts beside the app for the Functions host.</summary>
public sealed partial class OfficialOutputTests
{
    private PublishedApp _app = null!;

    [OneTimeSetUp]
    public async Task FindAsync() => _app = await PublishedApp.FindAsync();

    [Test]
    public void Metadata_Functions_AreAllOfTheAppAndRunByTheWorker()
    {
        var metadata = _app.Read("functions.metadata").EnumerateArray().ToDictionary(function => function.GetProperty("name").GetString()!);
        var functions = typeof(DetectNewBills).Assembly.GetTypes().SelectMany(type => type.GetMethods())
            .Select(method => (FunctionAttribute?)Attribute.GetCustomAttribute(method, typeof(FunctionAttribute))).OfType<FunctionAttribute>().Select(function => function.Name);

        Assert.That(metadata.Keys, Is.EquivalentTo(functions).And.Contains("DetectNewBills").And.Contains("PlanExport").And.Contains("ApplyPlan"));
        Assert.That(metadata.Values.Select(function => function.GetProperty("language").GetString()), Is.All.EqualTo("dotnet-isolated"));
        Assert.That(metadata.Values.Select(function => function.GetProperty("scriptFile").GetString()), Is.All.EqualTo("CloudmoreAutotask.Functions.dll"));
    }

    [TestCase("DetectNewBills", "timerTrigger")]
    [TestCase("PlanExport", "queueTrigger")]
    [TestCase("ApplyPlan", "queueTrigger")]
    [TestCase("Doctor", "httpTrigger")]
    public void Metadata_Function_HasItsTrigger(string name, string trigger)
    {
        var function = _app.Read("functions.metadata").EnumerateArray().Single(function => function.GetProperty("name").GetString() == name);

        Assert.That(function.GetProperty("bindings").EnumerateArray().Select(binding => binding.GetProperty("type").GetString()), Does.Contain(trigger));
    }

    [Test]
    public void WorkerConfig_Starts_TheApp()
    {
        var description = _app.Read("worker.config.json").GetProperty("description");

        Assert.That(description.GetProperty("language").GetString(), Is.EqualTo("dotnet-isolated"));
        Assert.That(description.GetProperty("defaultWorkerPath").GetString(), Is.EqualTo("CloudmoreAutotask.Functions.dll"));
    }

    [Test]
    public void Extensions_OfTheTriggers_AreThereWithTheirFiles()
    {
        var extensions = _app.Read("extensions.json").GetProperty("extensions").EnumerateArray().ToList();

        Assert.That(extensions.Select(extension => extension.GetProperty("name").GetString()), Has.Some.Contains("Queues"));
        Assert.That(extensions.Select(extension => Path.Combine(_app.Folder, extension.GetProperty("hintPath").GetString()!)), Is.All.Matches<string>(File.Exists));
    }

    [Test]
    public void HostFile_OfTheApp_IsTheRepositorys() =>
        Assert.That(File.ReadAllText(Path.Combine(_app.Folder, "host.json")), Is.EqualTo(File.ReadAllText(Path.Combine(Repository.Root, "host.json"))));

    [Test]
    public void Published_Files_HoldNoSettingsAndNothingOfTheTests() =>
        Assert.That(Directory.EnumerateFiles(_app.Folder, "*", SearchOption.AllDirectories).Select(Path.GetFileName), Has.None.EqualTo("local.settings.json").And.None.Contains("Simulators").And.None.Contains("LocalHost").And.None.Contains("StandIn"));

    [Test]
    public void Triggers_Settings_AreInTheSampleAndInEveryBrokersParameters()
    {
        var named = Setting().Matches(File.ReadAllText(Path.Combine(_app.Folder, "functions.metadata"))).Select(setting => setting.Groups["name"].Value).Distinct().ToList();
        var sample = SampleSettings.Read().Where(setting => !string.IsNullOrEmpty(setting.Value)).Select(setting => setting.Key);

        Assert.That(named, Is.Not.Empty.And.SubsetOf(sample));
        foreach (var broker in Directory.EnumerateFiles(Path.Combine(Repository.Root, "infra", "brokers"), "*.bicepparam"))
        {
            var parameters = File.ReadAllText(broker);
            foreach (var name in named)
                Assert.That(parameters, Does.Contain($"  {name.Replace(":", "__", StringComparison.Ordinal)}: '"), broker);
        }
    }

    [GeneratedRegex("\"%(?<name>[^%\"]+)%\"", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Setting();
}
