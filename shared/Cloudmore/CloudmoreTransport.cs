using System.Net;
using CloudmoreAutotask.Setup;
using Microsoft.Extensions.Logging;
using Polly;
using Polly.Retry;

namespace CloudmoreAutotask.Cloudmore;

/// <summary>Sends one call to Cloudmore; once more, and later, when it had no answer or was turned away for a while.</summary>
/// <remarks>No call made through here changes anything in Cloudmore, so each may be repeated.</remarks>
internal sealed class CloudmoreTransport
{
    /// <summary>The name of the HTTP client.</summary>
    public const string ClientName = "Cloudmore";

    private const long SmallAnswer = 64 * 1024 * 1024;

    /// <summary>A longer wait than this is left to the queue.</summary>
    private static readonly TimeSpan LongestWait = TimeSpan.FromMinutes(2);

    private static readonly ResiliencePropertyKey<(string Method, string Path)> CallKey = new("cloudmore.call");

    private readonly IHttpClientFactory clients;
    private readonly CloudmoreCallCounter counter;
    private readonly LimitsOptions limits;
    private readonly TimeProvider time;
    private readonly ILogger log;
    private readonly ResiliencePipeline<HttpResponseMessage> pipeline;

    public CloudmoreTransport(IHttpClientFactory clients, CloudmoreCallCounter counter, LimitsOptions limits, TimeProvider time, ILogger log)
    {
        this.clients = clients;
        this.counter = counter;
        this.limits = limits;
        this.time = time;
        this.log = log;
        pipeline = Build();
    }

    /// <summary>Sends a call.</summary>
    /// <param name="make">Makes the request, once for each try.</param>
    /// <param name="stream">Whether the body of a 200 is left on the line; any other body has arrived when this returns.</param>
    /// <param name="cancellation">Stops the call.</param>
    /// <returns>An answer of any status that waiting does not mend; the caller disposes it.</returns>
    /// <exception cref="TryLaterException">No answer, or a passing failure, after the last try.</exception>
    public async Task<HttpResponseMessage> SendAsync(Func<HttpRequestMessage> make, bool stream, CancellationToken cancellation)
    {
        var call = NameOf(make);
        var context = ResilienceContextPool.Shared.Get(cancellation);
        context.Properties.Set(CallKey, call);
        try
        {
            var response = await pipeline.ExecuteAsync(attempt => TryAsync(make, stream, attempt.CancellationToken), context);
            return IsPassing(response.StatusCode) ? throw TryLater(response, call) : response;
        }
        catch (Exception noAnswer) when (IsNoAnswer(noAnswer))
        {
            var reason = noAnswer.Message.TrimEnd('.');
            throw new TryLaterException($"No answer from Cloudmore to {call.Method} {call.Path} ({reason}). If it stays so, check Cloudmore:BaseUrl and the network.", noAnswer);
        }
        finally
        {
            ResilienceContextPool.Shared.Return(context);
        }
    }

    /// <summary>The wait that an answer asks for; null when it asks for none.</summary>
    public TimeSpan? RetryAfter(HttpResponseMessage response)
    {
        var asked = response.Headers.RetryAfter;
        var wait = asked?.Delta ?? asked?.Date - time.GetUtcNow();
        return wait < TimeSpan.Zero ? TimeSpan.Zero : wait;
    }

    private static (string Method, string Path) NameOf(Func<HttpRequestMessage> make)
    {
        using var request = make();
        return (request.Method.Method, request.RequestUri!.AbsolutePath);
    }

    private static bool IsPassing(HttpStatusCode status) =>
        status is HttpStatusCode.TooManyRequests or HttpStatusCode.RequestTimeout or >= HttpStatusCode.InternalServerError;

    private static bool IsNoAnswer(Exception? failure) => failure is HttpRequestException or IOException or TimeoutException;

    private static string Say(HttpResponseMessage response) => $"status {(int)response.StatusCode}";

    private ResiliencePipeline<HttpResponseMessage> Build()
    {
        var builder = new ResiliencePipelineBuilder<HttpResponseMessage> { TimeProvider = time };
        if (limits.ReadAttempts > 1)
        {
            builder.AddRetry(new RetryStrategyOptions<HttpResponseMessage>
            {
                MaxRetryAttempts = limits.BusyAttempts - 1,
                Delay = limits.ReadRetryDelay,
                MaxDelay = limits.LongestRetryDelay,
                BackoffType = DelayBackoffType.Exponential,
                UseJitter = true,
                ShouldHandle = args => ValueTask.FromResult(args.AttemptNumber + 1 < Attempts(args.Outcome)),
                DelayGenerator = args => ValueTask.FromResult(args.Outcome.Result is { } response ? RetryAfter(response) : null),
                OnRetry = args =>
                {
                    args.Context.Properties.TryGetValue(CallKey, out var call);
                    var reason = args.Outcome.Result is { } response ? Say(response) : args.Outcome.Exception!.Message;
                    Log.Retrying(log, call.Method, call.Path, reason, args.AttemptNumber + 2, args.RetryDelay);
                    return ValueTask.CompletedTask;
                },
            });
        }

        return builder.Build();
    }

    private int Attempts(Outcome<HttpResponseMessage> outcome)
    {
        if (outcome.Result is not { } response)
            return IsNoAnswer(outcome.Exception) ? limits.ReadAttempts : 1;
        if (!IsPassing(response.StatusCode) || RetryAfter(response) > LongestWait)
            return 1;
        return response.StatusCode == HttpStatusCode.TooManyRequests && RetryAfter(response) is null ? limits.BusyAttempts : limits.ReadAttempts;
    }

    private async ValueTask<HttpResponseMessage> TryAsync(Func<HttpRequestMessage> make, bool stream, CancellationToken cancellation)
    {
        using var request = make();
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        stop.CancelAfter(limits.CallTimeout);
        HttpResponseMessage? response = null;
        try
        {
            counter.Count();
            using var client = clients.CreateClient(ClientName);
            response = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, stop.Token);
            if (!stream || response.StatusCode != HttpStatusCode.OK)
                await response.Content.LoadIntoBufferAsync(SmallAnswer, stop.Token);
            return response;
        }
        catch (Exception failure)
        {
            response?.Dispose();
            if (failure is OperationCanceledException && !cancellation.IsCancellationRequested)
                throw new TimeoutException($"no answer within {limits.CallTimeout}", failure);
            throw;
        }
    }

    private TryLaterException TryLater(HttpResponseMessage response, (string Method, string Path) call)
    {
        using (response)
        {
            var message = $"Cloudmore answered {call.Method} {call.Path} with {Say(response)} and cannot be used now.";
            return new TryLaterException(message) { RetryAfter = RetryAfter(response) };
        }
    }
}
