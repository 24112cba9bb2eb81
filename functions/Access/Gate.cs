using Azure;
using CloudmoreAutotask.Operating;
using CloudmoreAutotask.Setup;
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
    public Task<IResult> LookAsync(HttpRequest request, IReadOnlyCollection<string> fields, Func<Input, Task<IResult>> work, CancellationToken cancellation) => AnswerAsync(request, async () =>
    {
        if (!await access.MayLookAsync(request, cancellation))
            return Refused("Looking needs App Service's sign-in, or the key in the header x-functions-key.");
        return await work(Input.OfQuery(request, fields));
    });

    /// <summary>Answers a request that changes something: who asks is a field of its body, or of its query where it has no body.</summary>
    /// <param name="request">The request.</param>
    /// <param name="fields">The fields that it may have besides who and why.</param>
    /// <param name="work">Does it and makes the answer.</param>
    /// <param name="cancellation">Ends it.</param>
    public Task<IResult> ChangeAsync(HttpRequest request, IReadOnlyCollection<string> fields, Func<Asked, Input, Task<IResult>> work, CancellationToken cancellation) => AnswerAsync(request, async () =>
    {
        if (!await access.HasKeyAsync(request, cancellation))
            return Refused("Changing something needs the key in the header x-functions-key.");
        string[] known = [WhoField, WhyField, .. fields];
        var input = HttpMethods.IsDelete(request.Method) ? Input.OfQuery(request, known) : await Input.OfJsonAsync(request, known, cancellation);
        return await work(new Asked(input.Text(WhoField), input.Optional(WhyField)), input);
    });

    private static IResult Refused(string detail) => Answers.Problem(StatusCodes.Status403Forbidden, "Not allowed", detail);

    private async Task<IResult> AnswerAsync(HttpRequest request, Func<Task<IResult>> work)
    {
        SafeHeaders.Add(request.HttpContext.Response, "default-src 'none'; frame-ancestors 'none'");
        try
        {
            return await work();
        }
        catch (InputException wrong)
        {
            return Answers.Problem(StatusCodes.Status400BadRequest, "Bad request", $"{wrong.Field}: {wrong.Message}", wrong.Field);
        }
        catch (NotThereException none)
        {
            return Answers.Problem(StatusCodes.Status404NotFound, "Not found", none.Message);
        }
        catch (MustFixException mend)
        {
            return Answers.Problem(StatusCodes.Status409Conflict, "Not possible as it stands", mend.Message);
        }
        catch (Exception later) when (later is TryLaterException or RequestFailedException)
        {
            Log.Unanswered(logger, later, request.Path);
            return Answers.Problem(StatusCodes.Status503ServiceUnavailable, "Try again later", later is TryLaterException ? later.Message : "Storage does not answer, or refuses.");
        }
    }
}
