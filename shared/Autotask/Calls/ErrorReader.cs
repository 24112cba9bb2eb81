using System.Globalization;
using System.Net;

namespace CloudmoreAutotask.Autotask.Calls;

/// <summary>Tells what an answer means. It never assumes JSON. Source: Autotask facts, "Status codes" and "Limits".</summary>
internal static class ErrorReader
{
    /// <summary>The error that the answer stands for; null for a success.</summary>
    public static AutotaskError? Read(HttpResponseMessage response, AnswerBody body, AutotaskCall call, DateTimeOffset now)
    {
        if (Judge(response.StatusCode, body) is not { } kind)
            return null;
        var texts = body.Texts.Count > 0 ? body.Texts : [Plainly(response.StatusCode, body)];
        return new AutotaskError(kind, (int)response.StatusCode, texts, call.Entity, call.Method.Method, RetryAfter(response, now));
    }

    /// <summary>The error that stands for a call without an answer.</summary>
    public static AutotaskError NoAnswer(AutotaskCall call, string why) =>
        new(AutotaskErrorKind.NoAnswer, null, ErrorTexts.Tidy([why]), call.Entity, call.Method.Method);

    private static AutotaskErrorKind? Judge(HttpStatusCode status, AnswerBody body)
    {
        if (IsSuccess(status, body))
            return null;
        if (JudgeWords(body) is { } kind)
            return kind;
        return (int)status switch
        {
            401 => AutotaskErrorKind.SignIn,
            403 => AutotaskErrorKind.Forbidden,
            429 => AutotaskErrorKind.TooManyCalls,
            408 or 425 => AutotaskErrorKind.NoAnswer,
            >= 200 and < 300 or 500 => body.Errors.Count > 0 ? AutotaskErrorKind.Business : AutotaskErrorKind.NoAnswer,
            404 or 405 when body.Texts.Count == 0 => AutotaskErrorKind.WrongAddress,
            >= 400 and < 500 => body.IsHtml ? AutotaskErrorKind.WrongAddress : AutotaskErrorKind.Business,
            _ => AutotaskErrorKind.NoAnswer,
        };
    }

    // A body is due with 200; an empty one is a broken answer. Only 204 says that there is none.
    private static bool IsSuccess(HttpStatusCode status, AnswerBody body) =>
        status == HttpStatusCode.NoContent
        || ((int)status is >= 200 and < 300 && body.Json is not null && body.Errors.Count == 0);

    private static AutotaskErrorKind? JudgeWords(AnswerBody body)
    {
        IReadOnlyList<string> texts = body.Json is null ? [body.Plain] : body.Texts;
        if (texts.Any(ErrorTexts.SayTooManyCalls))
            return AutotaskErrorKind.TooManyCalls;
        if (texts.Any(ErrorTexts.SayLocked))
            return AutotaskErrorKind.SignIn;
        if (texts.Any(ErrorTexts.SayForbidden))
            return AutotaskErrorKind.Forbidden;
        return texts.Any(ErrorTexts.SayDatabaseBusy) ? AutotaskErrorKind.NoAnswer : null;
    }

    private static string Plainly(HttpStatusCode status, AnswerBody body) =>
        string.Create(CultureInfo.InvariantCulture, $"Status {(int)status} with {(body.IsEmpty ? "an empty body" : "a body that says nothing")}.");

    private static TimeSpan? RetryAfter(HttpResponseMessage response, DateTimeOffset now)
    {
        var header = response.Headers.RetryAfter;
        var wait = header?.Delta ?? (header?.Date is { } date ? date - now : null);
        return wait < TimeSpan.Zero ? TimeSpan.Zero : wait;
    }
}
