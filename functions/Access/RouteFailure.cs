using Azure;
using CloudmoreAutotask.Setup;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace CloudmoreAutotask.Functions.Access;

/// <summary>A failure that whoever asked is told about; every other one is a defect.</summary>
/// <param name="Status">The status of the answer.</param>
/// <param name="Title">The kind of failure.</param>
/// <param name="Detail">What is wrong, and what to do.</param>
/// <param name="Field">The field at fault; null when it is none.</param>
internal sealed record RouteFailure(int Status, string Title, string Detail, string? Field = null)
{
    /// <summary>What an exception tells; null for a defect.</summary>
    public static RouteFailure? Of(Exception failure) => failure switch
    {
        MustFixException { IsMissing: true } missing => new RouteFailure(StatusCodes.Status404NotFound, "Not found", missing.Message, missing.Field),
        MustFixException { Field: { } field } wrong => new RouteFailure(StatusCodes.Status400BadRequest, "Bad request", wrong.Message, field),
        MustFixException mend => new RouteFailure(StatusCodes.Status409Conflict, "Not possible as it stands", mend.Message),
        TryLaterException later => Later(later.Message),
        RequestFailedException => Later("Storage does not answer, or refuses."),
        _ => null,
    };

    /// <summary>Writes it to the log when nobody who asked can mend it.</summary>
    public void Tell(ILogger logger, Exception failure, HttpRequest request)
    {
        if (Status == StatusCodes.Status503ServiceUnavailable)
            Log.Unanswered(logger, failure, request.Path);
    }

    private static RouteFailure Later(string detail) => new(StatusCodes.Status503ServiceUnavailable, "Try again later", detail);
}
