using Azure;
using Azure.Storage.Queues;
using Azure.Storage.Queues.Models;

namespace CloudmoreAutotask.LocalHost.Queues;

/// <summary>A message that this process works on. It is kept hidden from others by renewing, until it is completed, given back or moved.</summary>
/// <remarks>All calls to storage that decide a message's fate run to their end also when the host is being ended.</remarks>
internal sealed class HeldMessage : IAsyncDisposable
{
    private readonly QueueClient queue;
    private readonly TimeSpan holdTime;
    private readonly CancellationTokenSource ended = new();
    private readonly Task renewing;
    private string popReceipt;

    public HeldMessage(QueueClient queue, QueueMessage message, TimeSpan holdTime, TimeProvider time)
    {
        this.queue = queue;
        this.holdTime = holdTime;
        Message = message;
        popReceipt = message.PopReceipt;
        renewing = RenewAsync(time);
    }

    public QueueMessage Message { get; }

    /// <summary>Removes the message from its queue.</summary>
    /// <exception cref="RequestFailedException">Another process has it now, or storage does not answer.</exception>
    public async Task CompleteAsync()
    {
        await StopRenewingAsync();
        await queue.DeleteMessageAsync(Message.MessageId, popReceipt, CancellationToken.None);
    }

    /// <summary>Makes the message visible to everybody after that time.</summary>
    /// <exception cref="RequestFailedException">Another process has it now, or storage does not answer.</exception>
    public async Task GiveBackAsync(TimeSpan hiddenFor)
    {
        await StopRenewingAsync();
        await queue.UpdateMessageAsync(Message.MessageId, popReceipt, visibilityTimeout: hiddenFor, cancellationToken: CancellationToken.None);
    }

    /// <summary>Moves the message as it is to another queue, which is created when it is missing.</summary>
    /// <exception cref="RequestFailedException">Another process has it now, or storage does not answer.</exception>
    public async Task MoveAsync(QueueClient target)
    {
        await StopRenewingAsync();
        await target.CreateIfNotExistsAsync(cancellationToken: CancellationToken.None);
        await target.SendMessageAsync(Message.Body, cancellationToken: CancellationToken.None);
        await queue.DeleteMessageAsync(Message.MessageId, popReceipt, CancellationToken.None);
    }

    public async ValueTask DisposeAsync()
    {
        await StopRenewingAsync();
        ended.Dispose();
    }

    private async Task StopRenewingAsync()
    {
        await ended.CancelAsync();
        await renewing;
    }

    private async Task RenewAsync(TimeProvider time)
    {
        try
        {
            while (true)
            {
                await Task.Delay(holdTime / 2, time, ended.Token);
                var renewed = await queue.UpdateMessageAsync(Message.MessageId, popReceipt, visibilityTimeout: holdTime, cancellationToken: CancellationToken.None);
                popReceipt = renewed.Value.PopReceipt;
            }
        }
        catch (OperationCanceledException)
        {
            // The message's fate is decided.
        }
        catch (RequestFailedException)
        {
            // Storage says what is wrong again when the message's fate is decided.
        }
    }
}
