using System.Collections.Concurrent;
using System.Threading.Channels;
using CloudmoreAutotask.Tests.FunctionTests.Host.Protocol;
using Grpc.Core;
using Content = CloudmoreAutotask.Tests.FunctionTests.Host.Protocol.StreamingMessage.ContentOneofCase;

namespace CloudmoreAutotask.Tests.FunctionTests.Host;

/// <summary>The stream of messages between the host and its one worker. Answers are told from one another as a Functions host does it: by invocation, by function, else by their kind.</summary>
internal sealed class WorkerChannel
{
    private readonly Channel<StreamingMessage> _toWorker = Channel.CreateUnbounded<StreamingMessage>();
    private readonly ConcurrentDictionary<string, TaskCompletionSource<StreamingMessage>> _answers = new(StringComparer.Ordinal);
    private readonly TaskCompletionSource<string> _started = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>The id under which the worker reported.</summary>
    public Task<string> Started => _started.Task;

    /// <summary>What the worker logged.</summary>
    public ConcurrentQueue<RpcLog> Logs { get; } = new();

    /// <summary>Sends a message that nothing answers.</summary>
    public void Send(StreamingMessage message) => _toWorker.Writer.TryWrite(message);

    /// <summary>Sends a message and waits for its answer.</summary>
    public async Task<StreamingMessage> AskAsync(StreamingMessage message, CancellationToken cancellation)
    {
        var answer = _answers.GetOrAdd(Key(message), _ => new(TaskCreationOptions.RunContinuationsAsynchronously));
        Send(message);
        return await answer.Task.WaitAsync(cancellation);
    }

    /// <summary>Carries messages both ways until the worker hangs up.</summary>
    public async Task ServeAsync(IAsyncStreamReader<StreamingMessage> fromWorker, IServerStreamWriter<StreamingMessage> toWorker, CancellationToken cancellation)
    {
        var writing = WriteAsync(toWorker, cancellation);
        try
        {
            await foreach (var message in fromWorker.ReadAllAsync(cancellation))
                Take(message);
        }
        catch (Exception end) when (end is IOException or OperationCanceledException or Grpc.Core.RpcException)
        {
            // The process ended; what it owed is told below.
        }

        foreach (var answer in _answers.Values)
            answer.TrySetException(new WorkerGoneException());
        _toWorker.Writer.TryComplete();
        await writing.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    private static string Key(StreamingMessage message) => message.ContentCase switch
    {
        Content.InvocationRequest => message.InvocationRequest.InvocationId,
        Content.InvocationResponse => message.InvocationResponse.InvocationId,
        Content.FunctionLoadRequest => message.FunctionLoadRequest.FunctionId,
        Content.FunctionLoadResponse => message.FunctionLoadResponse.FunctionId,
        Content.WorkerInitRequest or Content.WorkerInitResponse => nameof(Content.WorkerInitResponse),
        Content.WorkerStatusRequest or Content.WorkerStatusResponse => nameof(Content.WorkerStatusResponse),
        Content.FunctionsMetadataRequest or Content.FunctionMetadataResponse => nameof(Content.FunctionMetadataResponse),
        Content.FunctionEnvironmentReloadRequest or Content.FunctionEnvironmentReloadResponse => nameof(Content.FunctionEnvironmentReloadResponse),
        var other => throw new InvalidOperationException($"Nothing answers {other}."),
    };

    private void Take(StreamingMessage message)
    {
        if (message.ContentCase == Content.StartStream)
            _started.TrySetResult(message.StartStream.WorkerId);
        else if (message.ContentCase == Content.RpcLog)
            Logs.Enqueue(message.RpcLog);
        else if (message.ContentCase != Content.None && _answers.TryRemove(Key(message), out var answer))
            answer.TrySetResult(message);
    }

    private async Task WriteAsync(IServerStreamWriter<StreamingMessage> toWorker, CancellationToken cancellation)
    {
        await foreach (var message in _toWorker.Reader.ReadAllAsync(cancellation))
            await toWorker.WriteAsync(message, cancellation);
    }
}

/// <summary>The worker hung up before it answered.</summary>
internal sealed class WorkerGoneException() : Exception("The worker hung up before it answered.");

/// <summary>The host's side of the worker protocol.</summary>
internal sealed class FunctionRpcService(WorkerChannel channel) : FunctionRpc.FunctionRpcBase
{
    public override Task EventStream(IAsyncStreamReader<StreamingMessage> requestStream, IServerStreamWriter<StreamingMessage> responseStream, ServerCallContext context) =>
        channel.ServeAsync(requestStream, responseStream, context.CancellationToken);
}
