using System.Collections.Concurrent;
using Azure.Storage.Queues.Models;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace CloudmoreAutotask.Tests.LocalHostTests;

/// <summary>What the functions of a test do and saw.</summary>
internal sealed class Script
{
    private int atOnce;

    public ConcurrentQueue<string> Seen { get; } = new();

    public int MostAtOnce { get; private set; }

    public Func<string, CancellationToken, Task> OnMessage { get; set; } = (_, _) => Task.CompletedTask;

    public Func<CancellationToken, Task> OnTimer { get; set; } = _ => Task.CompletedTask;

    public async Task RunAsync(string message, CancellationToken cancellation)
    {
        lock (Seen)
            MostAtOnce = Math.Max(MostAtOnce, ++atOnce);
        Seen.Enqueue(message);
        try
        {
            await OnMessage(message, cancellation);
        }
        finally
        {
            lock (Seen)
                atOnce--;
        }
    }
}

internal sealed record SampleMessage(string Name, decimal Amount);

internal sealed class TextFunction(Script script)
{
    [Function("Text")]
    public Task Run([QueueTrigger("%Queue%")] string message, CancellationToken cancellation) => script.RunAsync(message, cancellation);
}

internal sealed class RecordFunction(Script script)
{
    [Function("Record")]
    public Task Run([QueueTrigger("%Queue%")] SampleMessage message, FunctionContext context) =>
        script.RunAsync(FormattableString.Invariant($"{message.Name} {message.Amount} try {context.BindingContext.BindingData["DequeueCount"]}"), context.CancellationToken);
}

internal sealed class RawFunction(Script script)
{
    [Function("Raw")]
    public Task Run([QueueTrigger("%Queue%")] QueueMessage message, CancellationToken cancellation) => script.RunAsync($"{message.Body} {message.DequeueCount}", cancellation);
}

internal sealed class BytesFunction(Script script)
{
    [Function("Bytes")]
    public Task Run([QueueTrigger("%Queue%")] BinaryData message, CancellationToken cancellation) => script.RunAsync(message.ToString(), cancellation);
}

internal sealed class TimerFunction(Script script)
{
    [Function("Tick")]
    public Task Run([TimerTrigger("%Schedule%")] TimerInfo timer, CancellationToken cancellation) => script.OnTimer(cancellation);
}

internal sealed class PageFunctions(Script script)
{
    [Function("Greet")]
    public IResult Greet([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "greet/{name}/{times:int}")] HttpRequest request, string name, int times)
    {
        script.Seen.Enqueue(name);
        return Results.Text($"{request.Method} {name} {times}");
    }

    [Function("Fail")]
    public IResult Fail([HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "fail")] HttpRequest request)
    {
        script.Seen.Enqueue(request.Path);
        throw new InvalidOperationException("broken");
    }
}

internal sealed class NoTriggerFunction(Script script)
{
    [Function("Nothing")]
    public void Run(string text) => script.Seen.Enqueue(text);
}
