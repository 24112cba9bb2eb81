using CloudmoreAutotask.Functions.Access;
using CloudmoreAutotask.Functions.Page.Views;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Web;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace CloudmoreAutotask.Functions.Page;

/// <summary>The frame around every page: who may look, and each failure as a page that says what to do. Everything is written by components, which encode what they show.</summary>
public sealed class PageFrame(AccessRules access, Session session, IServiceScopeFactory scopes, ILoggerFactory loggers)
{
    // No script at all; style and pictures from here only.
    private const string Policy = "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

    private readonly ILogger logger = loggers.CreateLogger<PageFrame>();

    /// <summary>Shows a page to whoever may look.</summary>
    /// <typeparam name="T">The component of the page; it takes the parameters, and the context as <c>Context</c>.</typeparam>
    /// <param name="request">The request.</param>
    /// <param name="load">Reads the parameters; null when what the page shows is not there.</param>
    /// <param name="cancellation">Ends it.</param>
    /// <param name="otherwise">What is said then.</param>
    public Task<IResult> ShowAsync<T>(HttpRequest request, Func<Task<Dictionary<string, object?>?>> load, CancellationToken cancellation, string otherwise = "")
        where T : IComponent => GuardAsync(
        request,
        async context => await load() is { } parameters ? await RenderAsync<T>(context, parameters, StatusCodes.Status200OK) : await NotThereAsync(context, otherwise),
        cancellation);

    /// <summary>Answers with a file to whoever may look.</summary>
    /// <param name="request">The request.</param>
    /// <param name="make">Makes the file; null when there is none.</param>
    /// <param name="otherwise">What is said then.</param>
    /// <param name="cancellation">Ends it.</param>
    public Task<IResult> SendAsync(HttpRequest request, Func<Task<IResult?>> make, string otherwise, CancellationToken cancellation) =>
        GuardAsync(request, async context => await make() ?? await NotThereAsync(context, otherwise), cancellation);

    /// <summary>Does something that needs no right of its own, such as giving the key.</summary>
    internal Task<IResult> ServeAsync(HttpRequest request, Func<PageContext, Task<IResult>> work, CancellationToken cancellation) => AnswerAsync(request, work, cancellation);

    /// <summary>A page that says what is wrong.</summary>
    internal Task<IResult> ProblemAsync(PageContext context, int status, string title, string detail, string? field = null) => RenderAsync<ProblemPage>(
        context, new Dictionary<string, object?>(StringComparer.Ordinal) { ["Title"] = title, ["Detail"] = detail, ["Field"] = field }, status);

    /// <summary>A page that says what is not there.</summary>
    internal Task<IResult> NotThereAsync(PageContext context, string detail) => ProblemAsync(context, StatusCodes.Status404NotFound, "Not there", detail);

    private Task<IResult> GuardAsync(HttpRequest request, Func<PageContext, Task<IResult>> work, CancellationToken cancellation) => AnswerAsync(
        request,
        async context => await access.MayLookAsync(request, cancellation) ? await work(context) : await RenderAsync<KeyPage>(context, [], StatusCodes.Status403Forbidden),
        cancellation);

    private async Task<IResult> AnswerAsync(HttpRequest request, Func<PageContext, Task<IResult>> work, CancellationToken cancellation)
    {
        SafeHeaders.Add(request.HttpContext.Response, Policy);
        var context = await ContextAsync(request, cancellation);
        try
        {
            return await work(context);
        }
        catch (Exception failure) when (RouteFailure.Of(failure) is { } told)
        {
            told.Tell(logger, failure, request);
            return await ProblemAsync(context, told.Status, Title(told), told.Detail, told.Field);
        }
    }

    private static string Title(RouteFailure told) => told.Status == StatusCodes.Status400BadRequest ? "That cannot be used" : told.Title;

    private async Task<PageContext> ContextAsync(HttpRequest request, CancellationToken cancellation)
    {
        var here = HttpMethods.IsGet(request.Method) ? request.Path + request.QueryString.Value?.Replace("?done=" + request.Query["done"], "", StringComparison.Ordinal) : "/";
        return new PageContext(await session.FindAsync(request, cancellation), access.SignedInName(request), here, Notices.Find(request.Query["done"]));
    }

    private async Task<IResult> RenderAsync<T>(PageContext context, Dictionary<string, object?> parameters, int status)
        where T : IComponent
    {
        await using var scope = scopes.CreateAsyncScope();
        await using var renderer = new HtmlRenderer(scope.ServiceProvider, loggers);
        parameters["Context"] = context;
        var html = await renderer.Dispatcher.InvokeAsync(async () => (await renderer.RenderComponentAsync<T>(ParameterView.FromDictionary(parameters))).ToHtmlString());
        return Results.Content(html, "text/html; charset=utf-8", statusCode: status);
    }
}
