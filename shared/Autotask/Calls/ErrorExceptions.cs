using CloudmoreAutotask.Setup;

namespace CloudmoreAutotask.Autotask.Calls;

/// <summary>Turns a failed read into the exception that says who can end it: time, or a person.</summary>
internal static class ErrorExceptions
{
    public static Exception For(AutotaskError error, AutotaskCall call)
    {
        var what = $"{Name(call.Purpose)} {error.Entity}";
        var answer = error.Status is { } status ? $"{status}: {error.Words}" : error.Words;
        return error.Kind switch
        {
            AutotaskErrorKind.TooManyCalls => new TryLaterException($"Autotask takes no more calls for now ({what}, {answer}).") { RetryAfter = error.RetryAfter },
            AutotaskErrorKind.NoAnswer => new TryLaterException($"Autotask gave no usable answer ({what}, {answer}).") { RetryAfter = error.RetryAfter },
            AutotaskErrorKind.Forbidden => new MustFixException(
                $"The Autotask API user may not {what} ({answer}). Give its security level that right in Autotask."),
            AutotaskErrorKind.WrongAddress => new MustFixException(
                $"There is nothing at the Autotask address used to {what} ({answer}). Check Autotask:ZoneInformationUrl and the zone of the tenant."),
            AutotaskErrorKind.SignIn => new MustFixException(
                $"Autotask refused the sign-in to {what} ({answer}). Check Autotask:ApiUsername, Autotask:ApiSecret and Autotask:ApiIntegrationCode."),
            _ => new MustFixException($"Autotask refused to {what} ({answer}). Put right what it names, in Autotask or in the settings."),
        };
    }

    /// <summary>The call is not made, because calls rest for so long.</summary>
    public static TryLaterException Resting(AutotaskCall call, TimeSpan left) =>
        new($"Autotask took no more calls, so none is made for now ({Name(call.Purpose)} {call.Entity}).") { RetryAfter = left };

    private static string Name(CallPurpose purpose) => purpose switch
    {
        CallPurpose.Query => "query",
        CallPurpose.Create => "create",
        CallPurpose.Update => "update",
        _ => "read",
    };
}
