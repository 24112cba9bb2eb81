using System.Collections.Concurrent;
using Azure.Storage.Queues;

namespace CloudmoreAutotask.Tests.Export;

/// <summary>A message as it lay in its queue.</summary>
internal sealed record SentMessage(string Queue, string Body);

/// <summary>What went through the queues of a storage account, and how messages are delivered. A queue may deliver any message more than once.</summary>
internal sealed class MessageTraffic(string connectionString)
{
    /// <summary>Whether every message is worked on twice at the same time.</summary>
    public bool DeliversTwice { get; set; }

    /// <summary>What is postponed by more than this is left for another day.</summary>
    public TimeSpan Patience { get; set; } = TimeSpan.FromMinutes(2);

    /// <summary>The messages that were worked on, as often as they were.</summary>
    public ConcurrentQueue<SentMessage> Delivered { get; } = new();

    /// <summary>The messages that failed for the last time.</summary>
    public ConcurrentQueue<SentMessage> Poisoned { get; } = new();

    /// <summary>Puts messages into their queues once more.</summary>
    public async Task SendAsync(IEnumerable<SentMessage> messages)
    {
        var queues = Queues();
        foreach (var message in messages)
            await queues.GetQueueClient(message.Queue).SendMessageAsync(message.Body, visibilityTimeout: null, timeToLive: null);
    }

    /// <summary>How many messages a queue holds, hidden ones included.</summary>
    public async Task<int> CountAsync(string queue) => (await Queues().GetQueueClient(queue).GetPropertiesAsync()).Value.ApproximateMessagesCount;

    private QueueServiceClient Queues() => new(connectionString, new QueueClientOptions { MessageEncoding = QueueMessageEncoding.Base64 });
}
