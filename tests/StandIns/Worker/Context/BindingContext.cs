namespace Microsoft.Azure.Functions.Worker;

/// <summary>What the trigger knows beyond its value, such as a queue message's <c>DequeueCount</c>.</summary>
public abstract class BindingContext
{
    public abstract IReadOnlyDictionary<string, object?> BindingData { get; }
}
