using CloudmoreAutotask.Functions.Access;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace CloudmoreAutotask.Functions.Page.Pages;

/// <summary>Answers every address at which there is nothing: a person is led back, a script is told where all routes are.</summary>
public sealed class ShowNotThere(PageFrame frame)
{
    // What begins so is the Functions host's own; a route that takes everything would hide it.
    private const string Rest = "{*rest:regex(^(?!admin|runtime).*$)}";

    /// <summary>All other addresses. It tells nothing of anybody, so it asks for no right.</summary>
    [Function(nameof(ShowNotThere))]
    public Task<IResult> Run([HttpTrigger(AuthorizationLevel.Anonymous, "get", "post", "put", "patch", "delete", Route = Rest)] HttpRequest request, CancellationToken cancellation) => frame.ServeAsync(
        request,
        context => IsPerson(request)
            ? frame.NotThereAsync(context, "There is nothing at this address.")
            : Task.FromResult(Answers.Problem(StatusCodes.Status404NotFound, "Not found", $"There is nothing at this address for {request.Method}. GET /api/openapi.json names all routes.")),
        cancellation);

    private static bool IsPerson(HttpRequest request) =>
        !request.Path.StartsWithSegments("/api", StringComparison.OrdinalIgnoreCase) && request.Headers.Accept.ToString().Contains("text/html", StringComparison.OrdinalIgnoreCase);
}
