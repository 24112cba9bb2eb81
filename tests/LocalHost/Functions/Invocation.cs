using Microsoft.AspNetCore.Http;

namespace CloudmoreAutotask.LocalHost.Functions;

/// <summary>What a function is called with.</summary>
/// <param name="Trigger">The trigger's value: a timer, a queue message or a request.</param>
/// <param name="BindingData">What a function may read through its context, as text (<c>DequeueCount</c>, <c>Id</c>).</param>
public sealed record Invocation(object Trigger, IReadOnlyDictionary<string, object?> BindingData)
{
    /// <summary>The id of this call.</summary>
    public string Id { get; } = Guid.NewGuid().ToString();

    /// <summary>The request, when a request started the function.</summary>
    public HttpContext? Http { get; init; }
}
