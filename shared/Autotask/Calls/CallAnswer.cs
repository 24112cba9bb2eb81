using System.Text.Json;

namespace CloudmoreAutotask.Autotask.Calls;

/// <summary>The answer to one call: JSON or an error, never both.</summary>
/// <param name="Json">The body of a success; an undefined element when it had none.</param>
/// <param name="Error">Why it failed; null for a success.</param>
internal readonly record struct CallAnswer(JsonElement Json, AutotaskError? Error)
{
    public bool IsSignInRefused => Error?.Kind == AutotaskErrorKind.SignIn;
}
