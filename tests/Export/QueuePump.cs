using System.Collections.Concurrent;
using System.Text.Json;
using Azure.Storage.Queues;
using Azure.Storage.Queues.Models;
using CloudmoreAutotask.Applying;
using CloudmoreAutotask.Storage;
using CloudmoreAutotask.Tests.Export.Crash;
using Microsoft.Extensions.DependencyInjection;

namespace CloudmoreAutotask.Tests.Export;

/// <summary>Works the two queues of one process's storage; a throw lets a message come again at once, the fifth throw ends it.</summary>
internal sealed class QueuePump
{
    private const int BatchSize = 8;
    private const int MaxDequeueCount = 5;

    private static readonly TimeSpan Hidden = TimeSpan.FromMinutes(5);

    private readonly QueueClient _bills;
    private readonly QueueClient _plans;
    private readonly IServiceProvider _provider;
    private readonly ConcurrentQueue<Exception> _failures;
    private readonly MessageTraffic _traffic;
    private readonly ProcessKill? _kill;

    public QueuePump(IServiceProvider provider, ConcurrentQueue<Exception> failures, MessageTraffic traffic, ProcessKill? kill)
    {
        var queues = provider.GetRequiredService<StorageConnection>().Queues(QueueMessageEncoding.Base64);
        (_bills, _plans) = (queues.GetQueueClient(ExportQueues.OrganizationBillsName), queues.GetQueueClient(ExportQueues.ExportPlansName));
        (_provider, _failures, _traffic, _kill) = (provider, failures, traffic, kill);
    }

    /// <summary>The messages that the process had in work when it died.</summary>
    public HeldMessages Held { get; } = new();

    private bool IsDead => _kill?.IsDead == true;

    public async Task RunAsync()
    {
        await _bills.CreateIfNotExistsAsync();
        await _plans.CreateIfNotExistsAsync();
        var (planner, applier) = (_provider.GetRequiredService<ExportPlanner>(), _provider.GetRequiredService<PlanApplier>());
        var postponed = _provider.GetRequiredService<PostponedMessages>();
        while (!IsDead)
        {
            var worked = await WorkAsync<OrganizationBillMessage>(_bills, message => planner.PlanAsync(message, CancellationToken.None));
            worked += await WorkAsync<ExportPlanMessage>(_plans, message => applier.ApplyAsync(message, CancellationToken.None));
            if (worked > 0)
                continue;
            if (postponed.NextWithin(_traffic.Patience) is not { } next)
                return;
            var wait = next - DateTimeOffset.UtcNow;
            await Task.Delay(wait > TimeSpan.FromMilliseconds(20) ? wait : TimeSpan.FromMilliseconds(20));
        }
    }

    private async Task<int> WorkAsync<T>(QueueClient queue, Func<T, Task> work)
    {
        if (IsDead)
            return 0;
        QueueMessage[] messages = await queue.ReceiveMessagesAsync(BatchSize, Hidden);
        await Task.WhenAll(messages.Select(message => WorkAsync(queue, message, work)));
        return messages.Length;
    }

    private async Task WorkAsync<T>(QueueClient queue, QueueMessage message, Func<T, Task> work)
    {
        try
        {
            _traffic.Delivered.Enqueue(new SentMessage(queue.Name, message.Body.ToString()));
            var content = JsonSerializer.Deserialize<T>(message.Body.ToString(), StorageJson.Options)!;
            await Task.WhenAll(Enumerable.Range(0, _traffic.DeliversTwice ? 2 : 1).Select(_ => work(content)));
            if (IsDead)
                throw new ProcessKilledException();
            await queue.DeleteMessageAsync(message.MessageId, message.PopReceipt);
        }
        catch (Exception) when (IsDead)
        {
            Held.Add(queue, message);
        }
        catch (Exception failure)
        {
            _failures.Enqueue(failure);
            if (message.DequeueCount < MaxDequeueCount)
            {
                await queue.UpdateMessageAsync(message.MessageId, message.PopReceipt, visibilityTimeout: TimeSpan.Zero);
                return;
            }

            _traffic.Poisoned.Enqueue(new SentMessage(queue.Name, message.Body.ToString()));
            await queue.DeleteMessageAsync(message.MessageId, message.PopReceipt);
        }
    }
}

/// <summary>Messages that a dead process had in work.</summary>
internal sealed class HeldMessages
{
    private readonly ConcurrentQueue<(QueueClient Queue, QueueMessage Message)> _held = new();

    public int Count => _held.Count;

    public void Add(QueueClient queue, QueueMessage message) => _held.Enqueue((queue, message));

    /// <summary>Lets them come again: at once, as after the death of a worker, or ten minutes later, as after the death of a host.</summary>
    public async Task ShowAsync()
    {
        while (_held.TryDequeue(out var held))
            await held.Queue.UpdateMessageAsync(held.Message.MessageId, held.Message.PopReceipt, visibilityTimeout: TimeSpan.Zero);
    }
}
