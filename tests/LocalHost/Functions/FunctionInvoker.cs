using System.Reflection;
using Microsoft.Extensions.DependencyInjection;

namespace CloudmoreAutotask.LocalHost.Functions;

/// <summary>Calls functions: a scope of its own and a new instance of the class for each call.</summary>
/// <param name="services">Where the class's constructor parameters come from.</param>
public sealed class FunctionInvoker(IServiceProvider services)
{
    /// <summary>Calls a function and waits for its end.</summary>
    /// <returns>What it returned; null when it returns nothing.</returns>
    /// <exception cref="Exception">Whatever kept it from being called, or what it threw.</exception>
    public async Task<object?> InvokeAsync(FunctionEntry function, Invocation invocation, CancellationToken cancellation)
    {
        await using var scope = services.CreateAsyncScope();
        var context = new LocalFunctionContext(function, invocation, scope.ServiceProvider, cancellation);
        var arguments = ParameterBinder.Bind(function, invocation, context);
        var instance = ActivatorUtilities.CreateInstance(scope.ServiceProvider, function.Method.DeclaringType!);
        try
        {
            return await ResultAsync(function.Method.ReturnType, function.Method.Invoke(instance, BindingFlags.DoNotWrapExceptions, binder: null, arguments, culture: null));
        }
        finally
        {
            await ReleaseAsync(instance);
        }
    }

    private static async Task<object?> ResultAsync(Type type, object? returned)
    {
        switch (returned)
        {
            case Task task:
                await task;
                return type.IsGenericType ? type.GetProperty(nameof(Task<>.Result))!.GetValue(task) : null;
            case ValueTask task:
                await task;
                return null;
            default:
                return returned;
        }
    }

    private static async ValueTask ReleaseAsync(object instance)
    {
        if (instance is IAsyncDisposable asynchronous)
            await asynchronous.DisposeAsync();
        else
            (instance as IDisposable)?.Dispose();
    }
}
