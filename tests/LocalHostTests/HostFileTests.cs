using CloudmoreAutotask.LocalHost.Queues;
using CloudmoreAutotask.LocalHost.Settings;
using CloudmoreAutotask.Setup;
using NUnit.Framework;

namespace CloudmoreAutotask.Tests.LocalHostTests;

[Parallelizable(ParallelScope.All)]
public sealed class HostFileTests
{
    [Test]
    public void Parse_QueueSettings_AreRead()
    {
        var file = HostFile.Parse(
            """
            {
              "version": "2.0", // a comment
              "extensions": {
                "http": { "routePrefix": "" },
                "queues": { "batchSize": 8, "newBatchThreshold": 3, "visibilityTimeout": "00:00:30", "maxDequeueCount": 4, "maxPollingInterval": "00:00:02", "messageEncoding": "none" },
              },
            }
            """);

        Assert.That(file.RoutePrefix, Is.Empty);
        Assert.That(file.Queues, Is.EqualTo(new QueueSettings
        {
            BatchSize = 8,
            NewBatchThreshold = 3,
            VisibilityTimeout = TimeSpan.FromSeconds(30),
            MaxDequeueCount = 4,
            MaxPollingInterval = TimeSpan.FromSeconds(2),
            Base64 = false,
        }));
    }

    [Test]
    public void Parse_NothingSaid_IsWhatAzureDoes()
    {
        var file = HostFile.Parse("""{ "version": "2.0" }""");

        Assert.That(file.RoutePrefix, Is.EqualTo("api"));
        Assert.That(file.Queues.BatchSize, Is.EqualTo(16));
        Assert.That(file.Queues.MaxDequeueCount, Is.EqualTo(5));
        Assert.That(file.Queues.VisibilityTimeout, Is.EqualTo(TimeSpan.Zero));
        Assert.That(file.Queues.Base64, Is.True);
    }

    [TestCase("\"batchSize\": 33", "batchSize")]
    [TestCase("\"maxDequeueCount\": \"many\"", "maxDequeueCount")]
    [TestCase("\"visibilityTimeout\": \"soon\"", "visibilityTimeout")]
    [TestCase("\"messageEncoding\": \"utf-7\"", "messageEncoding")]
    public void Parse_WrongValue_NamesIt(string setting, string name)
    {
        Assert.That(
            () => HostFile.Parse($$"""{ "extensions": { "queues": { {{setting}} } } }"""),
            Throws.TypeOf<FormatException>().With.Message.Contains(name));
    }

    [Test]
    public void Read_FileMissing_SaysWhich()
    {
        Assert.That(() => HostFile.Read("no/such/host.json"), Throws.TypeOf<MustFixException>().With.Message.Contains("no/such/host.json"));
    }
}
