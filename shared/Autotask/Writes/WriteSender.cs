using System.Text.Json;
using CloudmoreAutotask.Autotask.Calls;
using CloudmoreAutotask.Autotask.Json;
using CloudmoreAutotask.Autotask.SignIn;
using CloudmoreAutotask.Setup;
using Microsoft.Extensions.Logging;

namespace CloudmoreAutotask.Autotask.Writes;

/// <summary>Sends a write once and says what became of it. Source: Autotask facts, "Single read, create, update, delete" and "Duplicates after timeouts".</summary>
/// <param name="caller">Sends it.</param>
/// <param name="pause">When Autotask asked to be left alone.</param>
/// <param name="log">Where its answer is noted.</param>
/// <param name="beforeEach">What is to happen right before a write goes; null for nothing.</param>
internal sealed class WriteSender(SignedInCaller caller, CallPause pause, ILogger<AutotaskClient> log, Func<Task>? beforeEach = null)
{
    /// <summary>The same, with something that is to happen right before each write goes.</summary>
    public WriteSender Before(Func<Task> each) => new(caller, pause, log, each);

    public Task<WriteAnswer> CreateAsync<T>(string entity, string route, T body, CancellationToken cancellation) =>
        SendAsync(new AutotaskCall(entity, HttpMethod.Post, route, CallPurpose.Create, AutotaskJson.Write(body)), cancellation);

    public Task<WriteAnswer> UpdateAsync<T>(string entity, string route, T body, CancellationToken cancellation) =>
        SendAsync(new AutotaskCall(entity, HttpMethod.Patch, route, CallPurpose.Update, AutotaskJson.Write(body)), cancellation);

    private async Task<WriteAnswer> SendAsync(AutotaskCall call, CancellationToken cancellation)
    {
        if (pause.Left is { } left)
            return NotAccepted(call, new WriteAnswer(WriteResult.NotTaken, null, [ErrorExceptions.Resting(call, left).Message], left), null);
        CallAnswer answer;
        try
        {
            answer = await caller.SendAsync(call with { BeforeSending = beforeEach }, cancellation);
        }
        catch (TryLaterException e)
        {
            // Only what comes before the sending (or after a 401) ends so, above all the zone look-up: the write did not go.
            return NotAccepted(call, new WriteAnswer(WriteResult.NotTaken, null, [e.Message], e.RetryAfter), null);
        }
        if (answer.Error is { } error)
            return NotAccepted(call, new WriteAnswer(ResultOf(error.Kind), null, error.Texts, error.RetryAfter), error.Status);
        var itemId = ItemId(answer.Json);
        Log.WriteAccepted(log, call.Method.Method, call.Entity, itemId);
        return new WriteAnswer(WriteResult.Accepted, itemId, []);
    }

    private WriteAnswer NotAccepted(AutotaskCall call, WriteAnswer answer, int? status)
    {
        Log.WriteNotAccepted(log, call.Method.Method, call.Entity, answer.Result, status, answer.Words);
        return answer;
    }

    private static WriteResult ResultOf(AutotaskErrorKind kind) => kind switch
    {
        AutotaskErrorKind.TooManyCalls or AutotaskErrorKind.SignIn => WriteResult.NotTaken,
        AutotaskErrorKind.Business or AutotaskErrorKind.Forbidden or AutotaskErrorKind.WrongAddress => WriteResult.Refused,
        _ => WriteResult.Unanswered,
    };

    private static long? ItemId(JsonElement json) =>
        AutotaskJson.Property(json, "itemId") is { ValueKind: JsonValueKind.Number } id && id.TryGetDecimal(out var number) ? (long)number : null;
}
