using Azure.Storage.Queues;
using CloudmoreAutotask.Storage;
using CloudmoreAutotask.Tests.Billing;
using NUnit.Framework;

namespace CloudmoreAutotask.Tests.Storage;

public sealed class MessageQueueTests
{
    private static readonly OrganizationBillMessage Message = new(Bills.October, "c1", "h1", "run");

    private string _name = null!;
    private PostponedMessages _postponed = null!;

    [SetUp]
    public void SetUp() => (_name, _postponed) = ($"q{Guid.NewGuid():n}", new PostponedMessages(TimeProvider.System));

    [Test]
    public async Task SendAsync_WithoutDelay_IsSeenAtOnceAndNeverExpires()
    {
        await Queue().SendAsync(Message, CancellationToken.None);

        var received = (await Client().ReceiveMessageAsync()).Value;
        Assert.That(received.MessageText, Is.EqualTo("""{"billMonth":"2026-10","organizationId":"c1","contentHash":"h1","runId":"run"}"""));
        Assert.That(received.ExpiresOn, Is.GreaterThan(DateTimeOffset.UnixEpoch.AddYears(1000)));
        Assert.That(_postponed.NextWithin(TimeSpan.FromDays(1)), Is.Null);
    }

    [Test]
    public async Task SendAsync_WithDelay_IsSeenLaterAndNoted()
    {
        await Queue().SendAsync(Message, TimeSpan.FromSeconds(2), CancellationToken.None);

        Assert.That((await Client().ReceiveMessageAsync()).Value, Is.Null);
        Assert.That(_postponed.NextWithin(TimeSpan.FromSeconds(10)), Is.Not.Null);
        Assert.That(async () => (await Client().ReceiveMessageAsync()).Value?.DequeueCount, Is.EqualTo(1).After(15).Seconds.PollEvery(250).MilliSeconds, "a fresh copy");
    }

    [Test]
    public void NextWithin_SeveralCopies_IsTheNextThatIsStillToCome()
    {
        var now = TimeProvider.System.GetUtcNow();
        foreach (var minutes in new[] { 30, 5, -1 })
            _postponed.Add(now.AddMinutes(minutes));

        Assert.That(_postponed.NextWithin(TimeSpan.FromMinutes(10)), Is.EqualTo(now.AddMinutes(5)));
        Assert.That(_postponed.NextWithin(TimeSpan.FromMinutes(1)), Is.Null);
    }

    private MessageQueue<OrganizationBillMessage> Queue() => new(Service(), _name, _postponed, TimeProvider.System);

    private QueueClient Client() => Service().GetQueueClient(_name);

    private static QueueServiceClient Service() => new(AzuriteFixture.ConnectionString, new QueueClientOptions { MessageEncoding = QueueMessageEncoding.Base64 });
}
