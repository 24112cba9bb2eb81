using System.Reflection;
using Microsoft.Azure.Functions.Worker;

namespace CloudmoreAutotask.LocalHost.Functions;

/// <summary>A function that was found in an assembly.</summary>
/// <param name="Name">Its name, from <see cref="FunctionAttribute"/>.</param>
/// <param name="Method">The method to call on a new instance of its class.</param>
/// <param name="TriggerParameter">The parameter that carries the trigger.</param>
/// <param name="Trigger">What starts it.</param>
public sealed record FunctionEntry(string Name, MethodInfo Method, ParameterInfo TriggerParameter, FunctionTrigger Trigger);

/// <summary>What starts a function.</summary>
public abstract record FunctionTrigger
{
    /// <summary>A schedule starts it.</summary>
    /// <param name="Schedule">When, with settings put in.</param>
    public sealed record OnSchedule(string Schedule) : FunctionTrigger;

    /// <summary>A message starts it.</summary>
    /// <param name="QueueName">The queue, with settings put in.</param>
    /// <param name="Connection">The setting that holds the storage account's connection string.</param>
    public sealed record OnMessage(string QueueName, string Connection) : FunctionTrigger;

    /// <summary>A request starts it.</summary>
    /// <param name="Methods">The HTTP methods; empty for all.</param>
    /// <param name="Route">The route below the prefix, with settings put in.</param>
    public sealed record OnRequest(IReadOnlyList<string> Methods, string Route) : FunctionTrigger;
}
