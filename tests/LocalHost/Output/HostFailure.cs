using Azure;
using CloudmoreAutotask.Setup;

namespace CloudmoreAutotask.LocalHost.Output;

/// <summary>What the host says of a failure that ended it.</summary>
/// <param name="Message">For a person, on standard error.</param>
/// <param name="Short">For a script, in the line of the run; no secret.</param>
internal sealed record HostFailure(string Message, string Short)
{
    /// <summary>What is said of an exception.</summary>
    public static HostFailure Of(Exception failure) => failure switch
    {
        MustFixException or TryLaterException => Plain(failure.Message),
        RequestFailedException => Storage(failure),
        AggregateException several when several.InnerExceptions.All(inner => inner is RequestFailedException) => Storage(failure),
        FileNotFoundException or DirectoryNotFoundException or UnauthorizedAccessException => Plain($"A file cannot be used: {failure.Message}"),
        _ => new HostFailure($"The run failed. {failure}", $"The run failed by a defect, {failure.GetType().Name}; standard error tells more."),
    };

    private static HostFailure Plain(string message) => new(message, message);

    private static HostFailure Storage(Exception failure) => Plain($"The storage account does not answer, or refuses: {failure.GetBaseException().Message.Split('\n')[0].TrimEnd()}");
}
