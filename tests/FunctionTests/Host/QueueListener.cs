using System.Collections.Concurrent;
using Azure.Storage.Queues;
using Azure.Storage.Queues.Models;
using CloudmoreAutotask.Tests.FunctionTests.Host.Protocol;

namespace CloudmoreAutotask.Tests.FunctionTests.Host;

/// <summary>Hands the messages of all queues to the app's functions, some at a time, and deletes those that went well.</summary>
internal sealed class QueueListener(FunctionsHost host, string storage)
{
    private const int BatchSize = 4;

    private static readonly TimeSpan Between = TimeSpan.FromMilliseconds(50);

    private readonly QueueServiceClient _account = new(storage, new QueueClientOptions { MessageEncoding = QueueMessageEncoding.None });

    /// <summary>The functions that were called, and how each call ended.</summary>
    public ConcurrentQueue<(string Function, StatusResult Result)> Called { get; } = new();

    public QueueClient Queue(string name) => _account.GetQueueClient(name);

    /// <summary>Works until every queue is empty, of hidden messages too.</summary>
    public async Task DrainAsync(CancellationToken cancellation)
    {
        var functions = host.Functions.Where(function => function.Kind == "queueTrigger").Select(function => (function.Name, Queue: Queue(function.Resolve("queueName", host.Settings)))).ToList();
        foreach (var (_, queue) in functions)
            await queue.CreateIfNotExistsAsync(cancellationToken: cancellation);
        var isEmpty = false;
        while (!isEmpty)
        {
            isEmpty = true;
            foreach (var (function, queue) in functions)
            {
                QueueMessage[] messages = await queue.ReceiveMessagesAsync(BatchSize, TimeSpan.FromMinutes(10), cancellation);
                await Task.WhenAll(messages.Select(message => RunAsync(function, queue, message)));
                isEmpty &= messages.Length == 0 && (await queue.GetPropertiesAsync(cancellation)).Value.ApproximateMessagesCount == 0;
            }

            await Task.Delay(isEmpty ? TimeSpan.Zero : Between, cancellation);
        }
    }

    private async Task RunAsync(string function, QueueClient queue, QueueMessage message)
    {
        var result = await host.InvokeAsync(function, TriggerData.Queue(message));
        Called.Enqueue((function, result));
        if (result.Status == StatusResult.Types.Status.Success)
            await queue.DeleteMessageAsync(message.MessageId, message.PopReceipt);
        else
            await queue.UpdateMessageAsync(message.MessageId, message.PopReceipt, visibilityTimeout: TimeSpan.Zero);
    }
}
