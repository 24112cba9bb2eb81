using CloudmoreAutotask.LocalHost.Functions;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace CloudmoreAutotask.LocalHost.Http;

/// <summary>Serves HTTP functions at their routes.</summary>
internal static class HttpFunctions
{
    /// <summary>Adds the routes. Access levels are not asked for, as in the Azure Functions tools: only this machine reaches the port.</summary>
    public static void Map(IEndpointRouteBuilder routes, IEnumerable<FunctionEntry> functions, string prefix, FunctionInvoker invoker)
    {
        foreach (var function in functions)
        {
            if (function.Trigger is not FunctionTrigger.OnRequest http)
                continue;
            var pattern = string.Join('/', new[] { "", prefix, http.Route }.Where((part, index) => index == 0 || part.Length > 0));
            RequestDelegate serve = context => ServeAsync(function, context, invoker);
            if (http.Methods.Count == 0)
                routes.Map(pattern.Length == 0 ? "/" : pattern, serve);
            else
                routes.MapMethods(pattern.Length == 0 ? "/" : pattern, http.Methods.Select(method => method.ToUpperInvariant()), serve);
        }
    }

    private static async Task ServeAsync(FunctionEntry function, HttpContext context, FunctionInvoker invoker)
    {
        var invocation = new Invocation(context.Request, new Dictionary<string, object?>(StringComparer.Ordinal)) { Http = context };
        var answer = await invoker.InvokeAsync(function, invocation, context.RequestAborted);
        switch (answer)
        {
            case IResult result:
                await result.ExecuteAsync(context);
                break;
            case null:
                break;
            default:
                throw new InvalidOperationException($"{function.Name} answers with {answer.GetType().Name}; the local host serves functions that answer with IResult.");
        }
    }
}
