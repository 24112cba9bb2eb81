using System.Text.Json;
using CloudmoreAutotask.Functions;
using CloudmoreAutotask.LocalHost.Settings;
using Microsoft.Azure.Functions.Worker;
using NUnit.Framework;

namespace CloudmoreAutotask.Tests.FunctionTests;

/// <summary>What the build of the app puts beside it for the Functions host, and what a publish takes along.</summary>
public sealed class OfficialOutputTests
{
    /// <summary>Where the build puts the app.</summary>
    internal static readonly string Output = Path.Combine(Repository.Root, "artifacts", "bin", "CloudmoreAutotask.Functions", new DirectoryInfo(AppContext.BaseDirectory).Name);

    [Test]
    public void Metadata_Functions_AreAllOfTheAppAndRunByTheWorker()
    {
        var metadata = Read("functions.metadata").EnumerateArray().ToDictionary(function => function.GetProperty("name").GetString()!);
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
        var function = Read("functions.metadata").EnumerateArray().Single(function => function.GetProperty("name").GetString() == name);

        Assert.That(function.GetProperty("bindings").EnumerateArray().Select(binding => binding.GetProperty("type").GetString()), Does.Contain(trigger));
    }

    [Test]
    public void WorkerConfig_Starts_TheApp()
    {
        var description = Read("worker.config.json").GetProperty("description");

        Assert.That(description.GetProperty("language").GetString(), Is.EqualTo("dotnet-isolated"));
        Assert.That(description.GetProperty("defaultWorkerPath").GetString(), Is.EqualTo("CloudmoreAutotask.Functions.dll"));
    }

    [Test]
    public void Extensions_OfTheTriggers_AreThereWithTheirFiles()
    {
        var extensions = Read("extensions.json").GetProperty("extensions").EnumerateArray().ToList();

        Assert.That(extensions.Select(extension => extension.GetProperty("name").GetString()), Has.Some.Contains("Queues"));
        Assert.That(extensions.Select(extension => Path.Combine(Output, extension.GetProperty("hintPath").GetString()!)), Is.All.Matches<string>(File.Exists));
    }

    [Test]
    public void HostFile_OfTheApp_IsTheRepositorys() =>
        Assert.That(File.ReadAllText(Path.Combine(Output, "host.json")), Is.EqualTo(File.ReadAllText(Path.Combine(Repository.Root, "host.json"))));

    private static JsonElement Read(string file) => JsonDocument.Parse(File.ReadAllText(Path.Combine(Output, file))).RootElement;
}
