using System.Text.Json;
using CloudmoreAutotask.Setup;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Polly;
using Polly.Retry;

namespace CloudmoreAutotask.Autotask.Calls;

/// <summary>Repeats a read that failed in passing. Writes never come here. Source: Autotask facts, "Limits", retry policy.</summary>
internal sealed class ReadRetry
{
    /// <summary>The longest wait inside a call; a longer one is handed to the caller.</summary>
    private static readonly TimeSpan LongestWait = TimeSpan.FromMinutes(1);

    private readonly ResiliencePipeline<CallAnswer> pipeline;
    private readonly ILogger<AutotaskClient> log;

    public ReadRetry(IOptions<LimitsOptions> limits, TimeProvider time, ILogger<AutotaskClient> log)
    {
        this.log = log;
        var builder = new ResiliencePipelineBuilder<CallAnswer> { TimeProvider = time };
        if (limits.Value.ReadAttempts > 1)
            builder.AddRetry(Strategy(limits.Value));
        pipeline = builder.Build();
    }

    /// <summary>The JSON of the answer, after as many attempts as it takes or the settings allow.</summary>
    /// <exception cref="TryLaterException">It failed in passing, to the last attempt.</exception>
    /// <exception cref="MustFixException">Autotask refused it.</exception>
    public async Task<JsonElement> ReadAsync(AutotaskCall call, Func<CancellationToken, Task<CallAnswer>> send, CancellationToken cancellation)
    {
        var answer = await pipeline.ExecuteAsync(static async (send, token) => await send(token), send, cancellation);
        return answer.Error is { } error ? throw ErrorExceptions.For(error, call) : answer.Json;
    }

    private RetryStrategyOptions<CallAnswer> Strategy(LimitsOptions limits) => new()
    {
        MaxRetryAttempts = limits.ReadAttempts - 1,
        BackoffType = DelayBackoffType.Exponential,
        UseJitter = true,
        Delay = limits.ReadRetryDelay,
        MaxDelay = LongestWait,
        ShouldHandle = attempt => ValueTask.FromResult(MayPass(attempt.Outcome.Result.Error)),
        DelayGenerator = attempt => ValueTask.FromResult(attempt.Outcome.Result.Error?.RetryAfter),
        OnRetry = attempt =>
        {
            if (attempt.Outcome.Result.Error is { } error)
                Log.ReadAgain(log, error.Method, error.Entity, error.Kind, error.Status, attempt.RetryDelay.TotalSeconds, error.Words);
            return ValueTask.CompletedTask;
        },
    };

    private static bool MayPass(AutotaskError? error) =>
        error?.Kind is AutotaskErrorKind.TooManyCalls or AutotaskErrorKind.NoAnswer && !(error.RetryAfter > LongestWait);
}
