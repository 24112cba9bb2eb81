using CloudmoreAutotask.Operating;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace CloudmoreAutotask.Functions.Access;

/// <summary>The frame around every route under <c>/api</c>: who may, what was sent, and each failure as problem details.</summary>
public sealed class Gate(AccessRules access, ILogger<Gate> logger)
{
    private const string WhoField = "who";
    private const string WhyField = "why";

    /// <summary>Answers a request that looks.</summary>
    /// <param name="request">The request.</param>
    /// <param name="fields">The fields of the query that it may have.</param>
    /// <param name="work">Makes the answer.</param>
    /// <param name="cancellation">Ends it.</param>
    public Task<IResult> LookAsync(HttpRequest request, IReadOnlyCollection<string> fields, Func<RequestFields, Task<IResult>> work, CancellationToken cancellation) => AnswerAsync(request, async () =>
    {
        if (!await access.MayLookAsync(request, cancellation))
            return Refused("Looking needs App Service's sign-in, or the key in the header x-functions-key.");
        return await work(RequestFields.OfQuery(request, fields));
    });

    /// <summary>Answers a request that changes something: who asks is a field of its body, or of its query where it has no body.</summary>
    /// <param name="request">The request.</param>
    /// <param name="fields">The fields that it may have besides who and why.</param>
    /// <param name="work">Does it and makes the answer.</param>
    /// <param name="cancellation">Ends it.</param>
    public Task<IResult> ChangeAsync(HttpRequest request, IReadOnlyCollection<string> fields, Func<OperatorRequest, RequestFields, Task<IResult>> work, CancellationToken cancellation) => AnswerAsync(request, async () =>
    {
        if (!await access.HasKeyAsync(request, cancellation))
            return Refused("Changing something needs the key in the header x-functions-key.");
        string[] known = [WhoField, WhyField, .. fields];
        var input = HttpMethods.IsDelete(request.Method) ? RequestFields.OfQuery(request, known) : await RequestFields.OfJsonAsync(request, known, cancellation);
        return await work(new OperatorRequest(input.Text(WhoField), input.Optional(WhyField)), input);
    });

    private static IResult Refused(string detail) => Answers.Problem(StatusCodes.Status403Forbidden, "Not allowed", detail);

    private async Task<IResult> AnswerAsync(HttpRequest request, Func<Task<IResult>> work)
    {
        SafeHeaders.Add(request.HttpContext.Response, "default-src 'none'; frame-ancestors 'none'");
        try
        {
            return await work();
        }
        catch (Exception failure) when (RouteFailure.Of(failure) is { } told)
        {
            told.Tell(logger, failure, request);
            return Answers.Problem(told.Status, told.Title, told.Detail, told.Field);
        }
    }
}
