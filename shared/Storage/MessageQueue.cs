using System.Text.Json;
using Azure.Storage.Queues;

namespace CloudmoreAutotask.Storage;

/// <summary>A queue of one kind of message. It is created on first use; messages are sent without expiry (export rules, "What keeps it safe").</summary>
/// <typeparam name="T">The message.</typeparam>
public sealed class MessageQueue<T>
{
    private static readonly TimeSpan Never = TimeSpan.FromSeconds(-1);

    private readonly QueueClient client;
    private readonly PostponedMessages postponed;
    private readonly TimeProvider time;
    private readonly CreateOnce creation;

    internal MessageQueue(QueueServiceClient service, string name, PostponedMessages postponed, TimeProvider time)
    {
        client = service.GetQueueClient(name);
        this.postponed = postponed;
        this.time = time;
        creation = new CreateOnce(cancellation => client.CreateIfNotExistsAsync(cancellationToken: cancellation));
    }

    /// <summary>Sends a message that can be seen at once.</summary>
    public Task SendAsync(T message, CancellationToken cancellation) => SendAsync(message, TimeSpan.Zero, cancellation);

    /// <summary>Sends a message that can be seen after a delay: how work is postponed without counting towards poison.</summary>
    public async Task SendAsync(T message, TimeSpan delay, CancellationToken cancellation)
    {
        await creation.EnsureAsync(cancellation);
        await client.SendMessageAsync(JsonSerializer.Serialize(message, StorageJson.Options), delay, Never, cancellation);
        if (delay > TimeSpan.Zero)
            postponed.Add(time.GetUtcNow() + delay);
    }
}
