using CloudmoreAutotask.LocalHost.Functions;
using CloudmoreAutotask.Setup;
using Microsoft.Extensions.Configuration;
using NUnit.Framework;

namespace CloudmoreAutotask.Tests.LocalHostTests;

[Parallelizable(ParallelScope.All)]
public sealed class FunctionCatalogTests
{
    private static readonly IConfiguration Settings = new ConfigurationBuilder()
        .AddInMemoryCollection(new Dictionary<string, string?> { ["Queue"] = "bills", ["Schedule"] = "0 0 4 * * *" })
        .Build();

    [Test]
    public void Find_Functions_AreDescribedWithTheirSettings()
    {
        var found = FunctionCatalog.Find([typeof(TimerFunction), typeof(TextFunction), typeof(PageFunctions), typeof(string)], Settings);

        Assert.That(found.Select(one => one.Name), Is.EqualTo(["Fail", "Greet", "Text", "Tick"]));
        Assert.That(found[1].Trigger, Is.InstanceOf<FunctionTrigger.OnRequest>().With.Property("Route").EqualTo("greet/{name}/{times:int}"));
        Assert.That(found[2].Trigger, Is.EqualTo(new FunctionTrigger.OnMessage("bills", "AzureWebJobsStorage")));
        Assert.That(found[3].Trigger, Is.EqualTo(new FunctionTrigger.OnSchedule("0 0 4 * * *")));
    }

    [Test]
    public void Find_SettingMissing_NamesSettingAndFunction()
    {
        Assert.That(
            () => FunctionCatalog.Find([typeof(TimerFunction)], new ConfigurationBuilder().Build()),
            Throws.TypeOf<MustFixException>().With.Message.Contains("Schedule").And.Message.Contains("Tick"));
    }

    [Test]
    public void Find_NoTrigger_IsRefused()
    {
        Assert.That(() => FunctionCatalog.Find([typeof(NoTriggerFunction)], Settings), Throws.TypeOf<MustFixException>().With.Message.Contains("Nothing"));
    }
}
