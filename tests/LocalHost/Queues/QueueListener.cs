using Azure;
using Azure.Storage.Queues;
using Azure.Storage.Queues.Models;
using CloudmoreAutotask.LocalHost.Functions;
using CloudmoreAutotask.LocalHost.Running;
using Microsoft.Extensions.Logging;

namespace CloudmoreAutotask.LocalHost.Queues;

/// <summary>Serves one queue function by the rules of Azure: several messages at once, a retry after a throw, the poison queue after the last try.</summary>
/// <remarks>Source: Functions host facts, "The host".</remarks>
public sealed class QueueListener
{
    private static readonly TimeSpan ShortestPoll = TimeSpan.FromMilliseconds(50);

    private readonly FunctionEntry function;
    private readonly QueueClient queue;
    private readonly QueueClient poison;
    private readonly QueueSettings settings;
    private readonly TimeSpan longestPoll;
    private readonly FunctionInvoker invoker;
    private readonly RunState run;
    private readonly ILogger logger;
    private readonly List<Task> inWork = [];

    /// <summary>Makes a listener; <see cref="ListenAsync"/> starts it.</summary>
    /// <param name="function">The function to call.</param>
    /// <param name="account">Its storage account; messages are read and written as they are (encoding none).</param>
    /// <param name="settings">How queues behave.</param>
    /// <param name="longestPoll">The longest wait between two looks at an empty queue.</param>
    /// <param name="invoker">Calls the function.</param>
    /// <param name="run">What the run still waits for and who is told.</param>
    /// <param name="logger">Where failures are written.</param>
    public QueueListener(
        FunctionEntry function, QueueServiceClient account, QueueSettings settings, TimeSpan longestPoll, FunctionInvoker invoker, RunState run, ILogger logger)
    {
        var name = ((FunctionTrigger.OnMessage)function.Trigger).QueueName;
        this.function = function;
        queue = account.GetQueueClient(name);
        poison = account.GetQueueClient($"{name}-poison");
        this.settings = settings;
        this.longestPoll = longestPoll;
        this.invoker = invoker;
        this.run = run;
        this.logger = logger;
    }

    /// <summary>The <see cref="OpenWork.Version"/> at which this queue was last seen empty; -1 while it is being looked at.</summary>
    public long EmptyAt => Interlocked.Read(ref emptyAt);

    private long emptyAt = -1;

    /// <summary>Serves the queue until <paramref name="stopping"/>, then waits for what is in work.</summary>
    /// <exception cref="RequestFailedException">Storage does not answer, or refuses.</exception>
    public async Task ListenAsync(CancellationToken stopping)
    {
        var pause = ShortestPoll;
        try
        {
            while (!stopping.IsCancellationRequested)
            {
                var taken = await TakeAsync(stopping);
                pause = taken > 0 ? ShortestPoll : Min(pause * 1.5, longestPoll);
                await PauseAsync(pause, stopping);
            }
        }
        finally
        {
            await Task.WhenAll(inWork);
        }
    }

    private static TimeSpan Min(TimeSpan left, TimeSpan right) => left < right ? left : right;

    private async Task PauseAsync(TimeSpan pause, CancellationToken stopping)
    {
        var full = inWork.Count > (settings.NewBatchThreshold ?? settings.BatchSize / 2);
        var waiting = full ? Task.WhenAny(inWork) : Task.Delay(pause, stopping);
        await waiting.ContinueWith(static _ => { }, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
        foreach (var ended in inWork.Where(task => task.IsCompleted).ToList())
        {
            inWork.Remove(ended);
            await ended;
        }
    }

    private async Task<int> TakeAsync(CancellationToken stopping)
    {
        if (inWork.Count > (settings.NewBatchThreshold ?? settings.BatchSize / 2))
            return 0;
        Interlocked.Exchange(ref emptyAt, -1);
        var version = run.Work.Version;
        var messages = await ReceiveAsync();
        foreach (var message in messages)
            inWork.Add(WorkAsync(message, run.Work.Begin(), stopping));
        if (messages.Length == 0)
            Interlocked.Exchange(ref emptyAt, version);
        return messages.Length;
    }

    // Not cancelled by the host's end: a message that storage hid for an answer nobody reads would be lost for ten minutes.
    private async Task<QueueMessage[]> ReceiveAsync()
    {
        try
        {
            return await queue.ReceiveMessagesAsync(settings.BatchSize, settings.HoldTime, CancellationToken.None);
        }
        catch (RequestFailedException missing) when (missing.ErrorCode == QueueErrorCode.QueueNotFound)
        {
            return [];
        }
    }

    private async Task WorkAsync(QueueMessage message, IDisposable work, CancellationToken stopping)
    {
        using (work)
        {
            await using var held = new HeldMessage(queue, message, settings.HoldTime, TimeProvider.System);
            try
            {
                await ServeAsync(held, stopping);
            }
            catch (RequestFailedException gone) when (gone.ErrorCode == QueueErrorCode.MessageNotFound || gone.ErrorCode == QueueErrorCode.PopReceiptMismatch)
            {
                Log.MessageTaken(logger, message.MessageId, queue.Name);
            }
        }
    }

    private async Task ServeAsync(HeldMessage held, CancellationToken stopping)
    {
        if (stopping.IsCancellationRequested)
        {
            await held.GiveBackAsync(TimeSpan.Zero);
            return;
        }

        // Above the limit without having failed here: a host was killed during its last try.
        if (held.Message.DequeueCount > settings.MaxDequeueCount)
        {
            Log.Poisoned(logger, held.Message.MessageId, settings.MaxDequeueCount, poison.Name);
            await PoisonAsync(held);
            return;
        }

        run.Watcher.Began(function.Name);
        run.Watcher.Ended(function.Name, await CallAsync(held, stopping));
    }

    private async Task<CallEnd> CallAsync(HeldMessage held, CancellationToken stopping)
    {
        try
        {
            var decoded = MessageText.Decode(held.Message, settings.Base64);
            await invoker.InvokeAsync(function, new Invocation(decoded, MessageText.BindingData(decoded)), stopping);
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            await held.GiveBackAsync(TimeSpan.Zero);
            return CallEnd.Stopped;
        }
        catch (Exception failure)
        {
            return await FailAsync(held, failure);
        }

        await held.CompleteAsync();
        return CallEnd.Done;
    }

    private async Task<CallEnd> FailAsync(HeldMessage held, Exception failure)
    {
        var tries = held.Message.DequeueCount;
        if (tries >= settings.MaxDequeueCount)
        {
            Log.LastTryFailed(logger, failure, function.Name, held.Message.MessageId, tries, poison.Name);
            await PoisonAsync(held);
            return CallEnd.Failed;
        }

        Log.TryFailed(logger, failure, function.Name, held.Message.MessageId, tries, settings.MaxDequeueCount, settings.VisibilityTimeout);
        await held.GiveBackAsync(settings.VisibilityTimeout);
        if (settings.VisibilityTimeout > TimeSpan.Zero)
            run.Work.ComesBack(TimeProvider.System.GetUtcNow() + settings.VisibilityTimeout + ClockTolerance);
        return CallEnd.Retry;
    }

    // Storage keeps whole seconds and a clock of its own.
    internal static readonly TimeSpan ClockTolerance = TimeSpan.FromSeconds(1);

    private async Task PoisonAsync(HeldMessage held)
    {
        await held.MoveAsync(poison);
        run.CountPoison();
    }
}
