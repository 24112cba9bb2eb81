using System.Net;
using System.Text.Json;
using CloudmoreAutotask.Autotask.SignIn;
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
    private readonly LimitsOptions limits;
    private readonly CallPause pause;
    private readonly ILogger<AutotaskClient> log;

    public ReadRetry(IOptions<LimitsOptions> limits, CallPause pause, TimeProvider time, ILogger<AutotaskClient> log)
    {
        (this.limits, this.pause, this.log) = (limits.Value, pause, log);
        var builder = new ResiliencePipelineBuilder<CallAnswer> { TimeProvider = time };
        if (limits.Value.ReadAttempts > 1)
            builder.AddRetry(Strategy());
        pipeline = builder.Build();
    }

    /// <summary>The JSON of the answer, after as many attempts as it takes or the settings allow.</summary>
    /// <exception cref="TryLaterException">It failed in passing, to the last attempt.</exception>
    /// <exception cref="MustFixException">Autotask refused it.</exception>
    public async Task<JsonElement> ReadAsync(AutotaskCall call, Func<CancellationToken, Task<CallAnswer>> send, CancellationToken cancellation)
    {
        if (pause.Left is { } left)
            throw ErrorExceptions.Resting(call, left);
        var answer = await pipeline.ExecuteAsync(static async (send, token) => await send(token), send, cancellation);
        if (answer.Error is not { } error)
            return answer.Json;
        if (error.Kind == AutotaskErrorKind.TooManyCalls)
            error = error with { RetryAfter = pause.Begin(error.RetryAfter) };
        throw ErrorExceptions.For(error, call);
    }

    private RetryStrategyOptions<CallAnswer> Strategy() => new()
    {
        MaxRetryAttempts = limits.BusyAttempts - 1,
        BackoffType = DelayBackoffType.Exponential,
        UseJitter = true,
        Delay = limits.ReadRetryDelay,
        MaxDelay = limits.LongestRetryDelay,
        ShouldHandle = attempt => ValueTask.FromResult(attempt.Outcome.Result.Error is { } error && attempt.AttemptNumber + 1 < Attempts(error)),
        DelayGenerator = attempt => ValueTask.FromResult(attempt.Outcome.Result.Error?.RetryAfter),
        OnRetry = attempt =>
        {
            if (attempt.Outcome.Result.Error is { } error)
                Log.ReadAgain(log, error.Method, error.Entity, error.Kind, error.Status, attempt.RetryDelay.TotalSeconds, error.Words);
            return ValueTask.CompletedTask;
        },
    };

    // Whoever names a time is waited for; whoever names none is asked often enough for a busy minute to pass.
    private int Attempts(AutotaskError error) => error switch
    {
        { RetryAfter: { } wait } when wait > LongestWait => 1,
        { Kind: AutotaskErrorKind.TooManyCalls, RetryAfter: null } => limits.BusyAttempts,
        { Kind: AutotaskErrorKind.TooManyCalls or AutotaskErrorKind.NoAnswer } => limits.ReadAttempts,
        // Autotask has this one status for a refusal and for a mishap of its own; asking again does no harm. The zone look-up has it for a user that it does not know.
        { Kind: AutotaskErrorKind.Business, Status: (int)HttpStatusCode.InternalServerError, Entity: not ZoneLookup.Entity } => limits.ReadAttempts,
        _ => 1,
    };
}
